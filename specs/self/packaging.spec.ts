/** The package as a user gets it: packed, installed from the tarball by npm and by pnpm, used from ESM and CommonJS. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configText, specText } from './inline-project.ts';
import { expect, repository, test } from './packed.ts';

const engine = (
  JSON.parse(execFileSync('npm', ['pkg', 'get', 'devDependencies'], { cwd: repository, encoding: 'utf8' })) as Record<
    string,
    string
  >
)['@playwright/test'];

const managers = {
  npm: { install: ['npm', 'install', '--no-audit', '--no-fund'], exec: ['npx', '--no', 'codexqa'] },
  pnpm: {
    install: ['npx', '--yes', 'pnpm@9.15.9', 'install'],
    exec: ['npx', '--yes', 'pnpm@9.15.9', 'exec', 'codexqa'],
  },
} as const;

for (const [manager, { install, exec }] of Object.entries(managers)) {
  test(`installs with ${manager} and runs in ESM and CommonJS projects`, async ({ folder, tarball, run }) => {
    const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
    const project = (type: string) =>
      write(
        'package.json',
        JSON.stringify({ type, devDependencies: { codexqa: `file:${tarball}`, '@playwright/test': engine } }),
      );
    mkdirSync(join(folder, 'specs'));
    write('codexqa.config.ts', configText());
    write('playwright.config.ts', "export { default } from './codexqa.config';\n");
    write(
      'specs/a.spec.ts',
      specText({
        launches:
          "const form = await launch('form');\n  await expect(form.getByRole('button', { name: 'Greet' })).toBeVisible();",
      }),
    );
    project('module');
    run(install);
    for (const type of ['module', 'commonjs']) {
      project(type);
      expect(run([...exec, 'test'])).toContain('1 passed');
      expect(run([process.execPath, 'node_modules/@playwright/test/cli.js', 'test'])).toContain('1 passed');
    }
    expect(run([...exec, 'doctor', '--json'])).toContain('"simulated"');
  });
}

test('the tarball is small and holds what runs, nothing of the workshop', ({ tarball }) => {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  expect(files).toEqual(
    expect.arrayContaining([
      'package/dist/src/cli/main.js',
      'package/dist/src/index.d.ts',
      'package/dist/reporters/run.js',
    ]),
  );
  expect(files.filter((file) => /\.(test|sample)\./.test(file) || file.startsWith('package/src/'))).toEqual([]);
  expect(statSync(tarball).size).toBeLessThan(1_000_000);
});
