/** The first deployment test: may these tasks run without a person at all? And what a project hands out, for the permissions. */
import type { Suite } from '@playwright/test/reporter';
import { longChain } from '../../preflight/decide.ts';
import type { Grant } from '../../preflight/permissions.ts';
import type { DeploymentTest } from '../../preflight/verdict.ts';
import type { ProjectOptions } from '../options.ts';
import { type PlannedTask, plannedTasks } from '../routes.ts';
import { missingUnattended } from '../task.ts';

const shown = 3;

export function eligibility(suite: Suite): DeploymentTest {
  const tasks = plannedTasks(suite, 'unattended');
  const bars = tasks.flatMap(barOf);
  const verdict = bars.length === 0 && tasks.length > 0 ? 'passed' : 'failed';
  return { name: 'eligibility', verdict, why: whyOf(tasks, bars) };
}

function whyOf(tasks: readonly PlannedTask[], bars: readonly string[]): string {
  if (tasks.length === 0) return 'there are no tests';
  const more = bars.length > shown ? `; and ${bars.length - shown} more` : '';
  return bars.length === 0
    ? `${tasks.length === 1 ? 'the task may' : `all ${tasks.length} tasks may`} run without a person`
    : `${bars.slice(0, shown).join('; ')}${more}`;
}

function barOf({ facts, title, tests, routing }: PlannedTask): readonly string[] {
  if (facts === undefined) return [`${tests === 1 ? '1 test belongs' : `${tests} tests belong`} to no task`];
  const missing = missingUnattended(facts);
  if (missing.length > 0) return [`"${title}" does not declare ${missing.join(', ')}`];
  return routing?.verdict === 'refused' ? [`"${title}": ${routing.why} (${routing.rule})`] : [];
}

/** Tasks without what must be known before a person goes away (S32). */
export function undeclared(suite: Suite): readonly string[] {
  return plannedTasks(suite, 'unattended').flatMap(({ facts, title, tests }) => {
    if (facts === undefined) return [`${tests} without a task`];
    const missing = missingUnattended(facts);
    return missing.length === 0 ? [] : [`"${title}": ${missing.join(', ')}`];
  });
}

/** Titles of tasks that may do more than a chain may without a dry run (S38). */
export function longTasks(suite: Suite): readonly string[] {
  const long = plannedTasks(suite).filter(({ facts }) => (facts?.limits?.actions ?? 0) > longChain);
  return [...new Set(long.map(({ title }) => `"${title}"`))];
}

/** Applications, password fields, and rules that let pass what is asked about otherwise. */
export function grantsOf(all: readonly ProjectOptions[]): readonly Grant[] {
  const grants = all.flatMap(({ apps, policy }) => [
    ...Object.entries(apps).map(([name, { command }]): Grant => {
      return { name: `application ${name}`, reason: `specs launch ${command}`, usedBy: 'launch', of: name };
    }),
    ...(policy?.policy.secrets ?? []).map(({ app, field, reason = '' }): Grant => {
      return { name: `password field "${field}" of ${app}`, reason, usedBy: 'field', of: field };
    }),
    ...(policy?.policy.roles[policy.role]?.rules ?? [])
      .filter(({ verdict, detects }) => verdict === 'allow' && detects !== undefined)
      .map(({ id, detects = [], reason = '' }): Grant => {
        return { name: `${detects.join(', ')} by rule "${id}"`, reason, usedBy: 'rule', of: id };
      }),
  ]);
  return [...new Map(grants.map((grant) => [grant.name, grant])).values()];
}
