/** A run against the one before it: what it goes by is compared, whoever resumed or only tried in between. */
import { userInfo } from 'node:os';
import { expect, test } from '@playwright/test';
import type { FullConfig } from '@playwright/test/reporter';
import { RunFolder } from '../src/journal/run-folder.ts';
import { configurationChange } from './configuration-change.ts';

function configOf(policy?: string): FullConfig {
  const codexqa = policy === undefined ? {} : { policy: { digest: policy } };
  return { projects: [{ use: {} }, { use: { codexqa } }] } as unknown as FullConfig;
}

test('the first run has nothing to compare with; a change of the configuration or the policy is told once', ({}, info) => {
  const run = () => RunFolder.create(info.outputPath(), { codexqa: '0', argv: [] });
  const first = run();
  expect(configurationChange(first, 'c1', configOf('p1'))).toBeUndefined();
  expect(configurationChange(run(), 'c1', configOf('p1')), 'the same').toBeUndefined();
  const third = run();
  const by = userInfo().username;
  expect(configurationChange(third, 'c2', configOf('p1'))).toMatchObject({
    kind: 'audit',
    event: 'configuration-changed',
    by,
    from: { configuration: 'c1', policy: 'p1' },
    to: { configuration: 'c2', policy: 'p1' },
  });
  run(); // one that was refused before it knew
  expect(configurationChange(run(), 'c2', configOf())).toMatchObject({
    since: third.runId,
    from: { policy: 'p1' },
    to: { configuration: 'c2' },
  });
  expect(configurationChange(run(), 'c2', configOf())).toBeUndefined();
});
