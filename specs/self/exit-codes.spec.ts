import { configText, expect, specText, test } from './inline-project.ts';

const passing = { 'adds up': 'expect(1 + 1).toBe(2);' };
const failing = { 'does not add up': 'expect(1 + 1).toBe(3);' };

test('0 when everything passes, and tells where the run is kept, its reports and the commands that open them', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': configText("reporters: ['list', 'html', 'junit', 'json', 'allure'],"),
    'specs/a.spec.ts': specText(passing),
  });
  const { exitCode, stdout, stderr } = await project.codexqa(['test']);
  expect(stdout).toContain('1 passed');
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/run +\.codexqa\/runs\/\d{8}-\d{6}-\w+-\w+/);
  expect(project.runs()).toHaveLength(1);
  expect(stderr).toMatch(/html +reports\/html\/index\.html +npx codexqa show-report/);
  expect(stderr).toMatch(/allure +reports\/allure-results +npx codexqa report allure/);
  expect(stderr).toMatch(/junit +reports\/junit\.xml/);
  for (const report of ['html/index.html', 'junit.xml', 'results.json'])
    expect(project.has(`reports/${report}`)).toBe(true);
  expect(JSON.parse(project.read('reports/results.json'))).toMatchObject({ stats: { expected: 1, unexpected: 0 } });
});

test('1 when a test fails', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': specText({ ...passing, ...failing }) });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(stdout).toContain('1 failed');
  expect(stdout).toContain('1 passed');
  expect(exitCode).toBe(1);
});

test('1 when no test is found, as in Playwright', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': specText(passing) });
  const { exitCode, stdout, stderr } = await project.codexqa(['test', '-g', 'no such title']);
  expect(stdout + stderr).toContain('No tests found');
  expect(exitCode).toBe(1);
});

test('finds the configuration from a folder below it, and keeps --reporter=json readable: notes go beside it', async ({
  project,
}) => {
  project.write({ 'codexqa.config.ts': configText(), 'specs/deep/a.spec.ts': specText(passing) });
  const { exitCode, stdout } = await project.codexqa(['test', '--reporter=json'], { cwd: project.path('specs/deep') });
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ stats: { expected: 1 } });
});
