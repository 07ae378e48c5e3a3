/** Which entries of `quarantine.yml` belong to no test, and when nobody can tell. */
import { expect, test } from '@playwright/test';
import { type QuarantineEntry, unusedEntries } from './quarantine.ts';

const entry = (name: string): QuarantineEntry => ({
  test: name,
  owner: 'alice',
  reason: 'it shakes',
  expires: '2999-12-31',
});
const [saves, gone] = [entry('saves'), entry('gone')];
const unused = (...args: readonly string[]) => unusedEntries([saves, gone], new Set([saves]), ['test', ...args]);

test('of a whole run the entry that no test has is named', () => {
  for (const args of [[], ['--workers', '1'], ['--retries=2', '--unattended'], ['-j', '50%'], ['--shard=1/2']])
    expect(unused(...args), args.join(' ')).toEqual(['gone']);
});

test('of a run that was narrowed down nobody can tell', () => {
  for (const args of [['specs/a.spec.ts'], ['-g', 'saves'], ['--grep=saves'], ['--project=one'], ['--last-failed']])
    expect(unused(...args), args.join(' ')).toEqual([]);
});
