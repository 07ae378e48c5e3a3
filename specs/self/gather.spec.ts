/** Shards of a night are gathered from their machines and go on as one run. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EffectiveResults } from '../../src/journal/effective-results.ts';
import { configText, expect, type InlineProject, test } from './inline-project.ts';

const spec = (names: readonly string[]) => `
import { appendFileSync, existsSync } from 'node:fs';
import { checkpoint, test } from 'codexqa';
${names
  .map(
    (name) => `test('${name}', async () => {
  await checkpoint('begun', () => appendFileSync('done.txt', 'begun ${name}\\n'));
  if ('${name}' === 'shaky' && !existsSync('calm')) throw new Error('boom');
  appendFileSync('done.txt', '${name}\\n');
});`,
  )
  .join('\n')}`;

const files = {
  'codexqa.config.ts': configText(),
  'specs/a.spec.ts': spec(['one', 'two']),
  'specs/b.spec.ts': spec(['shaky']),
  'specs/c.spec.ts': spec(['four']),
};

/** Runs a shard in the project as on a machine of its own: its `.codexqa` is put away as CI keeps it. */
async function runShard(project: InlineProject, shard: string): Promise<string> {
  await project.codexqa(['test', '--shard', shard]);
  const place = project.path('artifacts', `shard-${shard.replace('/', '-of-')}`);
  cpSync(project.path('.codexqa'), join(place, '.codexqa'), { recursive: true });
  rmSync(project.path('.codexqa'), { recursive: true });
  return place;
}

test('shards of several machines are gathered, and resumed as one run', async ({ project }) => {
  project.write(files);
  const places = [];
  for (const shard of ['1/3', '2/3']) places.push(await runShard(project, shard));
  project.write({ 'done.txt': '' });

  const strange = await project.codexqa(['runs', 'gather', ...places]);
  expect(strange.exitCode).toBe(2);
  expect(strange.stderr).toMatch(/JOURNAL_CORRUPT: .*sealed with key \w+, which the project does not know/);
  expect(strange.stderr).toContain('--trust-keys');
  expect(project.runs()).toEqual([]);

  const gathered = await project.codexqa(['runs', 'gather', '--trust-keys', 'artifacts']);
  expect(gathered.stdout).toContain('shard 2/3');
  const { stdout, exitCode } = await project.codexqa(['runs', 'gather', '--trust-keys', ...places]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/shard 1\/3 {2}2 passed\n.*shard 2\/3 {2}1 failed\n/);
  expect(stdout).toMatch(
    /gathered as \d{8}-\S+: 2 passed, 1 failed\nshard 3\/3 is not among them: its tests will run\n/,
  );
  expect((await project.codexqa(['runs', 'verify', 'last'])).stdout).toContain('whole and unchanged');
  expect((await project.codexqa(['runs', 'show', 'last'])).stdout).toMatch(/gathers {3}\S+, \S+\n/);

  const plan = await project.codexqa(['resume', '--dry-run']);
  expect(plan.stdout).toMatch(/restart at "begun" {2}b\.spec\.ts › shaky: it was failed/);
  expect(plan.stdout).toMatch(/run +c\.spec\.ts › four: it was not in run/);
  expect(plan.stdout).toContain('2 carried over, 1 restart at a checkpoint, 1 run');

  project.write({ calm: '' });
  const resumed = await project.codexqa(['resume']);
  expect(resumed.exitCode).toBe(0);
  // no step that a shard has done is done again, and the tests of the shard that never ran have run
  expect(project.read('done.txt').trim().split('\n').toSorted()).toEqual(['begun four', 'four', 'shaky']);
  const chain = JSON.parse(readFileSync(join(project.runs().at(-1) ?? '', 'chain.json'), 'utf8')) as EffectiveResults;
  expect(chain.counts).toMatchObject({ passed: 1, carried: 2, flaky: 1, failed: 0 });
  expect(chain.tests.map(({ attempts }) => attempts.length)).toEqual([1, 1, 2, 1]);
  // what gathers others is no run of its own to whoever counts runs
  const history = await project.codexqa(['history', 'shaky', '--json']);
  const [shaky] = JSON.parse(history.stdout) as { runs: { status: string }[] }[];
  expect(shaky?.runs.map(({ status }) => status)).toEqual(['failed', 'passed']);
});

test('what does not belong together is not gathered, and a changed journal is refused', async ({ project }) => {
  project.write(files);
  const first = await runShard(project, '1/2');
  project.write({ 'specs/c.spec.ts': `${files['specs/c.spec.ts']}\n// another commit`, 'package-lock.json': '{}' });
  const second = await runShard(project, '2/2');

  const differ = await project.codexqa(['runs', 'gather', '--trust-keys', first, second]);
  expect(differ.exitCode).toBe(2);
  expect(differ.stderr).toMatch(
    /RUNS_DIFFER: runs \S+ and \S+ did not have the same ground: the installed packages changed/,
  );

  const nothing = await project.codexqa(['runs', 'gather', 'specs']);
  expect(nothing.exitCode).toBe(2);
  expect(nothing.stderr).toContain('RUN_NOT_FOUND: there is no run in specs');

  const run = join(first, '.codexqa', 'runs', readdirSync(join(first, '.codexqa', 'runs'))[0] ?? '');
  const journal = join(run, 'journal', readdirSync(join(run, 'journal'))[0] ?? '');
  writeFileSync(journal, readFileSync(journal, 'utf8').replace('"passed"', '"failed"'));
  rmSync(project.path('.codexqa'), { recursive: true });
  const changed = await project.codexqa(['runs', 'gather', '--trust-keys', first]);
  expect(changed.exitCode).toBe(2);
  expect(changed.stderr).toMatch(/JOURNAL_CORRUPT: .*:\d+ was changed after it was written/);
  expect(project.runs()).toEqual([]);
});
