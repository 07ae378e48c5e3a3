/** Automatic checkpoints: reports of how things stood, by cadence and before what cannot be undone. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configText, expect, specText, test } from './inline-project.ts';

test('every so many actions, and before each irreversible step (S60, S61, S63)', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText('checkpoint: { everyActions: 4 },'),
    'specs/a.spec.ts': specText({
      clicks: `const app = await launch('calculator');
  for (let i = 0; i < 9; i++) await app.getByRole('button', { name: '7', exact: true }).click();
  await irreversible('pay', () => app.getByRole('button', { name: '8', exact: true }).click());`,
    }).replace('{ expect,', '{ expect, irreversible,'),
  });
  const { exitCode } = await project.codexqa(['test']);
  expect(exitCode).toBe(0);
  const taken = project.journal().filter(({ kind, origin }) => kind === 'checkpoint' && origin === 'automatic');
  expect(taken.map(({ value }) => (value as { reason: string }).reason)).toEqual([
    'after 4 actions',
    'after 4 actions',
    'before pay',
  ]);
  for (const { value, verified } of taken) {
    const { picture, tree } = value as { picture: string; tree: string };
    expect(verified).toBe(true);
    const kept = (digest: string) => join(project.runs().at(-1) ?? '', 'evidence', digest.slice(0, 2), digest);
    expect(existsSync(kept(picture))).toBe(true);
    expect(readFileSync(kept(tree), 'utf8')).toContain('button "7"');
  }
  const results = JSON.parse(readFileSync(`${project.runs().at(-1)}/results.json`, 'utf8'));
  expect(results.tests[0].checkpointGap).toMatchObject({ actions: 4, automatic: 3 });
});
