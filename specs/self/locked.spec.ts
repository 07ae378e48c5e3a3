/** `codexqa test --locked` over the built command line: it refuses what is missing, keeps inside its fence, and its timer halts it. */
import { chmodSync } from 'node:fs';
import { configText, expect, type InlineProject, test } from './inline-project.ts';

const named = "approvals: { timeoutMs: 300, approvers: { alice: { account: 'alice-of-the-lab' } } },";
const policy = 'version: 1\nowner: alice\nroles: { tester: { rules: [{ id: all, verdict: allow }] } }\n';

function profile({ minutes = 15, encryption = 'true' } = {}): string {
  return `version: 1
owner: alice
environments: [lab]
minutes: ${minutes}
apps: [calculator]
ask: { before: [navigation, deletion, publishing], approvers: [alice] }
logging: full
machine:
  encryption: { command: ['${encryption}'] }
  monitoring: { command: ['true'] }
  lock: { command: ['true'] }
`;
}

const spec = (body: string): string => `import { existsSync, writeFileSync } from 'node:fs';
import { expect, task, test } from 'codexqa';
test.describe('Keys', task({ kind: 'design-qa', risk: 'low', reversible: true, done: 'the keys answer',
  stop: 'the display shows an error', onError: 'continue', limits: { actions: 20, minutes: 5 }, knownFailures: [],
  interruptionTolerance: 'any' }), () => {
  test('seven', async ({ launch }) => {
    test.setTimeout(120_000);
    const calculator = await launch('calculator');
    await calculator.getByRole('button', { name: '7', exact: true }).click();
    ${body}
  });
});`;

/** No screen of whoever runs this is locked. */
function environment(project: InlineProject) {
  project.write({ 'bin/loginctl': '#!/bin/sh\necho "$@" >> loginctl.txt\n' });
  chmodSync(project.path('bin/loginctl'), 0o755);
  return { env: { PATH: `${project.path('bin')}:${process.env['PATH']}`, CODEXQA_ENVIRONMENT: 'lab' } };
}

function lockedEvents(project: InlineProject): unknown[] {
  return project.journal().flatMap(({ kind, event }) => (kind === 'locked' ? [event] : []));
}

test('a locked run does not begin without all that it needs, keeps inside its fence, and halts when its permission ends', async ({
  project,
}) => {
  project.write({ 'codexqa.config.ts': configText(named), 'codexqa.policy.yaml': policy, 'specs/a.spec.ts': spec('') });
  const settings = environment(project);
  const refused = await project.codexqa(['test', '--locked'], settings);
  expect(refused.stdout + refused.stderr).toContain(
    'LOCKED_REFUSED: nothing begins behind a locked screen without a locked',
  );
  expect(refused.exitCode).toBe(2);

  project.write({ 'codexqa.locked.yaml': profile({ encryption: 'false' }) });
  const missing = await project.codexqa(['test', '--locked'], { env: { ...settings.env, CODEXQA_ENVIRONMENT: '' } });
  expect(missing.exitCode).toBe(2);
  expect(missing.stdout + missing.stderr).toMatch(/encrypted storage is missing: "false" ended with 1 \(S102\)/);
  expect(missing.stdout + missing.stderr).toContain('environment is unknown: CODEXQA_ENVIRONMENT does not say');
  expect(lockedEvents(project)).toEqual(['refused']);

  project.write({ 'codexqa.locked.yaml': profile() });
  const fenced = await project.codexqa(['test', '--locked'], settings);
  expect(fenced.exitCode, fenced.stdout + fenced.stderr).toBe(0);
  expect(fenced.stderr).toMatch(/locked: 15 min, until \d\d:\d\d, only calculator/);
  expect(lockedEvents(project)).toEqual(['begun', 'ended']);
  const pictures = project.journal().filter(({ kind, origin }) => kind === 'checkpoint' && origin === 'automatic');
  expect(pictures.length).toBeGreaterThan(0);
  expect((await project.codexqa(['audit', 'verify'])).exitCode).toBe(0);

  project.write({
    'specs/a.spec.ts': spec(`writeFileSync('begun', '');
    await expect.poll(() => existsSync('go'), { timeout: 90_000 }).toBe(true);
    await calculator.getByRole('button', { name: '8', exact: true }).click();
    writeFileSync('too-far', '');`),
  });
  const end = project.finish(project.start([process.execPath, project.cli, 'test', '--locked'], settings));
  await expect.poll(() => project.has('begun'), { timeout: 90_000 }).toBe(true);
  project.write({ 'codexqa.locked.yaml': profile({ minutes: 60 }), go: '' });
  const halted = await end;
  expect(halted.exitCode, halted.stdout + halted.stderr).toBe(1);
  expect(halted.stderr).toContain('halted: the locked profile was changed or taken away');
  expect(project.has('too-far')).toBe(false);
  expect(lockedEvents(project).sort()).toEqual(['begun', 'ended', 'revoked']);
  expect(project.read('loginctl.txt')).toContain('lock-session');
});

test('a verification works until its permission expires on purpose, and preflight reads what it came to', async ({
  project,
}) => {
  project.write({ 'codexqa.config.ts': configText(named), 'codexqa.policy.yaml': policy, 'specs/a.spec.ts': spec('') });
  project.write({ 'codexqa.locked.yaml': profile() });
  const settings = environment(project);
  const unknown = await project.codexqa(['verify-locked', '--check']);
  expect(unknown.stdout).toMatch(/unknown +environment +CODEXQA_ENVIRONMENT does not say/);
  expect(unknown.exitCode).toBe(2);
  const trial = await project.codexqa(['verify-locked', '--max', '12s'], settings);
  expect(trial.stdout + trial.stderr).toMatch(
    /window 1: \d+ s, \d+ rounds so far, halted before the next action\nit held/,
  );
  expect(trial.stdout).toContain('a trial: the whole hour is still missing');
  expect(trial.exitCode).toBe(0);
  expect(lockedEvents(project)).toEqual(['begun', 'expired', 'ended']);
  expect((await project.codexqa(['audit', 'verify'])).exitCode).toBe(0);
  const preflight = await project.codexqa(['preflight'], settings);
  expect(preflight.stdout).toMatch(
    /unknown +locked execution +a trial passed, and the whole hour is missing \(0\.2 min, 1 halt, codexqa .*, as of .*\)/,
  );
  const resumed = await project.codexqa(['resume']);
  expect(resumed.stderr).toContain('was a verification: nothing of it can be continued');
});
