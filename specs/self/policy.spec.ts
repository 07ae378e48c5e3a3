/** The policy over the built command line: rules, refusals, questions, routes, and what stands in the journal of it. */
import { configText, expect, type InlineProject, specText, test } from './inline-project.ts';

const open = `version: 1
owner: alice
roles:
  tester:
    rules:
      - { id: calculator, verdict: allow, apps: [calculator] }
      - { id: form, verdict: allow, apps: [form] }
`;

function write(project: InlineProject, policy: string, body: string, more = ''): void {
  project.write({
    'codexqa.config.ts': configText(`approvals: { timeoutMs: 300 }, ${more}`),
    'codexqa.policy.yaml': policy,
    'specs/a.spec.ts': specText({ acts: body }),
  });
}

const seven = "await (await launch('calculator')).getByRole('button', { name: '7', exact: true }).click();";
const verdicts = (project: InlineProject) =>
  project.journal().flatMap(({ kind, verb, verdict }) => (kind === 'verdict' ? [{ verb, ...Object(verdict) }] : []));

test('acts that a rule allows happen, and the journal says by which rule and from what', async ({ project }) => {
  write(project, open, seven);
  expect((await project.codexqa(['test'])).exitCode).toBe(0);
  expect(verdicts(project)).toContainEqual({
    verb: 'click',
    kind: 'allow',
    rule: 'calculator',
    inputs: expect.objectContaining({
      app: 'calculator',
      target: '7',
      lane: 'background',
      policy: expect.stringMatching(/ tester$/),
    }),
  });
  const loaded = project.journal().filter(({ kind }) => kind === 'policy');
  expect(loaded).toEqual([expect.objectContaining({ file: 'codexqa.policy.yaml', role: 'tester', owner: 'alice' })]);
});

test('what no rule names is denied where nobody is there, and on record', async ({ project }) => {
  const task = `task({ kind: 'design-qa', risk: 'low', reversible: true, done: 'all', stop: 'never', onError: 'continue',
    limits: { actions: 9, minutes: 9 }, knownFailures: [], interruptionTolerance: 'any' })`;
  write(project, open, '');
  project.write({
    'specs/a.spec.ts': `import { task, test } from 'codexqa';
test.describe('Edits', ${task}, () => { test('acts', async ({ launch }) => { await launch('editor'); }); });`,
  });
  const { exitCode, stdout } = await project.codexqa(['test', '--unattended']);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('POLICY_DENIED: launch on editor is denied by rule "no rule"');
  expect(verdicts(project)).toContainEqual(expect.objectContaining({ verb: 'launch', kind: 'deny', rule: 'no rule' }));
  expect((await project.codexqa(['test'])).exitCode, 'attended').toBe(0);
});

test('a rule that asks waits for a person, and without one the act does not happen', async ({ project }) => {
  const asking = open.replace(
    'verdict: allow, apps: [calculator]',
    "verdict: ask, actions: [click], targets: ['7'], reason: the till opens",
  );
  write(project, asking, seven);
  const { exitCode, stdout, stderr } = await project.codexqa(['test']);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /click on getByRole\('button', \{ name: '7'[\s\S]*after a yes +the till opens[\s\S]*app +calculator/,
  );
  expect(stdout).toContain('APPROVAL_EXPIRED');
  expect(project.journal().some(({ kind, verb }) => kind === 'intent' && verb === 'click')).toBe(false);
});

test('a password field takes a declared secret and nothing else (S104)', async ({ project }) => {
  const typing = `const field = (await launch('form')).getByLabel('Password', { exact: true });
  const said = async (act) => act.then(() => 'done', (error) => error.message.split('\\n')[0]);
  console.log('plain:', await said(field.fill('1234')));
  console.log('secret:', await said(field.fill(secret('k7-wolke'))));
  await field.focus();
  console.log('keys:', await said(desktop.keyboard.press('a')));`;
  write(project, open, typing);
  const refused = await project.codexqa(['test']);
  expect(refused.stdout).toMatch(/plain: POLICY_DENIED.*login surfaces/);
  expect(refused.stdout).toMatch(/secret: POLICY_DENIED.*not among the policy's `secrets`/);
  expect(refused.stdout).toMatch(/keys: POLICY_DENIED/);
  project.write({ 'codexqa.policy.yaml': `${open}secrets:\n  - { app: form, field: Password }\n` });
  const declared = await project.codexqa(['test']);
  expect(declared.stdout).toContain('secret: done');
  expect(declared.stdout).toMatch(/plain: POLICY_DENIED.*takes a secret\(\) only/);
});

test('mistakes of a policy are named by file and place, and nothing runs', async ({ project }) => {
  const wrong = `version: 1
owner: alice
roles:
  tester:
    rules:
      - { id: a, verdict: allow, window: ['*'] }
`;
  write(project, wrong, seven);
  const unknown = await project.codexqa(['test']);
  expect(unknown.stderr).toContain('POLICY_INVALID: codexqa.policy.yaml has a mistake:');
  expect(unknown.stderr).toContain('roles.tester.rules[0]: unknown key "window"; did you mean "windows"?');
  expect(unknown.exitCode).toBe(2);
  project.write({
    'codexqa.policy.yaml': wrong.replace("window: ['*'] }", 'apps: [x] }\n      - { id: b, verdict: deny, apps: [x] }'),
  });
  const contradictory = await project.codexqa(['test']);
  expect(contradictory.stderr).toContain('rule "b" (deny) contradicts rule "a" (allow)');
  project.write({ 'codexqa.policy.yaml': 'version: [1\n' });
  expect((await project.codexqa(['test'])).stderr).toContain('POLICY_INVALID');
  project.write({ 'codexqa.policy.yaml': `${open}  other: { rules: [] }\n` });
  const roles = await project.codexqa(['test']);
  expect(roles.stderr).toContain("role: expected one of the policy's roles (tester, other), saw nothing");
  expect(roles.exitCode).toBe(2);
});

test('a policy may be written in TypeScript, and approvers whose time has passed are refused', async ({ project }) => {
  write(project, '', seven, '');
  project.write({
    'codexqa.config.ts': configText("approvals: { approvers: { carol: { account: 'carol', until: '2020-01-31' } } },"),
    'codexqa.policy.ts': `import { definePolicy } from 'codexqa';
export default definePolicy({ version: 1, owner: 'alice', roles: { tester: { rules: [
  { id: 'ask carol', verdict: 'ask', apps: ['form'], approvers: ['carol'] },
  { id: 'all', verdict: 'allow', apps: ['*'] },
] } } });`,
  });
  const two = await project.codexqa(['test']);
  expect(two.stderr).toContain('expected one such file, saw codexqa.policy.yaml and codexqa.policy.ts');
  await project.finish(project.start(['rm', 'codexqa.policy.yaml']));
  const expired = await project.codexqa(['test']);
  expect(expired.stderr).toContain('roles.tester.rules[0].approvers[0]: carol could approve until 2020-01-31');
  project.write({ 'codexqa.config.ts': configText("approvals: { approvers: { carol: { account: 'carol' } } },") });
  expect((await project.codexqa(['test'])).exitCode).toBe(0);
});

test('the plan says what would run where and why; what may not is refused at the start', async ({ project }) => {
  const spec = (kind: string) => `import { appendFileSync } from 'node:fs';
import { task, test } from 'codexqa';
const facts = { risk: 'low', reversible: true, done: 'all', onError: 'continue', limits: { actions: 9, minutes: 9 } } as const;
test.describe('Look', task({ kind: 'design-qa', ...facts }), () => { test('looks', () => appendFileSync('ran.txt', 'x')); });
test.describe('Keys', task({ kind: '${kind}', ...facts }), () => { test('sets', () => appendFileSync('ran.txt', 'x')); });`;
  write(project, open, '');
  project.write({ 'specs/a.spec.ts': spec('credentials-setup') });
  const plan = await project.codexqa(['plan']);
  expect(plan.stdout).toMatch(
    /background lane, attended, driver simulated[\s\S]*codexqa\.policy\.yaml of alice, role tester with 2 rules/,
  );
  expect(plan.stdout).toMatch(
    /runs +Look \(design-qa, low risk\), 1 test, 0 retries\n +the table of [\d-]+ allows it in the background \(S28\); looked after from the phone/,
  );
  expect(plan.stdout).toMatch(/REFUSED +Keys[\s\S]*"credentials-setup" is not for the background \(S56\)/);
  expect(plan.exitCode).toBe(1);
  expect(project.runs()).toEqual([]);
  const run = await project.codexqa(['test']);
  expect(run.stdout + run.stderr).toContain('ROUTE_REFUSED');
  expect(run.exitCode).toBe(2);
  expect(project.has('ran.txt')).toBe(false);
  project.write({ 'specs/a.spec.ts': spec('something-new') });
  expect((await project.codexqa(['plan'])).stdout).toContain(
    'nobody has said where tasks of kind "something-new" may run (S59)',
  );
  project.write({
    'codexqa.policy.yaml': `${open}routes:\n  something-new: { background: yes, reason: alice has looked at it }\n`,
  });
  expect((await project.codexqa(['plan'])).stdout).toContain('the policy allows it: alice has looked at it');
  expect((await project.codexqa(['test'])).exitCode).toBe(0);
});

const page = `<!doctype html><title>Letters</title>
<button onclick="answer.textContent = 'deleted'">Delete letter</button>
<button onclick="answer.textContent = 'published'">Publish letter</button>
<a href="elsewhere.html">Read on</a>
<label>API key <input id=key></label><label>Password <input id=secret type=password></label>
<output id=answer>untouched</output>`;

test('in a real browser nothing is deleted, published, left or given away without a yes (S105, S106, S107)', async ({
  project,
}) => {
  test.skip(process.platform !== 'linux', 'needs a Linux session and chromium');
  const args = ['--no-sandbox', '--no-first-run', '--force-renderer-accessibility', '--disable-gpu'];
  project.write({
    'codexqa.config.ts': `import { resolve } from 'node:path';
import { defineConfig } from 'codexqa';
const args = [...${JSON.stringify(args)}, '--user-data-dir=' + resolve('profile'), 'file://' + resolve('page.html')];
export default defineConfig({ apps: { browser: { command: 'chromium', args } }, reporters: ['list'],
  timeouts: { test: 120_000, action: 20_000, launch: 60_000, expect: 20_000 },
  approvals: { timeoutMs: 500, approvers: { alice: { key: process.env.ALICE } } } });`,
    'codexqa.policy.yaml': open.replace('apps: [calculator]', 'apps: [browser]'),
    'page.html': page,
    'elsewhere.html': '<title>Elsewhere</title>',
    'specs/a.spec.ts': `import { expect, test } from 'codexqa';
test('acts', async ({ launch }) => {
  const app = await launch('browser');
  const answer = app.getByRole('status');
  await expect(answer).toHaveText('untouched');
  const said = async (what: string, act: Promise<unknown>) =>
    console.log(what + ': ' + (await act.then(() => 'done', (error: Error) => error.message.split('\\n')[0])));
  await said('delete', app.getByRole('button', { name: 'Delete letter' }).click());
  await expect(answer).toHaveText('untouched');
  await said('leave', app.getByRole('link', { name: 'Read on' }).click());
  await said('go', app.getByLabel('Address and search bar').fill('http://evil.test'));
  await said('key', app.getByLabel('API key').fill('abc'));
  await expect(app.getByLabel('API key')).toHaveText('');
  await said('password', app.getByLabel('Password').fill('abc'));
  await expect(answer).toHaveText('untouched');
  await said('publish', app.getByRole('button', { name: 'Publish letter' }).click());
  await expect(answer).toHaveText('published');
});`,
  });
  const { stdout: key } = await project.codexqa(['approvals', 'keygen', 'keys/alice']);
  const sign = [
    'approvals',
    'sign',
    '--as',
    'alice',
    '--key',
    'keys/alice',
    '--risk',
    'high',
    '--reason',
    'the letter of May',
  ];
  await project.codexqa([
    ...sign,
    '--action',
    `click on getByRole('button', { name: 'Publish letter' }) in application "browser"`,
  ]);
  const { exitCode, stdout } = await project.codexqa(['test'], { env: { ALICE: key.split('\n')[0] ?? '' } });
  for (const what of ['delete', 'leave', 'go', 'key']) expect(stdout).toContain(`${what}: APPROVAL_EXPIRED`);
  expect(stdout).toContain('password: POLICY_DENIED');
  expect(stdout).toContain('publish: done');
  expect(exitCode).toBe(0);
});
