/** Each project of `examples/`, copied out of the repository and installed as a user would: its tests pass as they stand. */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, repository, test } from './packed.ts';

const examples = join(repository, 'examples');

for (const example of readdirSync(examples)) {
  test(`examples/${example} installs and passes`, async ({ folder, tarball, run }) => {
    test.setTimeout(300_000);
    cpSync(join(examples, example), folder, { recursive: true });
    run(['npm', 'pkg', 'set', `devDependencies.codexqa=file:${tarball}`]);
    run(['npm', 'install', '--no-audit', '--no-fund']);
    const printed = run(['npx', '--no', 'codexqa', 'test', '--reporter=list']);
    expect(printed).toMatch(/\d+ passed/);
    expect(printed).not.toMatch(/flaky|failed|skipped/);
  });
}
