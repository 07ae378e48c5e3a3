/**
 * `npm run bench -- supervision [case …]`: what supervision costs, and what survives. Cases: approval-kills, approval-visible,
 * approval-resume, abort, gate-500, audit-append, audit-verify.
 * `TRIALS=100` shortens the kills. Needs a built dist/, and galculator for one of them.
 */
import { existsSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSession } from '../dist/src/contracts/driver.js';
import { createLinuxDriver } from '../dist/src/drivers/linux/driver.js';
import { askRun } from '../dist/src/journal/control.js';
import { writeManifest } from '../dist/src/journal/manifest.js';
import { JournalWriter } from '../dist/src/journal/writer.js';
import { auditRun } from '../dist/src/oversight/audit.js';
import { PolicyGate } from '../dist/src/runner/policy-gate.js';
import { benchCases, median, rowAgainst } from './harness.mjs';
import { install } from './soak/project.mjs';
import { approvalKills, approvalResume, approvalVisible } from './supervision/approval-cases.mjs';
import { calculatorProject, lastRun, newRun, root, single } from './supervision/stage.mjs';

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
      askRun(lastRun(folder), { wish: 'abort', by: 'bench', reason: '', at: Date.now() });
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
