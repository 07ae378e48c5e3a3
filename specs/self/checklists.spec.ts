/** Checklists: every item has a verdict, and terminal, HTML, Allure and results.json tell it. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResults } from '../../src/journal/results.ts';
import { configText, expect, test } from './inline-project.ts';

const spec = `
import { checklist, expect, test } from 'codexqa';
test('release', async ({ launch }) => {
  const form = await launch('calculator');
  await checklist('Release 1.2', [
    { id: 'R-1', title: 'has a seven', owner: 'alice', severity: 'minor', evidence: form.window(), check: () => expect(form.getByRole('button', { name: '7', exact: true })).toBeVisible() },
    { id: 'R-2', title: 'keeps <b>promises</b>', owner: 'bob', severity: 'blocker', evidence: 'seen by bob', check: () => expect(1, 'one is two').toBe(2) },
    { id: 'R-3', title: 'goes on', check: () => expect.soft(3).toBe(4) },
    { id: 'R-4', title: 'ends', evidence: () => { throw new Error('no camera'); }, check: () => {} },
  ]);
});
`;

test('a failed item does not keep the others from their verdict; every report has the table', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText("reporters: ['list', 'html', 'allure'],"), 'specs/a.spec.ts': spec });
  const { exitCode, stdout } = await project.codexqa(['test'], { env: { FORCE_COLOR: '1' } });
  expect(exitCode).toBe(1);
  expect(stdout).toContain('Release 1.2: 2 passed, 2 failed');
  expect(stdout).toMatch(/│ ✓ │ R-1 │ has a seven +│ minor +│ alice │ Release-1\.2-R-1\.png │/);
  expect(stdout).toMatch(/│ ✘ │ R-2 │ keeps <b>promises<\/b> +│ blocker +│ bob/);
  expect(stdout).toContain('CHECKLIST_FAILED: 2 items of 4 failed in checklist "Release 1.2"');
  expect(stdout).toContain('R-2 keeps <b>promises</b> (blocker, bob): ');

  const run = project.runs().at(-1) ?? '';
  const [record] = project.results().tests;
  expect(record?.checklists?.[0]?.items.map(({ id, status, severity }) => [id, status, severity])).toEqual([
    ['R-1', 'passed', 'minor'],
    ['R-2', 'failed', 'blocker'],
    ['R-3', 'failed', 'normal'],
    ['R-4', 'passed', 'normal'],
  ]);
  const entries = project.journal().filter(({ kind }) => kind === 'checklist-item');
  expect(entries.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'R-1 passed',
    'R-2 failed',
    'R-3 failed',
    'R-4 passed',
  ]);
  const [digest = ''] = (entries[0]?.['evidence'] ?? []) as string[];
  expect(
    readFileSync(join(run, 'evidence', digest.slice(0, 2), digest))
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');

  const attachments = record?.attempts[0]?.attachments ?? [];
  const page = project.read(attachments.find(({ name }) => name.endsWith('.html'))?.path ?? '');
  expect(page).toContain('keeps &lt;b&gt;promises&lt;/b&gt;');
  expect(page.match(/data:image\/png;base64/g)).toHaveLength(1);
  expect(page).toContain('not available: Error: no camera');
  expect(page).not.toContain('\u001b');

  const folder = project.path('reports', 'allure-results');
  const file = readdirSync(folder).find((name) => name.endsWith('-result.json')) ?? '';
  const allure = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    labels: { name: string; value: string }[];
    steps: { name: string; status: string; steps: { name: string; status: string }[] }[];
  };
  expect(allure.labels).toContainEqual({ name: 'severity', value: 'blocker' });
  expect(allure.labels).toContainEqual({ name: 'owner', value: 'bob' });
  const list = allure.steps.find(({ name }) => name === 'checklist Release 1.2');
  expect(list?.steps.map(({ name, status }) => `${name}: ${status}`)).toEqual([
    'R-1 has a seven (minor, alice): passed',
    'R-2 keeps <b>promises</b> (blocker, bob): failed',
    'R-3 goes on (normal): failed',
    'R-4 ends (normal): passed',
  ]);

  // of a run that was killed before it wrote its results, the journal tells the verdicts
  rmSync(join(run, 'results.json'));
  const shown = await project.codexqa(['runs', 'show', 'last', '--json']);
  const [rebuilt] = (JSON.parse(shown.stdout) as RunResults).tests;
  const verdicts = (items: readonly { evidence: unknown }[] = []) => items.map(({ evidence, ...verdict }) => verdict);
  expect(verdicts(rebuilt?.checklists?.[0]?.items)).toEqual(verdicts(record?.checklists?.[0]?.items));
});

test('a list that cannot be read is refused with every place', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `import { checklist, test } from 'codexqa';
const check = () => {};
test('wrong', async () => {
  const severity: string = 'grave';
  await checklist('L', [{ id: 'A', title: 'a', check, severity: severity as 'minor' }, { id: '', title: 'b', check }]);
});
test('twice', async () => { await checklist('L', [{ id: 'A', title: 'a', check }, { id: 'A', title: 'b', check }]); });
test('empty', async () => { await checklist('L', []); });`,
  });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(stdout).toContain('items[0].severity: expected');
  expect(stdout).toContain('items[1].id: expected');
  expect(stdout).toContain('items 1 and 2 have the same id "A"');
  expect(stdout).toContain('it has no items, so it would check nothing');
  expect(exitCode).toBe(2);
});
