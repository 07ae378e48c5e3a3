/** Each project of `examples/`, copied out of the repository and installed as a user would: what it is there to show holds. */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, repository, test } from './packed.ts';

const examples = join(repository, 'examples');

/** What proves an example, where it is not that its tests pass. */
const shows: Readonly<Record<string, { readonly command: readonly string[]; readonly proof: RegExp }>> = {
  nightly: {
    command: ['npm', 'run', '-s', 'night'],
    proof: /one byte of a copy was changed[\s\S]*The night holds\.\n$/,
  },
  templates: { command: ['npm', 'run', '-s', 'try'], proof: /4 passed[\s\S]*The templates hold\.\n$/ },
};
const passes = { command: ['npx', '--no', 'codexqa', 'test', '--reporter=list'], proof: /\d+ passed/ };

for (const example of readdirSync(examples)) {
  test(`examples/${example} installs and holds`, async ({ folder, tarball, run }) => {
    cpSync(join(examples, example), folder, { recursive: true });
    run(['npm', 'pkg', 'set', `devDependencies.codexqa=file:${tarball}`]);
    run(['npm', 'install', '--no-audit', '--no-fund']);
    const { command, proof } = shows[example] ?? passes;
    const printed = run(command);
    expect(printed).toMatch(proof);
    expect(printed).not.toMatch(/\d (flaky|failed|skipped)/);
  });
}
