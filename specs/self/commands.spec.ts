import { configText, expect, specText, test } from './inline-project.ts';

const commands = ['test', 'init', 'doctor', 'install-deps', 'show-report', 'report', 'merge-reports', 'ui', 'inspect'];

for (const command of commands) {
  test(`codexqa ${command} --help shows an example`, async ({ project }) => {
    const { exitCode, stdout } = await project.codexqa([command, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Examples?:\n/);
    expect(stdout).toContain(`$ npx codexqa ${command}`);
    expect(stdout, 'no colour off a terminal').not.toContain('\u001b[');
  });
}

test('codexqa --version is the version of the package', async ({ project }) => {
  const { stdout } = await project.codexqa(['--version']);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('errors have no stack, unless DEBUG=codexqa asks for it', async ({ project }) => {
  const plain = await project.codexqa(['test']);
  expect(plain.stderr).not.toMatch(/^\s+at /m);
  const debug = await project.codexqa(['test'], { env: { DEBUG: 'codexqa' } });
  expect(debug.stderr).toMatch(/^\s+at /m);
});

test('doctor answers for each driver, as JSON too', async ({ project }) => {
  const { stdout } = await project.codexqa(['doctor', '--json']);
  const { drivers } = JSON.parse(stdout) as { drivers: { driver: string; probes: { name: string; ok: boolean }[] }[] };
  expect(drivers.map(({ driver }) => driver)).toContain('simulated');
  for (const { probes } of drivers) expect(probes.length).toBeGreaterThan(0);
});

test('doctor --conformance runs the driver contract', async ({ project }) => {
  // that of this machine's own driver runs with the desktop tests
  const { stdout } = await project.codexqa(['doctor', '--json', '--conformance', '--driver', 'simulated']);
  const { drivers } = JSON.parse(stdout) as { drivers: { driver: string; checks: { ok: boolean }[] }[] };
  expect(drivers.map(({ driver }) => driver)).toEqual(['simulated']);
  const checks = drivers[0]?.checks ?? [];
  expect(checks.length).toBeGreaterThan(10);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});

test('install-deps names the packages of the driver and of the configured applications', async ({ project }) => {
  test.skip(process.platform !== 'linux', 'apt is of Debian');
  project.write({
    'codexqa.config.ts': configText().replace(
      "editor: 'editor'",
      "editor: { command: 'x', package: 'no-such-package-of-debian' }",
    ),
    'specs/a.spec.ts': specText({ passes: '' }),
  });
  const { exitCode, stdout } = await project.codexqa(['install-deps', '--dry-run', '--with', 'another-that-is-none']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('apt-get update');
  expect(stdout).toMatch(/apt-get install -y --no-install-recommends .*no-such-package-of-debian another-that-is-none/);
});

test('a foreign copy of @playwright/test is named before it does harm', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': specText({ passes: '' }),
    'node_modules/@playwright/test/package.json': JSON.stringify({ name: '@playwright/test', version: '1.50.0' }),
  });
  const { exitCode, stderr } = await project.codexqa(['test']);
  expect(stderr).toContain('this project has another copy of @playwright/test (1.50.0 in ');
  expect(exitCode).toBe(0);
});

test('ui prints the address of its page', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': specText({ passes: '' }) });
  const child = project.start([process.execPath, project.cli, 'ui']);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += String(chunk)));
  await expect.poll(() => printed).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
  const address = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(printed)?.[0] ?? '';
  expect(await (await fetch(address)).text()).toContain('<title>Playwright');
  child.kill('SIGINT');
  await expect.poll(() => child.exitCode ?? child.signalCode).not.toBeNull();
});
