/** `codexqa preflight`, and what it means for a run that nobody watches. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { allowingPolicy, configText, expect, type InlineProject, test } from './inline-project.ts';

const declared = (
  actions: number,
): string => `kind: 'design-qa', risk: 'low', reversible: true, done: 'the keys answer',
  stop: 'the display shows an error', onError: 'continue', limits: { actions: ${actions}, minutes: 5 }, knownFailures: [],
  interruptionTolerance: 'any'`;

const spec = (actions: number, body = ''): string => `import { checkpoint, expect, task, test } from 'codexqa';
test.describe('Keys', task({ ${declared(actions)} }), () => {
  test('seven', async ({ launch }) => {
    const calculator = await launch('calculator');
    await calculator.getByRole('button', { name: '7', exact: true }).click();
    ${body}
  });
});`;

const named = "approvals: { timeoutMs: 300, approvers: { alice: { account: 'alice-of-the-lab' } } },";

function decisions(project: InlineProject): unknown[] {
  return project.journal().flatMap(({ kind, decision }) => (kind === 'preflight' ? [decision] : []));
}

test('the first unmet step is next, a long chain waits for a dry run of this machine (S31, S37, S38)', async ({
  project,
}) => {
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': spec(40) });
  const first = await project.codexqa(['preflight']);
  expect(first.exitCode, first.stderr).toBe(1);
  expect(first.stdout).toMatch(
    /NEXT +remote channel +nobody is named who may answer, and no phone is paired \(S31\)\n +fix: name people/,
  );
  expect(first.stdout).toMatch(/met +sandbox window +opened, captured, typed into, clicked, read back, closed/);
  expect(first.stdout).toMatch(/unmet +dry run +there was no dry run on this machine/);
  expect(first.stdout).toMatch(
    /passed +recovery +a process was killed after 6 steps, and its journal says where to go on/,
  );
  expect(first.stdout).toMatch(/not applicable +plugin reliability +this codexqa has no plugins/);
  expect(project.runs()).toEqual([]);
  expect(readdirSync(project.path('.codexqa')).sort()).toEqual(['.gitignore', 'drills', 'keys', 'preflight']);

  // nobody makes himself a dry run with an editor
  const records = project.path('.codexqa', 'preflight');
  const [name = ''] = readdirSync(records);
  const forged = readFileSync(join(records, name), 'utf8').replace('"kind":"preflight"', '"kind":"dry-run"');
  writeFileSync(join(records, name), forged);
  const ungoverned = await project.codexqa(['test', '--unattended']);
  expect(ungoverned.exitCode).toBe(2);
  expect(ungoverned.stdout + ungoverned.stderr, 'where in our code it was noticed').not.toMatch(/\n +at /);
  expect(ungoverned.stdout + ungoverned.stderr).toContain(
    'PREFLIGHT_FAILED: nobody is there, so nothing begins: no policy says what a run may do while nobody is there',
  );
  project.write({ 'codexqa.policy.yaml': allowingPolicy });
  const blocked = await project.codexqa(['test', '--unattended']);
  expect(blocked.exitCode).toBe(2);
  expect(blocked.stdout + blocked.stderr).toContain(
    'PREFLIGHT_FAILED: nobody is there, so nothing begins: "Keys": more than 20 actions, and there was no dry run on this machine',
  );
  expect(decisions(project)).toEqual(['stopped']);

  project.write({ 'codexqa.config.ts': configText(named) });
  const dry = await project.codexqa(['test', '--dry-run']);
  expect(dry.stderr).toContain('this dry run counts for this machine and these versions');
  const ready = await project.codexqa(['preflight']);
  expect(ready.stdout).toContain('a run without a person may begin: nothing is in its way');
  expect(ready.stdout).toMatch(
    /granted +application editor +specs launch editor; no run on record has used it: take it away/,
  );
  expect(ready.exitCode).toBe(0);
  const run = await project.codexqa(['test', '--unattended']);
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  expect(run.stderr).toMatch(
    /preflight: sandbox window passed in .*; eligibility, approval safety, recovery passed; locked/,
  );
  expect(decisions(project)).toEqual(['runs']);
});

test('one failed test holds the run shorter and asks more, until others have passed (S127)', async ({ project }) => {
  const own = `approvals: { timeoutMs: 300, approvers: { me: { account: '${userInfo().username}' } } },`;
  const body = "await checkpoint('pressed', () => 1);";
  project.write({
    'codexqa.config.ts': configText(own),
    'codexqa.policy.yaml': allowingPolicy,
    'specs/a.spec.ts': spec(20, body),
  });
  const held = await project.codexqa(['test', '--unattended']);
  expect(held.stderr).toContain(
    'a run without a person is held shorter and asks more: approval safety: none of the approvers may answer',
  );
  expect(decisions(project)).toEqual(['downgraded']);
  expect(held.stdout).toMatch(/APPROVAL_(IMPOSSIBLE|EXPIRED)/);
  expect(held.exitCode).not.toBe(0);
  const downgrade = JSON.parse(readFileSync(join(project.runs().at(-1) ?? '', 'downgrade.json'), 'utf8')) as unknown;
  expect(downgrade).toMatchObject({ mostMinutes: 15 });

  project.write({ 'codexqa.config.ts': configText(named) });
  // the next ones count, and what follows of them is tested where it is decided
  expect((await project.codexqa(['preflight'])).stdout).toContain('2 more preflights in a row must pass');
});

test('what nobody could judge, and permissions without a reason, are named', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(named),
    'codexqa.policy.yaml': `version: 1
owner: alice
secrets: [{ app: form, field: Password }]
roles: { tester: { rules: [{ id: all, verdict: allow, apps: ['*'] }] } }
`,
    'specs/a.spec.ts': `import { task, test } from 'codexqa';
test('alone', () => {});
test.describe('Pay', task({ kind: 'finance-approvals', risk: 'low', reversible: true, done: 'paid' }), () => { test('pays', () => {}); });`,
  });
  const { stdout, exitCode } = await project.codexqa(['preflight']);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/NEXT +permissions +password field "Password" of form: nobody has said why/);
  expect(stdout).toMatch(
    /FAILED +eligibility +1 test belongs to no task; "Pay" does not declare onError, limits, stop/,
  );
});

test('on a real machine the sandbox window is opened, used, closed, and nothing is left', async ({ project }) => {
  test.skip(process.platform !== 'linux', 'needs a Linux session and GTK 3');
  project.write({
    'codexqa.config.ts':
      "import { defineConfig } from 'codexqa';\nexport default defineConfig({ reporters: ['list'] });",
    'specs/a.spec.ts': spec(20),
  });
  const { stdout, stderr } = await project.codexqa(['preflight', '--json']);
  const report = JSON.parse(stdout) as { readonly sandbox: { readonly probes: readonly { readonly name: string }[] } };
  expect(report, stderr).toMatchObject({ machine: { driver: 'linux' }, sandbox: { verdict: 'passed' } });
  expect(report.sandbox.probes.map(({ name }) => name)).toEqual([
    'session',
    'window',
    'capture',
    'typing',
    'click',
    'reading',
    'closing',
    'nothing left',
  ]);
});
