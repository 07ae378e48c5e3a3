import { configText, expect, test } from './inline-project.ts';

const scaffolded = [
  'codexqa.config.ts',
  'playwright.config.ts',
  'tsconfig.json',
  'fixtures/test.ts',
  'specs/first.spec.ts',
  '.github/workflows/desktop-linux.yml',
  '.github/workflows/desktop-macos.yml',
  '.github/workflows/desktop-windows.yml',
  '.gitignore',
];

for (const type of ['module', 'commonjs']) {
  test(`writes what a first spec needs into a project of type ${type}, and it runs`, async ({ project }) => {
    project.write({ 'package.json': JSON.stringify({ type }) });
    const { exitCode, stdout } = await project.codexqa(['init']);
    expect(exitCode).toBe(0);
    for (const path of scaffolded) expect(project.has(path), path).toBe(true);
    expect(stdout).toContain('codexqa test');

    // the same spec, fixtures and shim, on the simulated desktop
    project.write({ 'codexqa.config.ts': configText() });
    const run = await project.codexqa(['test']);
    expect(run.stdout).toContain('1 passed');
    expect(run.exitCode).toBe(0);
    const plain = await project.node('@playwright/test/cli.js', ['test']);
    expect(plain.stdout).toContain('1 passed');
    const types = await project.node('typescript/bin/tsc', ['-p', '.']);
    expect(types.stdout).toBe('');
    expect(types.exitCode).toBe(0);
  });
}

test('overwrites nothing, and adds only the lines that .gitignore lacks', async ({ project }) => {
  project.write({
    'codexqa.config.ts': '// mine',
    'specs/first.spec.ts': '// mine too',
    '.gitignore': 'node_modules/\nreports',
  });
  const { exitCode, stdout } = await project.codexqa(['init']);
  expect(exitCode).toBe(0);
  expect(project.read('codexqa.config.ts')).toBe('// mine');
  expect(project.read('specs/first.spec.ts')).toBe('// mine too');
  expect(stdout).toContain('kept  codexqa.config.ts');
  expect(project.read('.gitignore')).toBe('node_modules/\nreports\n.codexqa/\ntest-results/\nblob-report/\n');
  const again = await project.codexqa(['init']);
  expect(again.stdout).not.toContain('write ');
});

test('--dry-run only says what it would do', async ({ project }) => {
  const { exitCode, stdout } = await project.codexqa(['init', '--dry-run']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('write codexqa.config.ts');
  for (const path of scaffolded) expect(project.has(path), path).toBe(false);
});

test('speaks pnpm where the project does', async ({ project }) => {
  project.write({ 'package.json': '{}', 'pnpm-lock.yaml': 'lockfileVersion: 9' });
  const { stdout } = await project.codexqa(['init']);
  expect(stdout).toContain('pnpm exec codexqa test');
  expect(project.read('.github/workflows/desktop-linux.yml')).toContain('- run: pnpm install --frozen-lockfile');
});
