/**
 * `npm run bench -- supervision [case …]`: what supervision costs, and what survives. Cases: approval-kills, approval-visible,
 * approval-resume, abort, gate-500, audit-append, audit-verify.
 * `TRIALS=100` shortens the kills. Needs a built dist/, and galculator for one of them.
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  fdatasyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import ts from 'typescript';
import { defaultSession } from '../dist/src/contracts/driver.js';
import { createLinuxDriver } from '../dist/src/drivers/linux/driver.js';
import { pendingApprovals } from '../dist/src/journal/approval-files.js';
import { askRun } from '../dist/src/journal/control.js';
import { writeManifest } from '../dist/src/journal/manifest.js';
import { RunFolder } from '../dist/src/journal/run-folder.js';
import { JournalWriter } from '../dist/src/journal/writer.js';
import { auditRun } from '../dist/src/oversight/audit.js';
import { answerOnRecord } from '../dist/src/oversight/on-record.js';
import { PolicyGate } from '../dist/src/runner/policy-gate.js';
import { benchCases, median, rowAgainst } from './harness.mjs';
import { install } from './soak/project.mjs';

const root = mkdtempSync(join(tmpdir(), 'cqa-supervision-'));
const newRun = (name) => RunFolder.create(join(root, name), { codexqa: 'bench', argv: ['test'] });
const single = (name, ours, unit, goal, facts = {}) => ({ case: name, unit, ours, peers: facts, ratios: {}, goal });

/** Run and person are killed at random moments; afterwards no question may be lost and no yes used twice. */
async function approvalKills() {
  const programs = compiledSamples(['asker', 'approver', 'question', 'kill-trial']);
  const { killTrial } = await import(programs('kill-trial'));
  const commandOf = (program) => [process.execPath, programs(program)];
  const trials = Number(process.env.TRIALS ?? 1000);
  const fell = {};
  const faults = [];
  for (let trial = 1; trial <= trials; trial++) {
    const folder = join(root, `trial-${trial}`);
    const result = await killTrial(folder, commandOf, Math.random);
    fell[result.fell] = (fell[result.fell] ?? 0) + 1;
    if (result.fault !== undefined) faults.push(`${trial}: ${result.fault}`);
    rmSync(folder, { recursive: true, force: true });
    if (trial % 100 === 0) console.error(`${trial} trials, ${faults.length} faults`);
  }
  for (const fault of faults) console.error(fault);
  return single('approval-kills', faults.length, `faults in ${trials}`, '0 lost, 0 granted twice', fell);
}

/** The build leaves samples out; here they are compiled against it, because a loader would cost more than the trial itself. */
function compiledSamples(names) {
  const pathOf = (name) => join(root, `${name}.sample.mjs`);
  for (const name of names) {
    const text = readFileSync(new URL(`../src/oversight/${name}.sample.ts`, import.meta.url), 'utf8');
    const { outputText } = ts.transpileModule(text, { compilerOptions: { target: 'es2022', module: 'esnext' } });
    const linked = outputText.replace(/'(\.{1,2}\/[\w./-]+)\.ts'/g, (_, path) => {
      const [, sample] = /^\.\/([\w-]+)\.sample$/.exec(path) ?? [];
      const built = new URL(`../dist/src/oversight/${path}.js`, import.meta.url).href;
      return JSON.stringify(sample === undefined ? built : `./${sample}.sample.mjs`);
    });
    writeFileSync(pathOf(name), linked);
  }
  return pathOf;
}

/** A project with one test and a real application. */
function calculatorProject(installed, name, spec) {
  const folder = join(installed.folder, name);
  const account = JSON.stringify(userInfo().username);
  const files = {
    'codexqa.config.ts': `import { defineConfig } from 'codexqa';
export default defineConfig({ reporters: ['line'], apps: { calculator: 'galculator' },
  approvals: { approvers: { robot: { account: ${account} } }, self: 'attended' } });`,
    'specs/a.spec.ts': spec,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const cli = join(installed.codexqa, 'cli', 'main.js');
  const start = (...args) =>
    spawn(process.execPath, [cli, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  return { folder, start };
}

/** Its test asks so many times, with a real application on its desktop. */
const askingProject = (installed, name, count) =>
  calculatorProject(
    installed,
    name,
    `import { appendFileSync } from 'node:fs';
import { approve, test } from 'codexqa';
test('waits', async ({ launch }) => {
  await launch('calculator');
  for (let n = 0; n < ${count}; n++) {
    await approve({ action: 'act ' + n, risk: 'low', consequence: 'nothing' });
    appendFileSync('resumed.txt', Date.now() + '\\n');
  }
});`,
  );

const clicking = `import { appendFileSync } from 'node:fs';
import { test } from 'codexqa';
test('clicks', async ({ launch }) => {
  const app = await launch('calculator');
  for (let n = 0; n < 2000; n++) {
    await app.getByRole('button', { name: String(n % 10), exact: true }).click();
    appendFileSync('clicked.txt', Date.now() + '\\n');
  }
});`;

/** From the wish on the disk to the end of the whole command, in the middle of a stream of clicks. */
async function abort() {
  const installed = install();
  try {
    const times = [];
    const late = [];
    for (let round = 0; round < 10; round++) {
      const { folder, start } = calculatorProject(installed, `abort-${round}`, clicking);
      const clicked = () => {
        const path = join(folder, 'clicked.txt');
        return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').map(Number) : [];
      };
      const child = start('test');
      child.stdout.resume();
      const end = new Promise((resolve) => child.once('close', resolve));
      while (clicked().length < 10 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
      askRun(open(folder), { wish: 'abort', by: 'bench', reason: '', at: Date.now() });
      const askedAt = Date.now();
      await end;
      times.push(Date.now() - askedAt);
      late.push(clicked().filter((at) => at > askedAt).length);
    }
    return single('abort', median(times), 'ms', '<= 2000 ms, no action but the one at work', {
      'slowest, ms': Math.max(...times),
      'actions that ended after it, at most': Math.max(...late),
    });
  } finally {
    rmSync(installed.folder, { recursive: true, force: true });
  }
}

/** From the answer on the disk to the line behind `approve()`. */
async function approvalResume() {
  const installed = install();
  try {
    const count = 20;
    const { folder, start } = askingProject(installed, 'resume', count);
    const child = start('test');
    child.stdout.resume();
    const end = new Promise((resolve) => child.once('close', resolve));
    const answered = await answerAll(folder, count, child);
    await end;
    const resumed = readFileSync(join(folder, 'resumed.txt'), 'utf8').trim().split('\n').map(Number);
    const times = resumed.map((at, n) => at - answered[n]);
    return single('approval-resume', median(times), 'ms', '<= 100 ms', { 'slowest, ms': Math.max(...times) });
  } finally {
    rmSync(installed.folder, { recursive: true, force: true });
  }
}

/** From the question on the disk to its card on the page in a browser at the size of a phone; answered there. */
async function approvalVisible() {
  const installed = install();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const count = 10;
    const { folder, start } = askingProject(installed, 'visible', count);
    const server = start('oversee', '--port', '0');
    const address = await new Promise((resolve) => {
      let text = '';
      server.stdout.on('data', (data) => {
        text += data;
        const [found] = /http:\S+#\S+/.exec(text) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    await page.goto(address);
    const child = start('test');
    child.stdout.resume();
    const end = new Promise((resolve) => child.once('close', resolve));
    const times = [];
    for (let n = 0; n < count; n++) {
      const card = page.getByRole('article', { name: `Question: act ${n}`, exact: true });
      await card.waitFor({ timeout: 60_000 });
      const seenAt = Date.now();
      const { createdAt } = pendingApprovals(open(folder))[0].request;
      times.push(seenAt - createdAt);
      await card.getByRole('button', { name: 'Approve' }).click();
    }
    await end;
    server.kill('SIGINT');
    return single('approval-visible', median(times), 'ms', '<= 2000 ms', { 'slowest, ms': Math.max(...times) });
  } finally {
    await browser.close();
    rmSync(installed.folder, { recursive: true, force: true });
  }
}

/** What the gate of a policy with 500 rules adds to an act; none but the last rule matches, and titles of windows are asked for. */
async function gate500() {
  const rules = Array.from({ length: 500 }, (_, n) => ({
    id: `rule ${n}`,
    verdict: n === 499 ? 'allow' : 'deny',
    apps: n === 499 ? ['calculator'] : ['calc*', `app ${n}`],
    windows: n === 499 ? ['*'] : n % 2 === 0 ? [`window ${n}*`] : ['*calc*'],
    targets: n === 499 ? ['*'] : [`key ${n}*`],
    actions: ['click', 'fill', 'press'],
  }));
  const policy = { version: 1, owner: 'bench', roles: { tester: { rules } } };
  const session = await createLinuxDriver().open(defaultSession);
  try {
    const app = await session.launch({ name: 'calculator', command: 'galculator', args: [], env: {} });
    while ((await session.windows()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const [window] = await session.windows();
    const gate = new PolicyGate({
      inForce: { file: 'bench', digest: 'bench', policy, role: 'tester' },
      session,
      lane: 'background',
      supervision: 'unattended',
      kind: undefined,
      ask: () => Promise.reject(new Error('nothing is asked')),
    });
    const target = {
      description: "getByRole('button', { name: '7' })",
      role: 'button',
      name: '7',
      appId: app.id,
      windowId: window.id,
    };
    const deed = {
      kind: 'act',
      act: { kind: 'click', point: { x: 9, y: 9 }, button: 'left', count: 1, modifiers: [], address: {} },
    };
    const times = [];
    for (let i = 0; i < 3000; i++) {
      const since = performance.now();
      const verdict = await gate.admit({ verb: 'click', target, shown: '', deed });
      times.push(performance.now() - since);
      if (verdict.rule !== 'rule 499') throw new Error(`rule ${verdict.rule} decided`);
    }
    return single('gate-500', median(times), 'ms', '<= 0.2 ms', {
      'mean, ms': times.reduce((sum, ms) => sum + ms, 0) / times.length,
    });
  } finally {
    await session.close();
  }
}

/** A decision on the disk, against the bare write and fdatasync of as many bytes in the same process. */
function auditAppend() {
  const journal = JournalWriter.open(newRun('append'), 'worker-0');
  const file = openSync(join(root, 'bare.bin'), 'a');
  const bytes = Buffer.alloc(511, 'x');
  const entry = { kind: 'approval', requestId: 'ffffffff', event: 'answered', by: 'alice', reason: 'x'.repeat(120) };
  const [ours, bare] = [[], []];
  for (let i = 0; i < 2000; i++) {
    let since = performance.now();
    journal.append(entry);
    ours.push(performance.now() - since);
    since = performance.now();
    writeSync(file, bytes);
    fdatasyncSync(file);
    bare.push(performance.now() - since);
  }
  journal.close();
  const goal = `<= 0.3 ms above it (${(median(ours) - median(bare)).toFixed(3)})`;
  return { ...rowAgainst('audit-append', median(ours), { 'its fsync alone': median(bare) }), goal };
}

/** Every hash, seal and signature of a run with 100,000 entries. */
function auditVerify() {
  const folder = newRun('verify');
  const journal = JournalWriter.open(folder, 'worker-0');
  const entry = {
    kind: 'intent',
    testId: 'test',
    seq: 1,
    verb: 'click',
    target: "getByRole('button', { name: 'Save' })",
    shown: '',
  };
  for (let i = 0; i < 100_000; i++) journal.append(entry);
  journal.close();
  writeManifest(folder);
  const since = performance.now();
  const { entries, findings } = auditRun(folder, { anchors: [] });
  const seconds = (performance.now() - since) / 1000;
  if (findings.length > 0) throw new Error(findings[0].sentence);
  return single('audit-verify', entries / seconds, 'entries/s', '>= 50000');
}

/** Says yes to each question once somebody waits for it; when, in Unix time. */
async function answerAll(folder, count, child) {
  const answered = [];
  while (answered.length < count) {
    if (child.exitCode !== null) throw new Error(`the run ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const run = open(folder);
    const files = run === undefined ? undefined : pendingApprovals(run).find(({ askings }) => askings.length > 0);
    if (files === undefined) continue;
    // the run waits for it already, and is idle
    await new Promise((resolve) => setTimeout(resolve, 30));
    const { id: requestId } = files.request;
    const account = files.request.requester;
    answerOnRecord(run, files, {
      requestId,
      requestDigest: files.digest,
      decision: 'approve',
      by: 'robot',
      reason: '',
      at: Date.now(),
      proof: { kind: 'account', account },
    });
    answered.push(Date.now());
  }
  return answered;
}

function open(folder) {
  try {
    return RunFolder.find(folder, 'last');
  } catch {
    return undefined;
  }
}

const cases = {
  'approval-kills': approvalKills,
  'approval-visible': approvalVisible,
  'approval-resume': approvalResume,
  abort,
  'gate-500': gate500,
  'audit-append': auditAppend,
  'audit-verify': auditVerify,
};

export const bench = (wanted) =>
  benchCases('supervision', cases, wanted, () => rmSync(root, { recursive: true, force: true }));
