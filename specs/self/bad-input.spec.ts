import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configText, expect, type Finished, specText, test } from './inline-project.ts';

/** Issue 2, "Bad input": a clear error and exit code 2. */
function expectRefusal({ exitCode, stdout, stderr }: Finished, ...words: readonly (string | RegExp)[]): void {
  const printed = stdout + stderr;
  for (const word of words) {
    if (typeof word === 'string') expect(printed).toContain(word);
    else expect(printed).toMatch(word);
  }
  expect(exitCode).toBe(2);
}

const passing = { 'specs/a.spec.ts': specText({ passes: '' }) };

test('an unknown key of the configuration', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText('screne: { width: 1, height: 1 },'), ...passing });
  const finished = await project.codexqa(['test']);
  expectRefusal(
    finished,
    'CONFIG_INVALID: codexqa.config.ts has a mistake:',
    'unknown key "screne"; did you mean "screen"?',
  );
  expect(finished.stderr).toContain(`Fix: correct it in ${project.path('codexqa.config.ts')}`);
  expect(finished.stderr, 'no stack').not.toMatch(/^\s+at /m);
});

test('a wrong type in the configuration', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText("screen: { width: 'wide', height: 600 },"), ...passing });
  expectRefusal(await project.codexqa(['test']), 'screen.width: expected a number, saw "wide"');
});

test('a configuration with a syntax error', async ({ project }) => {
  project.write({ 'codexqa.config.ts': 'export default {{', ...passing });
  expectRefusal(await project.codexqa(['test']), 'SyntaxError', 'codexqa.config.ts');
});

test('a missing folder of specs', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText("specs: 'tests',") });
  expectRefusal(await project.codexqa(['test']), `specs: expected a folder of specs at "${project.path('tests')}"`);
});

test('no configuration at all', async ({ project }) => {
  expectRefusal(
    await project.codexqa(['test']),
    'CONFIG_NOT_FOUND: expected a codexqa.config.ts',
    'Fix: npx codexqa init',
  );
  expectRefusal(await project.codexqa(['test', '-c', 'other.ts']), `saw none at ${project.path('other.ts')}`);
});

test('an unknown application', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': specText({ launches: "await launch('calculater');" }),
  });
  expectRefusal(
    await project.codexqa(['test']),
    'APP_UNKNOWN: no application "calculater" is configured; did you mean "calculator"?',
  );
});

test('an application that is not installed, with the package that brings it', async ({ project }) => {
  test.skip(process.platform !== 'linux', 'packages are named by the Linux driver');
  project.write({
    'codexqa.config.ts':
      "import { defineConfig } from 'codexqa';\nexport default defineConfig({ apps: { drawing: { command: 'xfig-that-is-not-there', package: 'xfig' } }, reporters: ['list'] });\n",
    'specs/a.spec.ts': specText({ launches: "await launch('drawing');" }),
  });
  expectRefusal(await project.codexqa(['test']), 'APP_NOT_INSTALLED', 'xfig-that-is-not-there');
});

test('a spec with a syntax error', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    ...passing,
    'specs/b.spec.ts': "import { test } from 'codexqa';\ntest('x', () => {;\n",
  });
  expectRefusal(await project.codexqa(['test']), 'SyntaxError', 'b.spec.ts');
});

for (const workers of ['0', 'many', '-2']) {
  test(`--workers ${workers}`, async ({ project }) => {
    project.write({ 'codexqa.config.ts': configText(), ...passing });
    const finished = await project.codexqa(['test', '--workers', workers]);
    expectRefusal(finished, `CLI_OPTION_INVALID: --workers expects a whole number from 1 or a share, saw "${workers}"`);
    expect(project.runs()).toHaveLength(0);
  });
}

test('an unknown option, with the one that was meant', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(), ...passing });
  expectRefusal(await project.codexqa(['test', '--retires', '2']), "unknown option '--retires'", '--retries');
});

test('an unknown command, with the one that was meant', async ({ project }) => {
  expectRefusal(await project.codexqa(['tets']), "unknown command 'tets'", 'test');
  expectRefusal(await project.codexqa(['doctor', '--jsn']), "unknown option '--jsn'", '--json');
  expectRefusal(await project.codexqa(['report', 'alure']), "'alure' is invalid", 'allure');
});

test('a page or a yes in the name of nobody, or with a key that is not there', async ({ project }) => {
  const config = configText("approvals: { approvers: { alice: { account: 'alice' } } },");
  project.write({ 'codexqa.config.ts': config, ...passing });
  const page = await project.codexqa(['oversee', '--port', '0', '--as', 'alcie']);
  expect(page.stderr).toContain(
    'CLI_OPTION_INVALID: --as: expected one of the configuration\'s approvers (alice), saw "alcie"; did you mean "alice"?',
  );
  expect(page.exitCode).toBe(2);
  const words = ['--as', 'alice', '--action', 'publish', '--reason', 'checked with sales', '--key', 'keys/alcie'];
  const sign = await project.codexqa(['approvals', 'sign', ...words]);
  expect(sign.stderr).toContain(
    'CLI_OPTION_INVALID: --key keys/alcie: expected the folder of a key, and there is none',
  );
  expect(sign.stderr).toContain('npx codexqa approvals keygen keys/alcie');
  expect(sign.exitCode).toBe(2);
  expect(project.has('keys')).toBe(false);
});

test('a report that is not there yet', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(), ...passing });
  expectRefusal(await project.codexqa(['show-report']), 'RUN_NOT_FOUND: expected a report in');
  expectRefusal(await project.codexqa(['report', 'allure']), 'RUN_NOT_FOUND: expected Allure results in');
});

/** What only root may do: hide a program, fill a small file system. */
function inOwnMounts(prepare: string, command: readonly string[]): readonly string[] {
  const quoted = command.map((word) => `'${word}'`).join(' ');
  return ['unshare', '--mount', 'sh', '-c', `${prepare} && exec ${quoted}`];
}

const mayMount = process.platform === 'linux' && spawnSync('unshare', ['--mount', 'true']).status === 0;

test('a missing Xvfb is refused before the first test, with the fix', async ({ project }) => {
  test.skip(!mayMount, 'needs root to hide Xvfb');
  project.write({
    'codexqa.config.ts': configText().replace("driver: 'simulated',", ''),
    'specs/a.spec.ts': specText({ one: 'await desktop.windows();', two: 'await desktop.windows();' }),
  });
  const hide =
    'for file in /usr/bin/Xvfb /usr/local/bin/Xvfb /usr/libexec/Xvfb; do [ ! -e $file ] || mount --bind /dev/null $file; done';
  const child = project.start(inOwnMounts(hide, [process.execPath, project.cli, 'test']));
  const finished = await project.finish(child);
  expectRefusal(finished, 'DRIVER_UNAVAILABLE', 'Xvfb', /Fix: .*apt-get install .*xvfb/);
  expect(finished.stdout.match(/DRIVER_UNAVAILABLE/g), 'once, not once per test').toHaveLength(1);
});

for (const [reporter, file] of [
  ['html', 'html/index.html'],
  ['junit', 'junit.xml'],
  ['json', 'results.json'],
] as const) {
  test(`a full disk while writing the ${reporter} report`, async ({ project }) => {
    test.skip(!mayMount, 'needs root to mount a full file system');
    project.write({
      'codexqa.config.ts': configText().replace("reporters: ['list']", `reporters: ['list', '${reporter}']`),
      ...passing,
      'reports/.keep': '',
    });
    const full = `mount -t tmpfs -o size=4k tmpfs ${project.path('reports')} && (head -c 4096 /dev/zero > ${project.path('reports')}/ballast || true)`;
    const child = project.start(inOwnMounts(full, [process.execPath, project.cli, 'test']));
    expectRefusal(await project.finish(child), /REPORT_WRITE_FAILED|ENOSPC/);
    expect(project.has(`reports/${file}`)).toBe(false);
  });
}

test('a full disk under the run folder', async ({ project }) => {
  test.skip(!mayMount, 'needs root to mount a full file system');
  project.write({ 'codexqa.config.ts': configText(), ...passing, '.codexqa/.keep': '' });
  const full = `mount -t tmpfs -o size=4k tmpfs ${project.path('.codexqa')} && (head -c 4096 /dev/zero > ${project.path('.codexqa')}/ballast || true)`;
  const child = project.start(inOwnMounts(full, [process.execPath, project.cli, 'test']));
  expectRefusal(await project.finish(child), /JOURNAL_WRITE_FAILED|ENOSPC/);
});

test('init into a folder without package.json still says what to do next', async ({ installation }) => {
  const folder = mkdtempSync(join(tmpdir(), 'codexqa-bare-'));
  const cli = join(installation.folder, 'node_modules', 'codexqa', 'dist', 'src', 'cli', 'main.js');
  const { status, stdout } = spawnSync(process.execPath, [cli, 'init', folder], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(status).toBe(0);
  expect(stdout).toContain('npm install --save-dev codexqa @playwright/test');
});
