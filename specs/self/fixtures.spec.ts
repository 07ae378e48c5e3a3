import { configText, expect, impatient, specText, test } from './inline-project.ts';

interface JsonAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly path?: string;
  readonly body?: string;
}

interface JsonResult {
  readonly status: string;
  readonly attachments: readonly JsonAttachment[];
  readonly annotations: readonly { readonly type: string; readonly description?: string }[];
  readonly steps?: readonly { readonly title: string }[];
}

const json = (more = '') => configText(more).replace("reporters: ['list']", "reporters: ['list', 'json', 'junit']");

function resultsIn(report: string): readonly JsonResult[] {
  const { suites } = JSON.parse(report) as {
    suites: readonly { specs?: readonly { tests: readonly { results: JsonResult[] }[] }[] }[];
  };
  return suites.flatMap(({ specs = [] }) => specs.flatMap(({ tests }) => tests.flatMap(({ results }) => results)));
}

test('a failed test carries picture, tree, windows, output and its last actions with their effects', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': json(impatient),
    'specs/a.spec.ts': specText({
      fails: `const form = await launch('form');
  await form.getByRole('button', { name: 'Count' }).click();
  await form.getByRole('button', { name: 'Do nothing' }).click();`,
    }),
  });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('ACTION_NO_EFFECT');
  const [result] = resultsIn(project.read('reports/results.json'));
  const attachments = new Map(result?.attachments.map((attachment) => [attachment.name, attachment]));
  const text = (name: string) => {
    const { path, body } = attachments.get(name) ?? {};
    return path === undefined
      ? Buffer.from(body ?? '', 'base64').toString()
      : project.read(path.slice(project.folder.length));
  };
  expect(attachments.get('screenshot')?.contentType).toBe('image/png');
  expect(text('accessibility tree')).toContain('- window "Form":');
  expect(text('windows')).toMatch(/normal "Form" \d+,\d+ \d+x\d+ active/);
  expect(text('output of form')).toContain('still running');
  expect(text('last actions')).toMatch(/^3\. click on .*'Do nothing'.*: no-effect .*failed with ACTION_NO_EFFECT/m);
  expect(text('last actions')).toMatch(/^2\. click on .*'Count'.*: confirmed/m);
});

test('effect counts stand in every report, of passed tests too, and every action is a step at its line', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': json(),
    'steps.ts': `export default class {
  onStepEnd(test, result, step) {
    if (step.category === 'test.step') console.log('STEP', step.title, step.location?.file.split('/').pop() + ':' + step.location?.line);
  }
}`,
    'specs/a.spec.ts': specText({
      passes: "const form = await launch('form');\n  await form.getByRole('button', { name: 'Count' }).click();",
    }),
  });
  const { exitCode, stderr, stdout } = await project.codexqa(['test', '--add-reporter', './steps.ts']);
  expect(exitCode).toBe(0);
  const effects = '2 confirmed, 0 no-effect, 0 unverifiable';
  expect(stderr).toContain(effects);
  const [result] = resultsIn(project.read('reports/results.json'));
  expect(result?.annotations).toContainEqual(
    expect.objectContaining({ type: 'codexqa.effects', description: effects }),
  );
  expect(project.read('reports/junit.xml')).toContain(effects);
  expect(stdout).toContain('STEP launch form a.spec.ts:3');
  expect(stdout).toMatch(/STEP click getByRole\('button', \{ name: 'Count' \}\).* a\.spec\.ts:4/);
});

test('tests of one worker share a desktop that is clean each time', async ({ project }) => {
  const body =
    "expect(desktop.apps()).toHaveLength(0);\n  await launch('form');\n  console.log('session', desktop.stage.session.id);";
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': specText({ one: body, two: body }) });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(exitCode).toBe(0);
  expect(new Set(stdout.match(/session simulated-\d+/g)).size).toBe(1);
  expect(
    project
      .journal()
      .filter(({ kind }) => kind === 'session')
      .map(({ event }) => event),
  ).toEqual(['opened', 'reset', 'reset', 'closed']);
});

test("session: 'test' gives each test a desktop of its own", async ({ project }) => {
  const body = "await launch('form');\n  console.log('session', desktop.stage.session.id);";
  project.write({
    'codexqa.config.ts': configText("session: 'test',"),
    'specs/a.spec.ts': specText({ one: body, two: body }),
  });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(exitCode).toBe(0);
  expect(new Set(stdout.match(/session simulated-\d+/g)).size).toBe(2);
  const events = project
    .journal()
    .filter(({ kind }) => kind === 'session')
    .map(({ event }) => event);
  expect(events.filter((event) => event === 'opened').length).toBe(events.filter((event) => event === 'closed').length);
});

test('a spec file changes its desktop with test.use', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `import { expect, test } from 'codexqa';
test.use({ desktopOptions: { screen: { width: 640, height: 480 }, apps: { other: 'form' } } });
test('is small', async ({ desktop, launch }) => {
  expect(desktop.stage.session.screen).toMatchObject({ width: 640, height: 480 });
  await launch('other');
});`,
  });
  expect((await project.codexqa(['test'])).exitCode).toBe(0);
});

test('a test without a desktop opens none', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': "import { test } from 'codexqa';\ntest('is plain', () => {});",
  });
  expect((await project.codexqa(['test'])).exitCode).toBe(0);
  expect(project.journal().filter(({ kind }) => kind === 'session')).toEqual([]);
});

test('task() declares what reports show, warns about what is missing, and refuses mistakes', async ({ project }) => {
  const spec = (declaration: string) => `import { task, test } from 'codexqa';
test.describe('group', task({ ${declaration} }), () => { test('passes', () => {}); });`;
  const full =
    "kind: 'ui-regression-checklist', risk: 'low', reversible: true, done: 'every check has a verdict', onError: 'continue', limits: { actions: 200, minutes: 5 }";
  project.write({ 'codexqa.config.ts': json(), 'specs/a.spec.ts': spec(`${full}, tag: '@nightly'`) });
  const declared = await project.codexqa(['test', '-g', '@nightly']);
  expect(declared.exitCode).toBe(0);
  expect(declared.stderr).not.toContain('does not declare');
  expect(project.read('reports/junit.xml')).toContain('codexqa.task.kind');

  project.write({ 'specs/a.spec.ts': spec("kind: 'x', risk: 'low', reversible: true, onError: 'halt'") });
  const missing = await project.codexqa(['test']);
  expect(missing.exitCode).toBe(0);
  expect(missing.stderr.match(/task\(\) at .*a\.spec\.ts:2 does not declare done, limits/g)).toHaveLength(1);

  project.write({ 'codexqa.config.ts': json("supervision: 'unattended',") });
  const unattended = await project.codexqa(['test']);
  expect(unattended.stdout).toContain('TASK_INCOMPLETE');
  expect(unattended.exitCode).toBe(2);

  project.write({ 'specs/a.spec.ts': spec(`${full.replace("'low'", "'lo'")}`) });
  const wrong = await project.codexqa(['test']);
  expect(wrong.stdout).toContain('risk: expected "low", "medium", "high" or "critical", saw "lo"; did you mean "low"?');
  expect(wrong.exitCode).toBe(2);
});
