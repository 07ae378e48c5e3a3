/** `codexqa plan`: tells what would run where, unattended or not, and why, and ends before the first test. */
import { writeSync } from 'node:fs';
import { basename } from 'node:path';
import type { Reporter } from '@playwright/test/reporter';
import { detections } from '../policy/policy.ts';
import { routingTable } from '../policy/routing.ts';
import { grouped } from '../support/grouped.ts';
import type { ProjectOptions } from './options.ts';
import { type PlannedTask, plannedTasks } from './routes.ts';

class PlanReporter implements Reporter {
  async preprocess({ suite }: Parameters<NonNullable<Reporter['preprocess']>>[0]): Promise<void> {
    const tasks = plannedTasks(suite);
    const byProject = grouped(tasks, ({ project }) => project);
    const text = [...byProject.values()].flatMap((group) => projectLines(group)).join('\n');
    writeSync(1, `${text}\n`);
    // nothing has started yet, so the process may end here
    const mayNot = ({ routing, options }: PlannedTask) => routing?.verdict === 'refused' || needsPolicy(options);
    process.exit(tasks.some(mayNot) ? 1 : 0);
  }
}

function projectLines(tasks: readonly PlannedTask[]): readonly string[] {
  const [first] = tasks;
  if (first === undefined) return [];
  const { session, supervision, driver, approvals } = first.options;
  const name = first.project === '' ? 'this project' : `project ${first.project}`;
  return [
    `${name}: ${session.lane} lane, ${supervision}, driver ${driver}`,
    `  policy     ${policyWords(first.options)}`,
    `  people     ${approvals.approvers.map((approver) => approver.name).join(', ') || 'any account but the one that starts the run'}`,
    ...tasks.flatMap(taskLines),
    '',
  ];
}

function needsPolicy({ policy, supervision }: ProjectOptions): boolean {
  return policy === undefined && supervision === 'unattended';
}

function policyWords(options: ProjectOptions): string {
  const { policy } = options;
  if (needsPolicy(options))
    return 'none: nothing begins while nobody is there (S125; npx codexqa preflight says the fix)';
  if (policy === undefined) return 'none: every act is allowed, routes are not enforced';
  const rules = policy.policy.roles[policy.role]?.rules.length ?? 0;
  const { owner } = policy.policy;
  return `${basename(policy.file)} of ${owner}, role ${policy.role} with ${rules} rules, asks before ${detections.join(', ')}; table of ${routingTable.asOf}`;
}

function taskLines({ facts, title, tests, retries, routing }: PlannedTask): readonly string[] {
  const count = tests === 1 ? '1 test' : `${tests} tests`;
  if (facts === undefined) return [`  no task    ${count}: nobody has said what they are for`];
  const { kind = 'no kind', risk = 'unknown' } = facts;
  const line = `  ${routing?.verdict === 'refused' ? 'REFUSED' : 'runs   '}    ${title} (${kind}, ${risk} risk), ${count}, ${retries} retries`;
  if (routing === undefined) return [line];
  const from = routing.watchedFrom === undefined ? '' : `; looked after from the ${routing.watchedFrom}`;
  return [line, `             ${routing.why} (${routing.rule})${from}`];
}

// biome-ignore lint/style/noDefaultExport: Playwright loads a reporter by its default export
export default PlanReporter;
