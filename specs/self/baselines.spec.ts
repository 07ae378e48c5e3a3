/** What differs is settled from the command line: seen, accepted, rejected, taken back, remembered, tidied up. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, configText, expect, InlineProject, specText } from './inline-project.ts';

/** Two windows in two tests; with CHANGED both look otherwise. */
const specs = specText({
  calculator: `const app = await launch('calculator');
  if (process.env.CHANGED) await app.getByRole('button', { name: '7', exact: true }).click();
  await expect(app).toMatchBaseline('calculator.png');`,
  form: `const app = await launch('form');
  if (process.env.CHANGED) await app.getByRole('textbox').first().fill('changed');
  await expect(app).toMatchBaseline('form.png');`,
});
const baseline = (name: string) => `baselines/${process.platform}/a.spec.ts/${name}.png`;

interface Status {
  readonly differences: readonly {
    readonly id: string;
    readonly state: string;
    readonly baseline: string;
    readonly kind: string;
    readonly app: string;
    readonly boxes: readonly unknown[];
    readonly group: string;
  }[];
  readonly stale: readonly { readonly path: string }[];
  readonly neverMatched: readonly { readonly path: string }[];
  readonly broken: readonly { readonly path: string }[];
}

async function status(project: InlineProject): Promise<Status> {
  return JSON.parse((await project.codexqa(['baselines', 'status', '--json'])).stdout) as Status;
}

type Differences = Status['differences'];

interface Differing {
  /** A project in which one run has accepted both pictures and the next one differed in both. */
  readonly differing: InlineProject;
}

const test = base.extend<Differing, { readonly prepared: InlineProject }>({
  prepared: [
    async ({ installation }, use) => {
      using project = new InlineProject(installation.folder);
      const reporters = "reporters: [['json', { outputFile: 'results.json' }], 'list'],";
      project.write({ 'codexqa.config.ts': configText(reporters), 'specs/a.spec.ts': specs });
      expect((await project.codexqa(['test', '-u'])).exitCode).toBe(0);
      expect((await project.codexqa(['test'], { env: { CHANGED: '1' } })).exitCode).toBe(1);
      project.keep();
      await use(project);
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  differing: async ({ prepared }, use, testInfo) => {
    prepared.restore();
    await use(prepared);
    if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach('printed', { body: prepared.printed });
  },
});

// one worker, so that the two runs are made once
test.describe.configure({ mode: 'default' });

async function differencesIn(project: InlineProject): Promise<Differences> {
  const { differences } = await status(project);
  expect(differences.map(({ state, kind, app }) => [state, kind, app])).toEqual([
    ['open', 'differs', 'calculator'],
    ['open', 'differs', 'form'],
  ]);
  return differences;
}

test('accepted, rejected, undone: the file, the ledger and the next run agree', async ({ differing: project }) => {
  const [calculator, form] = await differencesIn(project);
  const before = readFileSync(project.path(baseline('calculator')));
  const results = readFileSync(project.path('results.json'), 'utf8');
  expect(results).toContain(`npx codexqa baselines review --run ${project.runs()[1]?.split('/').at(-1)}`);
  const open = await project.codexqa(['baselines', 'status']);
  expect(open.exitCode).toBe(1);
  expect(open.stdout).toMatch(/open .*calculator\.png {2}\d+ pixels differ \(\d+\.\d\d %\)/);

  const shown = await project.codexqa(['baselines', 'diff', calculator?.id ?? '', '--out', 'pictures']);
  expect(shown.stdout).toMatch(/changed at \d+,\d+ \d+x\d+/);
  for (const kind of ['expected', 'actual', 'diff']) {
    expect(existsSync(project.path('pictures', `${calculator?.id}-${kind}.png`))).toBe(true);
  }

  const accepted = await project.codexqa([
    'baselines',
    'accept',
    calculator?.id ?? '',
    '--reason',
    'new keys',
    '--by',
    'Ada',
  ]);
  expect(accepted.exitCode, accepted.stderr).toBe(0);
  await project.codexqa(['baselines', 'reject', form?.id ?? '', '--reason', 'a bug', '--by', 'Ada']);
  expect((await status(project)).differences.map(({ state }) => state)).toEqual(['accepted', 'rejected']);
  expect((await project.codexqa(['baselines', 'status'])).exitCode).toBe(0);
  const changed = await project.codexqa(['test'], { env: { CHANGED: '1' } });
  expect(changed.stdout).toMatch(/1 failed[\s\S]*form[\s\S]*1 passed/);

  const history = await project.codexqa(['baselines', 'history']);
  expect(history.stdout).toMatch(/accepted.*calculator\.png.*Ada.*new keys/);
  expect(history.stdout).toMatch(/rejected.*form\.png.*Ada.*a bug/);
  const firstRun = project.runs()[1]?.split('/').at(-1) ?? '';
  const undone = await project.codexqa(['baselines', 'undo', calculator?.id ?? '', '--run', firstRun]);
  expect(undone.exitCode, undone.stderr).toBe(0);
  expect(readFileSync(project.path(baseline('calculator')))).toEqual(before);
});

test('an accepted picture may stand beside the others: as well as them, or for sessions of one kind', async ({
  differing: project,
}) => {
  const [calculator, form] = await differencesIn(project);
  const [sum = '', table = ''] = [calculator?.id, form?.id];
  const before = readFileSync(project.path(baseline('calculator')));
  const added = await project.codexqa(['baselines', 'accept', sum, '--add', '--by', 'Ada', '--reason', 'two fonts']);
  expect(added.stdout, added.stderr).toContain(`accepted  ${baseline('calculator~2')}`);
  expect(readFileSync(project.path(baseline('calculator')))).toEqual(before);
  const tagged = await project.codexqa(['baselines', 'accept', table, '--for', 'light,C', '--by', 'Ada']);
  expect(tagged.stdout, tagged.stderr).toContain(`accepted  ${baseline('form@light,C')}`);
  expect((await project.codexqa(['test'], { env: { CHANGED: '1' } })).exitCode).toBe(0);
  // the calculator of before is right as well; the form has a more fitting picture now
  const plain = await project.codexqa(['test']);
  expect(plain.stdout).toMatch(/1 failed[\s\S]*form[\s\S]*1 passed/);
  expect(plain.stdout).toMatch(/to match .*form@light,C\.png, but[\s\S]*passed over: .*form\.png/);
  const looks = project.journal().filter(({ kind }) => kind === 'baseline');
  expect(looks).toMatchObject([
    { path: baseline('calculator'), verdict: 'identical' },
    { path: baseline('form@light,C'), verdict: 'differs' },
  ]);
  expect((await project.codexqa(['baselines', 'history', 'calculator~2'])).stdout).toMatch(
    /calculator~2\.png.*two fonts/,
  );
  const run = ['--run', project.runs()[1]?.split('/').at(-1) ?? ''];
  expect((await project.codexqa(['baselines', 'undo', sum, table, ...run])).stdout).toContain('2 undone');
  expect([baseline('calculator~2'), baseline('form@light,C')].map((each) => project.has(each))).toEqual([false, false]);

  const refused = await project.codexqa(['baselines', 'accept', table, '--for', 'dark', ...run]);
  expect([refused.exitCode, refused.stderr]).toEqual([
    2,
    expect.stringMatching(/the session of .*form\.png was not "dark"[\s\S]*light/),
  ]);
  writeFileSync(project.path(baseline('form@light')), before);
  writeFileSync(project.path(baseline('form@C')), before);
  const two = await project.codexqa(['test', '-g', 'form']);
  expect(two.exitCode).toBe(2);
  expect(two.stdout).toMatch(
    /BASELINE_AMBIGUOUS: 2 baselines in .* fit this session .*: form@C\.png and form@light\.png/,
  );
});

test('a tolerated difference is shown as a failure would be: three pictures, boxes, an image diff for Allure', async ({
  project,
}) => {
  const spec = specText({
    calculator: `const app = await launch('calculator');
  if (process.env.CHANGED) await app.getByRole('button', { name: '7', exact: true }).click();
  await expect(app).toMatchBaseline('calculator.png', { maxDiffRatio: 0.9 });`,
  });
  project.write({ 'codexqa.config.ts': configText("reporters: ['list', 'allure'],"), 'specs/a.spec.ts': spec });
  expect((await project.codexqa(['test', '-u'])).exitCode).toBe(0);
  const { exitCode } = await project.codexqa(['test'], { env: { CHANGED: '1' } });
  expect(exitCode).toBe(0);
  const results = project.path('reports', 'allure-results');
  const texts = readdirSync(results)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(results, name), 'utf8'));
  expect(texts.some((text) => text.includes('application/vnd.allure.image.diff') && text.includes('"passed"'))).toBe(
    true,
  );
  const facts = texts.flatMap((text) => (text.includes('"logicalSize"') ? [JSON.parse(text) as object] : []));
  expect(facts).toMatchObject([
    {
      verdict: 'tolerated',
      boxes: [
        { x: 16, y: 88 },
        { x: 8, y: 8, width: 260 },
      ],
    },
  ]);
  expect(project.journal().filter(({ kind }) => kind === 'baseline')).toMatchObject([{ verdict: 'tolerated' }]);
});

test('two people who accept at the same moment lose nothing', async ({ differing: project }) => {
  const differences = await differencesIn(project);
  const both = await Promise.all(
    differences.map(({ id }, index) => project.codexqa(['baselines', 'accept', id, '--by', `person ${index}`])),
  );
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(project.read('baselines/accepted.jsonl').trim().split('\n')).toHaveLength(2);
  expect((await project.codexqa(['test'], { env: { CHANGED: '1' } })).exitCode).toBe(0);
  // the same once more: the file is what was accepted, not what the run met
  const late = await project.codexqa([
    'baselines',
    'accept',
    differences[0]?.id ?? '',
    '--run',
    project.runs()[1]?.split('/').at(-1) ?? '',
  ]);
  expect(late.exitCode).toBe(2);
  expect(late.stderr).toMatch(/BASELINE_CHANGED: .*calculator\.png was changed since the run/);
});

test('a new picture, and one of another size, are accepted as they are', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': specs });
  expect((await project.codexqa(['test', '-u', 'none'])).exitCode).toBe(1);
  expect((await status(project)).differences.map(({ kind }) => kind)).toEqual(['absent', 'absent']);
  expect((await project.codexqa(['baselines', 'accept', '--all', '--reason', 'first ones'])).stdout).toContain(
    '2 accepted',
  );
  expect((await project.codexqa(['test'])).exitCode).toBe(0);

  const small = readFileSync(project.path(baseline('form')));
  writeFileSync(project.path(baseline('calculator')), small);
  expect((await project.codexqa(['test'])).exitCode).toBe(2);
  expect((await status(project)).differences.map(({ kind }) => kind)).toEqual(['other-size']);
  expect((await project.codexqa(['baselines', 'status'])).stdout).toMatch(/\d+x\d+ became \d+x\d+/);
  await project.codexqa(['baselines', 'accept', '--all']);
  expect((await project.codexqa(['test'])).exitCode).toBe(0);
});

test('stale and broken baselines are named, and only stale ones pruned', async ({ differing: project }) => {
  await differencesIn(project);
  const old = 'baselines/linux/gone.spec.ts/old.png';
  mkdirSync(project.path(old, '..'), { recursive: true });
  writeFileSync(project.path(old), readFileSync(project.path(baseline('form'))));
  // another platform's: no run here can tell
  const foreign = 'baselines/sunos/a.spec.ts/form.png';
  mkdirSync(project.path(foreign, '..'), { recursive: true });
  writeFileSync(project.path(foreign), readFileSync(project.path(baseline('form'))));
  writeFileSync(project.path('baselines/pointer.png'), 'version https://git-lfs.github.com/spec/v1\n');
  const seen = await status(project);
  expect(seen.stale.map(({ path }) => path)).toEqual([old, 'baselines/pointer.png']);
  expect(seen.broken.map(({ path }) => path)).toEqual(['baselines/pointer.png']);
  expect(seen.neverMatched).toEqual([]);
  const second = baseline('form~2');
  writeFileSync(project.path(second), readFileSync(project.path(baseline('calculator'))));
  await project.codexqa(['test'], { env: { CHANGED: '1' } });
  expect((await status(project)).neverMatched.map(({ path }) => path)).toEqual([second]);
  rmSync(project.path(second));
  rmSync(project.path('baselines/pointer.png'));
  expect((await project.codexqa(['baselines', 'prune', '--dry-run'])).stdout).toContain(`would remove  ${old}`);
  expect(existsSync(project.path(old))).toBe(true);
  expect((await project.codexqa(['baselines', 'prune'])).stdout).toContain('1 of 4 baselines removed');
  expect(existsSync(project.path(foreign))).toBe(true);
  expect(existsSync(project.path(old))).toBe(false);
  const list = await project.codexqa(['baselines', 'list']);
  expect(list.stdout).toMatch(/calculator\.png.*\d+x\d+.*differs in/);
  const budget = await project.codexqa(['baselines', 'status', '--budget', '100B']);
  expect(budget.stdout).toContain('over the budget of 100 B');
});

test('bad input is named: ids, runs, ledgers', async ({ differing: project }) => {
  const [calculator] = await differencesIn(project);
  const refused = async (args: readonly string[], message: RegExp) => {
    const { exitCode, stderr } = await project.codexqa(['baselines', ...args]);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  };
  await refused(['accept'], /CLI_OPTION_INVALID: accept needs an id or --all/);
  await refused(['accept', 'zzz'], /"zzz" is no difference of/);
  await refused(['status', '--run', 'nowhere'], /RUN_NOT_FOUND/);
  await refused(['undo', calculator?.id ?? ''], /nothing was decided about/);
  project.write({ 'baselines/accepted.jsonl': '<<<<<<< ours\n' });
  await refused(['history'], /BASELINE_INVALID: .*accepted\.jsonl:1[\s\S]*merge=union/);
  rmSync(project.path('baselines/accepted.jsonl'));
});

test('baselines that cannot be written stay as they are, and so does the ledger', async ({ differing: project }) => {
  const [calculator, form] = await differencesIn(project);
  const ids = [calculator?.id ?? '', form?.id ?? ''];
  const picture = project.path(baseline('calculator'));
  const before = readFileSync(picture);
  project.write({ 'baselines/accepted.jsonl': '' });
  const refused = async (locked: string, verb: string, message: RegExp) => {
    const unlock = lock(project.path(locked));
    test.skip(unlock === undefined, 'root may write anywhere, and may not mount here');
    const { exitCode, stderr } = await project.codexqa(['baselines', verb, ...ids]).finally(unlock);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(readFileSync(picture).equals(before)).toBe(true);
    expect(project.read('baselines/accepted.jsonl')).toBe('');
  };
  await refused(
    'baselines',
    'accept',
    /REPORT_WRITE_FAILED: the baseline .*calculator\.png could not be written[\s\S]*make .* writable/,
  );
  await refused('baselines', 'reject', /REPORT_WRITE_FAILED: the decision could not be written down/);
  // a picture whose acceptance is not on record does not stay
  await refused('baselines/accepted.jsonl', 'accept', /REPORT_WRITE_FAILED: the decision could not be written down/);
});

/** Makes a file, or a folder with all in it, read-only, for root as well. Gives what undoes it, undefined where root may not mount. */
function lock(path: string): (() => void) | undefined {
  const mount = (...args: readonly string[]) => spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
  if (process.getuid?.() === 0) {
    if (!mount('--bind', path, path)) return undefined;
    mount('-o', 'remount,ro,bind', path);
    return () => {
      spawnSync('umount', [path], { stdio: 'ignore' });
    };
  }
  const inside = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  const closed = [path, ...inside.map((name) => join(path, name))];
  const modes = closed.map((each) => statSync(each).mode);
  for (const each of closed.toReversed()) chmodSync(each, statSync(each).isDirectory() ? 0o500 : 0o400);
  return () => {
    for (const [index, each] of closed.entries()) chmodSync(each, modes[index] ?? 0o700);
  };
}
