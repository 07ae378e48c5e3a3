/** Which answers count, and what they come to. Pure, but for the files that it reads and writes. */
import { type Answer, type ApprovalRequest, type Approver, risks, type Settlement } from '../contracts/approval.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { ApprovalFiles } from '../journal/approval-files.ts';
import { type SigningKey, signatureFault, signatureOf } from '../journal/keys.ts';
import { canonicalJson } from '../support/canonical-json.ts';

/** Shorter reasons say nothing. */
export const reasonLength = 8;

export type Decision = Answer['decision'];

/** Of a question: who may answer it. */
type Approvable = Pick<ApprovalRequest, 'approvers' | 'requester' | 'selfApproval'>;

/** What a key signs of an answer. */
export function answerText({ proof: _, ...answer }: Answer): string {
  return canonicalJson(answer);
}

export function signedAnswer(answer: Omit<Answer, 'proof'>, key: SigningKey): Answer {
  const unsigned: Answer = { ...answer, proof: { kind: 'account', account: '' } };
  return { ...answer, proof: { kind: 'key', ...signatureOf(answerText(unsigned), key) } };
}

/** In whose name an account of this machine answers. */
export function nameOf(request: ApprovalRequest, account: string): string {
  return request.approvers.find((approver) => accountOf(approver) === account)?.name ?? account;
}

/** Does a yes or no of this sort need a reason? */
export function needsReason({ risk }: ApprovalRequest, decision: Decision): boolean {
  return decision === 'deny' || risks.indexOf(risk) >= risks.indexOf('high');
}

/** How many of the named approvers could say yes on that day; undefined when everybody may. */
export function possibleYes(request: Approvable, now: number): number | undefined {
  if (request.approvers.length === 0) return undefined;
  return request.approvers.filter((approver) => !hasExpired(approver, now) && !isOwn(request, approver.name)).length;
}

/** Undefined when the answer counts; else why not, as the end of a sentence. */
export function refusalOf(files: ApprovalFiles, answer: Answer): string | undefined {
  const { request, digest } = files;
  const { by, decision, reason, at, proof } = answer;
  if (answer.requestId !== request.id || answer.requestDigest !== digest) return 'it was given for another question';
  const approver = request.approvers.find(({ name }) => name === by);
  if (request.approvers.length > 0 && approver === undefined) {
    return `${by} is not one of its approvers (${request.approvers.map(({ name }) => name).join(', ')})`;
  }
  if (approver !== undefined && hasExpired(approver, at)) return `${by} could approve until ${approver.until}`;
  if (decision === 'approve' && isOwn(request, by)) return `${by} started the run, and nobody approves their own`;
  if (needsReason(request, decision) && reason.trim().length < reasonLength) {
    return `a ${decision === 'deny' ? 'no' : `yes to a ${request.risk} risk`} needs a reason of ${reasonLength} letters`;
  }
  return proofFault(request, answer, approver, proof);
}

/**
 * Writes the answer down and settles the question when that was the last one it needed.
 * @throws APPROVAL_REFUSED, JOURNAL_WRITE_FAILED
 */
export function give(files: ApprovalFiles, answer: Answer): Settlement | undefined {
  const settled = files.settlement;
  if (settled !== undefined) {
    // the same finger twice on the same button
    if (files.answers.some(({ by, decision }) => by === answer.by && decision === answer.decision)) return settled;
    throw refused(files, `it is settled: ${settled.outcome} by ${settled.by}`);
  }
  const refusal = refusalOf(files, answer);
  if (refusal !== undefined) throw refused(files, refusal);
  files.answer(answer);
  return settleByAnswers(files);
}

/** The settlement there is, or the one that the answers come to; undefined while people are still to be heard. */
export function settleByAnswers(files: ApprovalFiles): Settlement | undefined {
  const there = files.settlement;
  if (there !== undefined) return there;
  const answers = files.answers.filter((answer) => refusalOf(files, answer) === undefined);
  const no = answers.find(({ decision }) => decision === 'deny');
  if (no !== undefined) return files.settle({ outcome: 'denied', by: no.by, reason: no.reason, at: no.at });
  const yes = answers.filter(({ decision }) => decision === 'approve');
  if (yes.length < files.request.quorum) return undefined;
  const at = Math.max(...yes.map((answer) => answer.at));
  const reason = yes.flatMap((answer) => answer.reason || []).join('; ');
  return files.settle({ outcome: 'approved', by: yes.map(({ by }) => by).join(', '), reason, at });
}

export function refused(files: ApprovalFiles, why: string): CodexqaError {
  const { id, action } = files.request;
  return new CodexqaError('APPROVAL_REFUSED', `the answer to ${id} ("${action}") does not count: ${why}`, {
    fix: `see what it needs: npx codexqa approvals show ${id}`,
    facts: { id, why },
  });
}

function accountOf({ name, account, key }: Approver): string | undefined {
  return account ?? (key === undefined ? name : undefined);
}

function hasExpired({ until }: Approver, now: number): boolean {
  return until !== undefined && new Date(now).toISOString().slice(0, 10) > until;
}

/** The person who started the run, under whichever name. */
function isOwn({ requester, selfApproval, approvers }: Approvable, by: string): boolean {
  if (selfApproval) return false;
  return by === requester || approvers.some(({ name, account }) => name === by && account === requester);
}

function proofFault(
  request: ApprovalRequest,
  answer: Answer,
  approver: Approver | undefined,
  proof: Answer['proof'],
): string | undefined {
  switch (proof.kind) {
    case 'account':
      return nameOf(request, proof.account) === answer.by &&
        (approver === undefined || accountOf(approver) !== undefined)
        ? undefined
        : `${answer.by} answers with a key`;
    case 'key':
      if (approver?.key !== proof.publicKey) return `its key is not the one of ${answer.by}`;
      return signatureFault(proof, answerText(answer));
    case 'ahead':
      if (approver?.key !== proof.publicKey) return `its key is not the one of ${answer.by}`;
      return aheadFault(request, answer, proof);
  }
}

function aheadFault(
  request: ApprovalRequest,
  { by, at }: Answer,
  { statement, ...signature }: Extract<Answer['proof'], { kind: 'ahead' }>,
): string | undefined {
  if (statement.by !== by) return `it was given by ${statement.by}`;
  if (statement.action !== request.action) return `it was given for "${statement.action}"`;
  if (risks.indexOf(request.risk) > risks.indexOf(statement.risk)) return `it was given up to a ${statement.risk} risk`;
  if (at < statement.from || at > statement.until) return 'its time has passed or has not come';
  return signatureFault(signature, canonicalJson(statement));
}
