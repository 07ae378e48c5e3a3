/** A night in small: everything that must hold before a real one is left alone. Exit code 0 only when each step was seen to hold. */
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codexqa, eventually, must, proven, record, start, step } from './commands.mjs';
import { leftovers } from './leftovers.mjs';
import { openMailbox } from './mailbox.mjs';
import { hold, openPhone } from './phone.mjs';

const action = 'publish the price list';
/** In specs/calculator.spec.ts. */
const sums = 6;
const begun = [];
let phone;
let mailbox;

try {
  await prepare();
  await machineIsReady();
  await planIsSound();
  const page = await phoneIsPaired();
  await nightIsKilled(page);
  const run = await nightIsResumed(page);
  await morningHasItsReport(page);
  await recordHolds(run);
  await nothingIsLeft();
  console.log('\nThe night holds.');
} catch (error) {
  console.error(`\nThe night does NOT hold: ${error.message}`);
  process.exitCode = 1;
} finally {
  await phone?.browser.close();
  mailbox?.close();
  for (const { child } of begun) if (child.exitCode === null && child.signalCode === null) kill(child);
}

/** What an earlier night left goes; what tells people about this one is there. */
async function prepare() {
  for (const name of ['prices.txt', 'outbox.txt', 'update-is-there']) rmSync(name, { force: true });
  mkdirSync('reports/night', { recursive: true });
  mailbox = await openMailbox();
  process.env['NIGHT_HOOK'] = mailbox.url;
  process.env['NIGHT_SECRET'] = `whsec_${randomBytes(24).toString('base64')}`;
}

async function machineIsReady() {
  step('Is this machine ready? (codexqa test --dry-run, codexqa preflight)');
  const key = await codexqa(['approvals', 'keygen', 'keys/alice']);
  writeFileSync('alice.pub', `${key.split('\n')[0]}\n`);
  const rehearsed = await codexqa(['test', '--dry-run', 'specs/calculator.spec.ts']);
  const told = await codexqa(['preflight']);
  for (const [text, line] of [
    [rehearsed, /dry run: .*/],
    [told, /sandbox window {2}.*/],
    [told, /a run without a person may begin.*/],
  ]) {
    must(line.test(text), `${line} was expected:\n${text}`);
    proven(line.exec(text)[0]);
  }
}

async function planIsSound() {
  step('What would run, where, and why? (codexqa plan --unattended)');
  const told = await codexqa(['plan', '--unattended']);
  must(/background lane, unattended/.test(told), `the plan says something else:\n${told}`);
  for (const line of told.split('\n').filter((text) => /^ *(runs|policy)/.test(text))) proven(line.trim());
}

async function phoneIsPaired() {
  step('A phone is paired (codexqa oversee)');
  const oversee = start(['oversee', '--port', '0', '--as', 'alice', '--key', 'keys/alice']);
  begun.push(oversee);
  const address = await eventually('the address of the page', () => /http:\S+#\S+/.exec(oversee.printed)?.[0], oversee);
  phone = await openPhone();
  await phone.page.goto(address);
  await phone.page.getByRole('heading', { name: 'Runs' }).waitFor();
  proven('390 by 844 pixels, by a code that is good once');
  return phone.page;
}

async function nightIsKilled(page) {
  step('The night begins (codexqa test --unattended), and everything of it is killed while it waits for a person');
  const run = start(['test', '--unattended']);
  begun.push(run);
  const question = page.getByRole('article', { name: `Question: ${action}` });
  await eventually('the question', () => question.isVisible(), run);
  await eventually('the end of the sums', async () => passed(await record('last')).length === sums, run);
  const [{ data: notice }] = await eventually('a notice', () => mailbox.notices.length > 0 && mailbox.notices, run);
  must(
    notice.what.includes(action) && !JSON.stringify(notice).includes('approve'),
    `that is no notice: ${notice.what}`,
  );
  proven(`notice: ${notice.what}; ${notice.consequence}; ${notice.otherwise}`);
  const events = await record('last');
  parallelIn(events);
  const [detour] = events.filter(({ type }) => type === 'dev.codexqa.recovery');
  must(detour?.data.handler.includes('Remind me later'), 'nobody put the updater off');
  proven(`recovered: ${detour.data.seen}; ${detour.data.switch}; back to ${detour.data.returnedTo}`);
  for (const rule of ['sums', 'price list', 'put off']) {
    const allowed = events.filter(
      ({ type, data }) => type === 'dev.codexqa.verdict.allow' && data.verdict.rule === rule,
    );
    must(allowed.length > 0, `no act was allowed by rule "${rule}"`);
    proven(`policy: ${allowed.length} acts by rule "${rule}"`);
  }
  await page.screenshot({ path: 'reports/night/question.png', fullPage: true });
  kill(run.child);
  await run.ended;
  await eventually('the end of all processes of the run', () => leftovers().length === 0);
  await question.getByText('the run is down; an answer counts when it is resumed').waitFor();
  must(!existsSync('outbox.txt'), 'it was published without a yes');
  proven('kill -9: nothing runs, nothing was published, the question stands');
}

function passed(events) {
  return events.filter(({ type, data }) => type === 'dev.codexqa.test-end' && data.status === 'passed');
}

/** Two workers had a desktop of their own at the same time: the second one was opened before the first one was closed. */
function parallelIn(events) {
  const sessions = events.filter(({ type }) => /^dev\.codexqa\.session\.(opened|closed)$/.test(type));
  const open = new Set();
  let most = 0;
  for (const { type, data } of sessions) {
    if (type.endsWith('opened')) open.add(data.sessionId);
    else open.delete(data.sessionId);
    most = Math.max(most, open.size);
  }
  must(most === 2, `two desktops at once were expected, not ${most}`);
  proven('two desktops at once, one for each worker');
}

async function nightIsResumed(page) {
  step('It is resumed (codexqa test --unattended --resume last), and the question is answered on the phone');
  const run = start(['test', '--unattended', '--resume', 'last']);
  begun.push(run);
  const question = page.getByRole('article', { name: `Question: ${action}` });
  await eventually('the question', () => question.getByText('means no in').isVisible(), run);
  await question.getByLabel(/Reason/).fill('checked with sales');
  const response = await hold(page, question.getByRole('button', { name: /Approve/ }));
  must(response.ok(), `the answer was refused: ${response.status()}`);
  const ended = await run.ended;
  must(ended === 0, `the run ended with ${ended}:\n${run.printed}`);
  must(readFileSync('outbox.txt', 'utf8') === 'apples 3.20\n', 'the price list was not published exactly once');
  const events = await record('last');
  const consumed = events.filter(({ type }) => type === 'dev.codexqa.approval.consumed');
  must(consumed.length === 1 && consumed[0].data.by === 'alice', 'one yes of alice was expected');
  proven('held on the phone with a reason: one yes, used once, published once');
  const together = /together .*/.exec(await codexqa(['runs', 'show', 'last']))?.[0];
  must(together?.includes(`${sums} carried`), `${sums} sums should have been carried over: ${together}`);
  proven(together);
  return readdirSync('.codexqa/runs').sort().at(-1);
}

async function morningHasItsReport(page) {
  step('The report of the morning (codexqa report allure)');
  await codexqa(['report', 'allure']);
  await page.goto(pathToFileURL('reports/allure/index.html').href);
  for (const branch of ['specs/prices.spec.ts', 'Price list']) await page.getByText(branch, { exact: true }).click();
  await page.getByText('is written, agreed upon and published').first().waitFor();
  await page.screenshot({ path: 'reports/night/report.png' });
  proven('reports/allure/index.html, opened and read');
}

async function recordHolds(run) {
  step('Has anybody touched the record? (codexqa audit verify)');
  proven((await codexqa(['audit', 'verify', run])).trim().split('\n').at(-1));
  const copy = mkdtempSync(join(tmpdir(), 'codexqa-night-'));
  try {
    cpSync('.codexqa', join(copy, '.codexqa'), { recursive: true });
    const journal = join(copy, '.codexqa', 'runs', run, 'journal');
    const segments = readdirSync(journal).map((name) => join(journal, name));
    const segment = segments.find((path) => readFileSync(path).includes('"approval"'));
    must(segment !== undefined, 'the record does not name the approval');
    const bytes = readFileSync(segment);
    bytes[bytes.indexOf('"approval"') + 1] ^= 1;
    writeFileSync(segment, bytes);
    const told = await codexqa(['audit', 'verify', run], { exitCode: 1, cwd: copy });
    must(/was changed after it was written/.test(told), `the change was not found:\n${told}`);
    proven(`one byte of a copy was changed: ${/tampered.*/.exec(told)?.[0].replace(copy, '')}`);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

async function nothingIsLeft() {
  step('Is anything left?');
  await phone.browser.close();
  const [oversee] = begun;
  oversee.child.kill('SIGINT');
  must((await oversee.ended) === 0, `the page did not end well:\n${oversee.printed}`);
  await eventually('the end of all processes', () => leftovers().length === 0);
  proven('no process');
}

function kill({ pid }) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
