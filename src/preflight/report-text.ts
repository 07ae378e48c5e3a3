/** A preflight in words: what is next in the set-up, what may be used and why, what the tests came to, and what follows. */
import { complaintOf } from './permissions.ts';
import {
  type Decision,
  firstUnmet,
  type Permission,
  type PreflightReport,
  type SandboxTrial,
  type SetupStep,
} from './verdict.ts';

export function reportText({ machine, steps, permissions, sandbox, tests, decision }: PreflightReport): string {
  const next = firstUnmet(steps);
  return [
    `preflight on ${machine.host}: codexqa ${machine.codexqa}, driver ${machine.driver}`,
    '',
    'set-up, in its order',
    ...steps.flatMap((step) => stepLines(step, step === next)),
    '',
    'permissions, each with its reason',
    ...permissions.map(permissionLine),
    '',
    `sandbox window (${sandbox.verdict})`,
    ...sandbox.probes.map(({ name, ok, detail }) => row(ok ? 'ok' : 'FAILED', name, detail)),
    '',
    'deployment tests',
    ...tests.map(({ name, verdict, why }) => row(verdict === 'failed' ? 'FAILED' : verdict, name, why)),
    '',
    ...decisionLines(decision),
  ].join('\n');
}

/** For the start of a run: what was found, and what follows unless it simply runs. */
export function startText({ sandbox, tests, decision }: PreflightReport): string {
  const verdicts = [...new Set(tests.map(({ verdict }) => verdict))].map((verdict) => {
    const names = tests.filter((test) => test.verdict === verdict).map(({ name }) => name);
    return `${names.join(', ')} ${verdict}`;
  });
  const lines = [`preflight: ${[sandboxWords(sandbox), ...verdicts].join('; ')}`];
  if (decision.kind === 'downgraded') lines.push(...decisionLines(decision));
  return lines.map((line) => `  ${line}\n`).join('');
}

function sandboxWords({ verdict, durationMs }: SandboxTrial): string {
  return `sandbox window ${verdict}${verdict === 'unknown' ? '' : ` in ${(durationMs / 1000).toFixed(1)} s`}`;
}

function stepLines({ name, rule, state, why, fix }: SetupStep, isNext: boolean): readonly string[] {
  const mark = isNext ? 'NEXT' : state === 'not applicable' ? '–' : state;
  const line = row(mark, name, `${why} (${rule})`);
  return isNext && fix !== undefined ? [line, row('', '', `fix: ${fix}`)] : [line];
}

function permissionLine(permission: Permission): string {
  const { name, reason, state } = permission;
  const complaint = complaintOf(permission);
  return row(state, name, [reason, complaint].filter(Boolean).join('; '));
}

function decisionLines({ kind, why, fix }: Decision): readonly string[] {
  switch (kind) {
    case 'runs':
      return [`a run without a person may begin: ${why}`];
    case 'downgraded':
      return [`a run without a person is held shorter and asks more: ${why}`];
    case 'stopped':
      return [`a run without a person does not begin: ${why}`, ...(fix === undefined ? [] : [`fix: ${fix}`])];
  }
}

function row(mark: string, name: string, detail: string): string {
  return `  ${mark.padEnd(14)} ${name.padEnd(26)} ${detail}`.trimEnd();
}
