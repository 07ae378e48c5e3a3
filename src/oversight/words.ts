/** A question in plain lines: enough to decide by, on a terminal. */
import type { ApprovalRequest } from '../contracts/approval.ts';
import type { ApprovalFiles } from '../journal/approval-files.ts';
import { needsReason, reasonLength } from './answers.ts';

/** What a person must know before they answer; without times, which change. */
export function questionLines(request: ApprovalRequest): readonly string[] {
  const { action, risk, consequence, evidence, test, quorum, timeoutMs, foreseen } = request;
  const people = quorum === 1 ? 'one person' : `${quorum} people`;
  const reason = needsReason(request, 'approve') ? ', with a reason' : '';
  return [
    `${request.id}  ${action} (${risk} risk${foreseen ? ', asked ahead' : ''})`,
    `  test         ${test}`,
    `  after a yes  ${consequence}`,
    ...Object.entries(evidence).map(([name, value]) => `  ${name.padEnd(11)}  ${value}`),
    `  who          ${whoText(request)}; a yes takes ${people}${reason}`,
    `  otherwise    no after ${durationText(timeoutMs)}`,
  ];
}

/** What stands on the terminal of the run. */
export function noticeText({ request }: ApprovalFiles): string {
  const { id } = request;
  const reason = needsReason(request, 'approve') ? ` --reason "…"` : '';
  const lines = questionLines(request).map((line) => `  ${line}`);
  return [
    '',
    '  waiting for a person:',
    ...lines,
    `  npx codexqa approvals approve ${id}${reason}`,
    `  npx codexqa approvals deny ${id} --reason "… (${reasonLength} letters)"`,
    '',
  ].join('\n');
}

export function durationText(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes >= 120) return `${round(minutes / 60)} h`;
  return minutes >= 2 ? `${round(minutes)} min` : `${round(ms / 1000)} s`;
}

function whoText({ approvers, requester, selfApproval }: ApprovalRequest): string {
  if (approvers.length > 0) return approvers.map(({ name }) => name).join(', ');
  return selfApproval ? 'anybody' : `anybody but ${requester}, who started the run`;
}

function round(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
