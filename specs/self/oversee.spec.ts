/** The oversight page in a real browser at the size of a phone, and each line of its security list attacked. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { test as base, configText, expect, type InlineProject } from './inline-project.ts';

const spec = `import { appendFileSync } from 'node:fs';
import { approve, expect, test } from 'codexqa';
const log = (line: string) => appendFileSync('done.txt', line + '\\n');
test('publishes the price list', async ({ launch }) => {
  const app = await launch('calculator');
  await app.getByRole('button', { name: '7', exact: true }).click();
  await approve({ action: 'publish the price list', risk: 'high', consequence: '1,200 customers see it at once',
    evidence: { rows: 12, '<img src=x onerror=alert(1)>': '<b>not bold</b>' } });
  log('published');
  await approve({ action: 'mail the customers', risk: 'low', consequence: 'they get one mail' });
  log('mailed');
});
test('comes later', () => {});`;

interface Overseeing {
  readonly server: ChildProcess;
  /** Of the page, with a code that was not used. */
  readonly address: string;
  readonly url: string;
}

interface Fixtures {
  readonly overseeing: Overseeing;
  readonly phone: BrowserContext;
  readonly page: Page;
}

const test = base.extend<Fixtures, { readonly browser: Browser }>({
  browser: [
    async ({}, use) => {
      const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
      const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  overseeing: async ({ project }, use) => {
    const { stdout } = await project.codexqa(['approvals', 'keygen', 'keys/alice']);
    const key = stdout.split('\n')[0];
    project.write({
      'codexqa.config.ts': configText(`approvals: { approvers: { alice: { key: '${key}' } }, timeoutMs: 60_000 },`),
      'specs/a.spec.ts': spec,
    });
    const args = ['oversee', '--port', '0', '--as', 'alice', '--key', 'keys/alice'];
    const server = project.start([process.execPath, project.cli, ...args]);
    const end = project.finish(server);
    const address = await printed(server);
    await use({ server, address, url: address.replace(/#.*/, '') });
    server.kill('SIGINT');
    expect((await end).exitCode).toBe(0);
  },
  phone: async ({ browser }, use) => {
    const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await use(phone);
    await phone.close();
  },
  page: async ({ phone, overseeing }, use) => {
    const page = await phone.newPage();
    const strangers: string[] = [];
    const errors: string[] = [];
    page.on('request', (each) => each.url().startsWith(overseeing.url) || strangers.push(each.url()));
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(overseeing.address);
    await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
    await use(page);
    expect(strangers, 'nothing is fetched from elsewhere').toEqual([]);
    expect(errors).toEqual([]);
  },
});

test.skip(!existsSync('/usr/bin/chromium'), 'needs Debian’s chromium');

/** The stream is left open: who closes it ends the server with its next line. */
function printed(server: ChildProcess): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    server.once('close', () => reject(new Error(`no address in ${JSON.stringify(text)}`)));
    server.stdout?.on('data', (chunk) => {
      text += String(chunk);
      const [address] = /http:\S+#\S+/.exec(text) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
}

function start(project: InlineProject): {
  readonly child: ChildProcess;
  readonly end: ReturnType<InlineProject['finish']>;
} {
  const child = project.start([process.execPath, project.cli, 'test', '--workers', '1']);
  return { child, end: project.finish(child) };
}

async function hold(page: Page, name: RegExp): Promise<void> {
  const button = page.getByRole('button', { name });
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  if (box === null) throw new Error('the button has no place');
  const answered = page.waitForResponse(/api\/answer/);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await answered;
  await page.mouse.up();
}

test('a question is answered from a phone: seen, judged, refused without a reason, held, done', async ({
  project,
  page,
  overseeing,
}, info) => {
  const { end } = start(project);
  const question = page.getByRole('article', { name: 'Question: publish the price list' });
  await expect(question).toBeVisible({ timeout: 60_000 });
  for (const text of ['high risk', '1,200 customers see it at once', 'rows', '12', '<b>not bold</b>']) {
    await expect(question).toContainText(text);
  }
  const picture = question.getByRole('img');
  await picture.scrollIntoViewIfNeeded();
  await expect
    .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
    .toBeGreaterThan(100);
  await question.getByText('Text on the screen').click();
  await expect(question.locator('pre')).toContainText('button "7"');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  const sizes = await page
    .getByRole('button')
    .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
  await page.screenshot({ path: info.outputPath('question.png'), fullPage: true });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: info.outputPath('question-dark.png'), fullPage: true });

  // where a notice leads to
  const id = (await question.getAttribute('id'))?.replace('question-', '');
  await page.goto(`${overseeing.url}?question=${id}`);
  await expect(question).toBeInViewport();

  await question.getByRole('button', { name: /Approve/ }).click();
  expect(project.has('done.txt'), 'a tap is no hold').toBe(false);
  await hold(page, /Approve/);
  await expect(page.locator('#told')).toContainText('needs a reason of 8 letters');
  expect(project.has('done.txt')).toBe(false);
  await question.getByLabel(/Reason/).fill('checked with sales');
  await hold(page, /Approve/);
  await expect.poll(() => project.has('done.txt') && project.read('done.txt')).toBe('published\n');

  const second = page.getByRole('article', { name: 'Question: mail the customers' });
  await second.getByRole('button', { name: 'Approve' }).click();
  expect((await end).exitCode).toBe(0);
  expect(project.read('done.txt')).toBe('published\nmailed\n');
  await expect(page.getByText('Nobody is asked anything.')).toBeVisible();
  await page.getByText('Answered lately').click();
  await expect(page.locator('#history')).toContainText('publish the price list: approved by alice: checked with sales');
  const answers = project.journal().filter(({ event }) => event === 'answered');
  expect(answers.map(({ reason }) => reason)).toContainEqual(
    expect.stringMatching(/^approve from Browser on .*: checked with sales$/),
  );
});

test('a run is watched, paused, continued and aborted from a phone', async ({ project, page }, info) => {
  const { end } = start(project);
  const run = page.getByRole('article', { name: /^Run / });
  await expect(run).toContainText('publishes the price list', { timeout: 60_000 });
  await expect(run).toContainText('waiting-approval');
  await expect(run).toContainText('comes later');
  await run.getByRole('button', { name: 'Pause' }).click();
  await expect(run.getByRole('button', { name: 'Continue' })).toBeVisible();
  await page.screenshot({ path: info.outputPath('paused.png'), fullPage: true });
  await run.getByRole('button', { name: 'Continue' }).click();
  await expect(run.getByRole('button', { name: 'Pause' })).toBeVisible();
  // a keyboard or a screen reader cannot hold: it presses twice
  await run.getByRole('button', { name: /Abort/ }).focus();
  await page.keyboard.press('Enter');
  await expect(run.getByRole('button', { name: 'Abort: press again to confirm' })).toBeVisible();
  await page.keyboard.press('Enter');
  expect((await end).exitCode).not.toBe(0);
  await expect(run).toContainText('aborted');
  expect(project.has('done.txt')).toBe(false);
  const asked = project.journal().filter(({ kind }) => kind === 'state');
  expect(asked.find(({ to }) => to === 'aborted')).toMatchObject({
    reason: expect.stringContaining('by alice (Browser on'),
  });
});

test('two phones at once: both see it, the second answer changes nothing, a revoked phone sees nothing more', async ({
  project,
  page,
  browser,
}) => {
  const { stdout } = await project.codexqa(['oversee', 'pair']);
  const other = await browser.newPage({ viewport: { width: 390, height: 800 } });
  await other.goto(/http:\S+#\S+/.exec(stdout)?.[0] ?? '');
  const { end } = start(project);
  const questions = [page, other].map((each) =>
    each.getByRole('article', { name: 'Question: publish the price list' }),
  );
  for (const question of questions) await expect(question).toBeVisible({ timeout: 60_000 });
  await questions[1]?.getByLabel(/Reason/).fill('the prices are wrong');
  await questions[1]?.getByRole('button', { name: 'Deny' }).click();
  expect((await end).exitCode).toBe(1);
  await expect(questions[0] ?? page.locator('none')).toHaveCount(0);
  const list = await project.codexqa(['oversee', 'devices']);
  expect(list.stdout.trim().split('\n')).toHaveLength(2);
  const revoked = await project.codexqa(['oversee', 'revoke', 'all']);
  expect(revoked.stdout).toContain('2 revoked');
  for (const each of [page, other]) {
    await expect(each.getByRole('heading', { name: 'This device is not paired' })).toBeVisible({ timeout: 20_000 });
  }
  await other.close();
});

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request as an attacker makes it: any header, any body. */
function send(url: string, method: string, headers: Record<string, string> = {}, body = ''): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let text = '';
      response.on('data', (data) => (text += String(data)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('the page stands every attack of its list', async ({ project, overseeing }) => {
  const { url, address, server } = overseeing;
  const { origin, port, host } = new URL(url);
  const own = { origin, 'content-type': 'application/json' };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(`${url}${path}`, 'POST', { ...own, ...headers }, JSON.stringify(body));

  expect(host).toMatch(/^127\.0\.0\.1:/);
  expect((await send(url, 'GET', { host: 'evil.test' })).status, 'another name for this machine').toBe(421);
  expect((await send(url, 'GET', { host: `localhost:${port}` })).status).toBe(200);
  for (const path of ['api/me', 'api/overview', 'api/events', 'api/devices', 'api/evidence/a/b']) {
    expect((await send(`${url}${path}`, 'GET')).status, `${path} without a device`).toBe(401);
  }
  const shell = await send(url, 'GET');
  expect(shell.headers['content-security-policy']).toMatch(
    /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
  );
  expect(shell.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(shell.text).not.toMatch(/<script>|onclick=|style=/);

  const code = address.split('#')[1] ?? '';
  expect(
    (await post('api/pair', { code, name: 'x' }, { origin: 'http://evil.test' })).status,
    'from another site',
  ).toBe(403);
  expect((await post('api/pair', { code, name: 'x' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect(
    (await send(`${url}api/pair`, 'POST', { 'content-type': 'application/json' }, '{}')).status,
    'from nowhere',
  ).toBe(403);
  expect((await post('api/pair', { code, name: 'x' }, { 'content-type': 'text/plain' })).status, 'as a form').toBe(403);
  expect((await post('api/pair', { code: 'x'.repeat(20_000), name: 'x' })).status, 'too long').toBe(413);
  expect((await post('api/pair', { code: 'guess', name: 'x' })).status).toBe(403);

  const paired = await post('api/pair', { code, name: 'phone' });
  const [cookieLine = ''] = [paired.headers['set-cookie']].flat();
  expect(cookieLine).toMatch(/^codexqa=[\w-]{43}; .*HttpOnly; SameSite=Strict/);
  const cookie = cookieLine.split(';')[0] ?? '';
  const token = cookie.split('=')[1] ?? '';
  const { csrf } = JSON.parse(paired.text) as { csrf: string };
  expect((await post('api/pair', { code, name: 'again' })).status, 'a code serves once').toBe(403);
  const kept = readdirSync(project.path('.codexqa', 'oversight'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  expect(kept.join(''), 'only digests are kept').not.toContain(token);

  const control = { run: 'last', wish: 'abort', reason: '' };
  expect((await post('api/control', control, { cookie })).status, 'without the token of the page').toBe(403);
  expect((await post('api/control', control, { cookie, 'x-csrf': csrf, origin: 'null' })).status).toBe(403);
  expect((await send(`${url}api/control`, 'GET', { cookie })).status, 'a link changes nothing').toBe(404);
  const mine = { cookie, 'x-csrf': csrf };
  expect((await post('api/control', { ...control, wish: 'click' }, mine)).status, 'nothing is clicked from here').toBe(
    400,
  );
  expect((await post('api/control', { ...control, x: 1 }, mine)).status, 'no other keys').toBe(400);
  const unknown = { id: 'ffffffff', digest: 'f'.repeat(64), decision: 'approve', reason: 'because I can' };
  expect((await post('api/answer', unknown, mine)).status).toBe(409);
  expect((await send(`${url}api/evidence/..%2f..%2f/etc`, 'GET', { cookie })).status, 'no other files').toBe(404);

  const { child, end } = start(project);
  const folder = () => join(project.runs().at(-1) ?? '', 'approvals');
  await expect
    .poll(() => (existsSync(folder()) ? readdirSync(folder()).length : child.exitCode), { timeout: 60_000 })
    .toBe(1);
  const overview = JSON.parse((await send(`${url}api/overview`, 'GET', { cookie })).text);
  const [question] = overview.questions;
  const answer = {
    id: question.request.id,
    digest: question.digest,
    decision: 'approve',
    reason: 'checked with sales',
  };
  expect((await post('api/answer', { ...answer, digest: 'a'.repeat(64) }, mine)).text, 'another question').toContain(
    'another question',
  );
  expect((await post('api/answer', answer, mine)).status).toBe(200);
  expect((await post('api/answer', answer, mine)).status, 'the same finger twice').toBe(200);
  const settled = await post('api/answer', { ...answer, decision: 'deny' }, mine);
  expect(settled.status).toBe(409);
  expect(settled.text).toContain('it is settled: approved by alice');
  await post('api/control', { run: overview.runs[0].runId, wish: 'abort', reason: 'enough' }, mine);
  await end;
  const refusals = project.journal().filter(({ event }) => event === 'refused');
  expect(refusals.length, 'what may not be is on record').toBeGreaterThan(0);

  const many = await Promise.all(Array.from({ length: 32 }, () => post('api/answer', unknown, mine)));
  expect(many.at(-1)?.status, 'too many decisions').toBe(429);
  // closing the terminal does not end it
  server.kill('SIGHUP');
  const me = JSON.parse((await send(`${url}api/me`, 'GET', { cookie })).text) as { id: string };
  await project.codexqa(['oversee', 'revoke', me.id]);
  expect((await send(`${url}api/me`, 'GET', { cookie })).status, 'the cookie of a revoked device').toBe(401);
  const guesses: number[] = [];
  for (let n = 0; n < 6; n++) guesses.push((await post('api/pair', { code: `guess ${n}`, name: 'x' })).status);
  expect(guesses.at(-1), 'guessing').toBe(429);
});

test('the page is light: less than 150 KB before pictures', async ({ phone, overseeing }) => {
  const page = await phone.newPage();
  let bytes = 0;
  page.on('response', async (response) => {
    if (!response.url().includes('/api/')) bytes += (await response.body().catch(() => Buffer.alloc(0))).length;
  });
  await page.goto(overseeing.address);
  await expect(page.getByText('No runs yet.')).toBeVisible();
  expect(bytes).toBeGreaterThan(5_000);
  expect(bytes).toBeLessThan(150_000);
});

test('beside a run the page has a process of its own: it ends with the run, and still answers when the run was killed', async ({
  project,
  phone,
}) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `import { existsSync } from 'node:fs';
import { expect, test } from 'codexqa';
test('waits for a file', async ({ launch }) => {
  await launch('calculator');
  await expect.poll(() => existsSync('go'), { timeout: 60_000 }).toBe(true);
});`,
  });
  const run = () => project.start([process.execPath, project.cli, 'test', '--oversee', '--workers', '1']);
  const page = await phone.newPage();
  const first = run();
  await page.goto(await printed(first));
  await expect(page.getByText('waits for a file')).toBeVisible();
  project.write({ go: '' });
  // the page holds the stream open until it has ended
  expect((await project.finish(first)).exitCode).toBe(0);
  rmSync(project.path('go'));

  const second = run();
  // the port is the same: in the page before only the hash would change
  const later = await phone.newPage();
  await later.goto(await printed(second));
  await expect(later.getByText('waits for a file')).toBeVisible();
  second.kill('SIGKILL');
  await expect(later.getByText(/broken off|aborted/)).toBeVisible();
  for (const pid of pagesOf(project)) process.kill(pid, 'SIGTERM');
  await project.finish(second);
});

/** Processes that serve this project's page beside a run. */
function pagesOf({ folder }: InlineProject): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--while-running') &&
          readlinkSync(`/proc/${pid}/cwd`) === folder
        );
      } catch {
        return false;
      }
    });
}
