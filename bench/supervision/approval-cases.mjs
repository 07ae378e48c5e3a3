/** What it takes until a person sees a question and the run has the answer, and what survives when both are killed. */
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { buildSync } from 'esbuild';
import { pendingApprovals } from '../../dist/src/journal/approval-files.js';
import { answerOnRecord } from '../../dist/src/oversight/on-record.js';
import { median } from '../harness.mjs';
import { install } from '../soak/project.mjs';
import { calculatorProject, lastRun, root, single } from './stage.mjs';

/** Run and person are killed at random moments; afterwards no question may be lost and no yes used twice. */
export async function approvalKills() {
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

/** The build leaves samples out; here they are merged with what they need, because a loader would cost more than the trial itself. */
function compiledSamples(names) {
  const outdir = 'bench/out/samples';
  buildSync({
    entryPoints: names.map((name) => `src/oversight/${name}.sample.ts`),
    outdir,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
  });
  return (name) => resolve(outdir, `${name}.sample.js`);
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

/** From the answer on the disk to the line behind `approve()`. */
export async function approvalResume() {
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
export async function approvalVisible() {
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
      const { createdAt } = pendingApprovals(lastRun(folder))[0].request;
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

/** Says yes to each question once somebody waits for it; when, in Unix time. */
async function answerAll(folder, count, child) {
  const answered = [];
  while (answered.length < count) {
    if (child.exitCode !== null) throw new Error(`the run ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const run = lastRun(folder);
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
