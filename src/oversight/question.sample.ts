/** A question for tests, and people who answer it. */
import type { Answer, Approver } from '../contracts/approval.ts';
import type { ApprovalFiles } from '../journal/approval-files.ts';
import type { NewRequest } from './question.ts';

export const alice: Approver = { name: 'alice' };
export const bob: Approver = { name: 'bob', account: 'robert' };

export function publishing(change: Partial<NewRequest> = {}): NewRequest {
  return {
    action: 'publish',
    risk: 'high',
    consequence: 'everybody sees it',
    evidence: { rows: '12' },
    testId: 'test-1',
    test: 'prices › publishes',
    nth: 1,
    foreseen: false,
    requester: 'carol',
    approvers: [alice, bob],
    selfApproval: false,
    quorum: 1,
    timeoutMs: 60_000,
    ...change,
  };
}

export function answerOf(files: ApprovalFiles, change: Partial<Answer> = {}): Answer {
  return {
    requestId: files.request.id,
    requestDigest: files.digest,
    decision: 'approve',
    by: 'alice',
    reason: 'checked with sales',
    at: Date.now(),
    proof: { kind: 'account', account: 'alice' },
    ...change,
  };
}
