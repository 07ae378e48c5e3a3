/**
 * `npm run bench -- durable [case …]`: what durability costs and saves. Cases: checkpoint, journal-share, resume-10000, read-400k,
 * resume-vs-full. Needs a built dist/, and galculator for two of them.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSession } from '../dist/src/contracts/driver.js';
import { createLinuxDriver } from '../dist/src/drivers/linux/driver.js';
import { JournalReader } from '../dist/src/journal/reader.js';
import { resultsOf } from '../dist/src/journal/rebuild.js';
import { planResume } from '../dist/src/journal/resume-plan.js';
import { RunFolder } from '../dist/src/journal/run-folder.js';
import { remember } from '../dist/src/journal/test-memory.js';
import { JournalWriter } from '../dist/src/journal/writer.js';
import { createDesktop } from '../dist/src/session/desktop.js';
import { benchCases, compare, median, rowAgainst } from './harness.mjs';
import { install } from './soak/project.mjs';

const root = mkdtempSync(join(tmpdir(), 'cqa-durable-'));
const newRun = (name) => RunFolder.create(join(root, name), { codexqa: 'bench', argv: ['test'] });
const single = (name, ours, unit, goal, facts = {}) => ({ case: name, unit, ours, peers: facts, ratios: {}, goal });

/** What this process itself took of the processors: on a busy machine the wall says little. */
function cpuMs(before) {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The public function in a real run, against the bare fdatasync of as many bytes in the same process. */
function checkpoint() {
  const spec = `import { closeSync, fdatasyncSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { checkpoint, test } from 'codexqa';
const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
test('many', async () => {
  const file = openSync('bare.bin', 'a');
  const bytes = Buffer.alloc(420, 'x');
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let i = 0; i < 300; i++) {
    let since = performance.now();
    await checkpoint('c' + i, () => ({ id: i }));
    ours.push(performance.now() - since);
    since = performance.now();
    writeSync(file, bytes);
    fdatasyncSync(file);
    bare.push(performance.now() - since);
  }
  closeSync(file);
  writeFileSync('times.json', JSON.stringify({ ours: middle(ours), bare: middle(bare) }));
});`;
  const project = newProject('checkpoint', { 'specs/a.spec.ts': spec }, "driver: 'simulated',");
  project.codexqa('test');
  const { ours, bare } = JSON.parse(project.read('times.json'));
  const goal = `<= 1 ms above it (${(ours - bare).toFixed(2)})`;
  return { ...rowAgainst('checkpoint', ours, { 'its fsync alone': bare }), goal };
}

/** Every append of a real job on galculator is timed: 297 clicks, each proven by its effect. */
async function journalShare() {
  const writer = JournalWriter.open(newRun('share'), 'worker-0');
  let spent = 0;
  const journal = {
    append(entry) {
      const since = performance.now();
      writer.append(entry);
      spent += performance.now() - since;
    },
  };
  const session = await createLinuxDriver().open(defaultSession);
  try {
    const gate = { admit: async () => ({ kind: 'allow', rule: 'bench' }) };
    const desktop = createDesktop({
      session,
      gate,
      pauseGate: { pass: async () => {} },
      journal,
      apps: {},
      testId: 'bench',
    });
    const since = performance.now();
    const app = await desktop.launch({ command: 'galculator' });
    // eight digits and all clear: every click changes the display
    for (let i = 0; i < 297; i++) {
      const name = i % 9 === 8 ? 'AC' : String((i % 9) + 1);
      await app.getByRole('button', { name, exact: true }).click();
    }
    const whole = performance.now() - since;
    const share = (spent / whole) * 100;
    return single('journal-share', share, '%', '<= 2 %', { 'journal, ms': spent, 'job, ms': whole });
  } finally {
    writer.close();
    await session.close();
  }
}

const spec = (i) => `specs/${i % 100}.spec.ts`;
const planned = (i) => ({ testId: `test-${i}`, titlePath: [`test ${i}`], project: '', file: spec(i), line: i });

/** A killed run of 10,000 tests, none of its results written: everything is read from its journal. */
function resume10000() {
  const tests = Array.from({ length: 10_000 }, (_, i) => planned(i));
  const digests = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [spec(i), { file: 'd', baselines: 'd' }]));
  const dependencies = { configuration: 'd', packages: 'd', code: 'd', applications: {}, specs: digests };
  const folder = newRun('resume');
  const writer = JournalWriter.open(folder, 'runner');
  writer.append({ kind: 'plan', tests });
  writer.append({ kind: 'dependencies', dependencies });
  const quick = { retry: 0, durationMs: 5, errorCodes: [], evidence: [] };
  for (const [i, { testId }] of tests.entries()) {
    const failed = i % 10 === 0;
    writer.append({ kind: 'test-begin', testId, title: testId, retry: 0 });
    if (failed)
      writer.append({
        kind: 'checkpoint',
        testId,
        retry: 0,
        name: 'half',
        value: { id: i },
        verified: true,
        origin: 'recorded',
      });
    const soFar = failed ? 'unexpected' : 'expected';
    writer.append({ kind: 'test-end', testId, ...quick, status: failed ? 'failed' : 'passed', soFar });
  }
  writer.close();
  const cpu = [];
  const times = Array.from({ length: 7 }, () => {
    const since = performance.now();
    const before = process.cpuUsage();
    const earlier = { results: resultsOf(folder), dependencies, memories: remember([folder]) };
    const decisions = [...planResume(earlier, dependencies, tests).values()];
    const took = performance.now() - since;
    cpu.push(cpuMs(before));
    if (decisions.filter(({ kind }) => kind === 'restart').length !== 1000) throw new Error('it decided otherwise');
    return took;
  });
  return single('resume-10000', median(times), 'ms', '<= 1000 ms', { 'processor, ms': median(cpu) });
}

function read400k() {
  const folder = newRun('read');
  const writers = ['runner', 'worker-0', 'worker-1', 'worker-2'].map((role) => JournalWriter.open(folder, role));
  for (let i = 0; i < 400_000; i++) {
    const entry = {
      kind: 'intent',
      testId: `test-${i % 1000}`,
      seq: i,
      verb: 'click',
      target: "getByRole('button', { name: 'Save' }) in application \"editor\"",
      shown: '',
    };
    writers[i % writers.length].append(entry);
  }
  for (const writer of writers) writer.close();
  const [since, before] = [performance.now(), process.cpuUsage()];
  let count = 0;
  for (const _ of new JournalReader(folder).records()) count++;
  const took = performance.now() - since;
  if (count !== 400_000) throw new Error(`${count} entries were read`);
  return single('read-400k', took, 'ms', '<= 2000 ms', { 'processor, ms': cpuMs(before) });
}

/** Six tests on galculator; the last one fails behind its third checkpoint. Mended, it is resumed, and run as a whole. */
async function resumeVersusFull() {
  const work = `const press = async (app: App, times: number) => {
  for (let i = 0; i < times; i++) await app.getByRole('button', { name: i % 9 === 8 ? 'AC' : '7', exact: true }).click();
};`;
  const spec = `import { existsSync } from 'node:fs';
import { type App, checkpoint, test } from 'codexqa';
${work}
for (let n = 0; n < 5; n++) test('passes ' + n, async ({ launch }) => press(await launch('calculator'), 18));
test('fails late', async ({ launch }) => {
  const app = await launch('calculator');
  for (const part of ['one', 'two', 'three']) await checkpoint(part, async () => { await press(app, 18); return part; });
  if (!existsSync('mended')) throw new Error('not mended');
});`;
  const project = newProject('rerun', { 'specs/a.spec.ts': spec }, "apps: { calculator: 'galculator' }, workers: 1,");
  project.codexqa('test');
  writeFileSync(join(project.folder, 'mended'), '');
  const failed = project.runs()[0];
  return compare(
    'resume-vs-full',
    {
      'resumed at its checkpoint': () => project.codexqa('test', '--resume', failed),
      'full rerun': () => project.codexqa('test'),
    },
    { runs: 3, warmUp: 0 },
  );
}

let installed;

function newProject(name, files, config) {
  installed ??= install();
  const folder = join(installed.folder, name);
  const text = `import { defineConfig } from 'codexqa';\nexport default defineConfig({ reporters: ['line'], ${config} });\n`;
  for (const [path, content] of Object.entries({ 'codexqa.config.ts': text, ...files })) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const cli = join(installed.codexqa, 'cli', 'main.js');
  return {
    folder,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    runs: () => readdirSync(join(folder, '.codexqa', 'runs')).sort(),
    codexqa(...args) {
      spawnSync(process.execPath, [cli, ...args], { cwd: folder, stdio: 'ignore' });
    },
  };
}

const cases = {
  checkpoint,
  'journal-share': journalShare,
  'resume-10000': resume10000,
  'read-400k': read400k,
  'resume-vs-full': resumeVersusFull,
};

export const bench = (wanted) =>
  benchCases('durable', cases, wanted, () => {
    for (const folder of [root, installed?.folder])
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
