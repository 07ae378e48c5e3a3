/** Tries the machinery of approvals in a run of its own: without an answer nothing happens, nobody says yes to themselves, a yes counts once. */
import type { Approver } from '../contracts/approval.ts';
import { CodexqaError, codeThrownBy } from '../contracts/errors.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { JournalWriter } from '../journal/writer.ts';
import { give, possibleYes } from './answers.ts';
import { Asker, askingAlone } from './asker.ts';
import { type NewRequest, newQuestion } from './question.ts';

export interface ApprovalGround {
  readonly approvers: readonly Approver[];
  /** Who starts the run. */
  readonly requester: string;
}

/** So long nobody answers. */
const patienceMs = 1;
const stranger = 'codexqa-drill';

/** Undefined when all of it holds; else what does not. `folder` is a run that is thrown away afterwards. */
export async function approvalFault(folder: RunFolder, ground: ApprovalGround): Promise<string | undefined> {
  if (possibleYes({ ...ground, selfApproval: false }, Date.now()) === 0) {
    return `none of the approvers may answer a run that ${ground.requester} starts, or their time has passed`;
  }
  using journal = JournalWriter.open(folder, 'worker-0');
  const asker = new Asker({ ...askingAlone, folder, chain: [folder], journal });
  const silence = await codeThrownBy(() => asker.obtain(async () => question('silence', ground)));
  if (silence !== 'APPROVAL_EXPIRED') return `without an answer it ended ${silence ?? 'as a yes'}`;
  return selfFault(folder, ground) ?? twiceFault(folder, ground);
}

/** The person who starts the run says yes to it. */
function selfFault(folder: RunFolder, ground: ApprovalGround): string | undefined {
  const { requester } = ground;
  const files = newQuestion(folder, question('self', { ...ground, approvers: [] }), Date.now());
  try {
    give(files, { ...answer(files), by: requester, proof: { kind: 'account', account: requester } });
  } catch (error) {
    if (error instanceof CodexqaError && error.code === 'APPROVAL_REFUSED') return undefined;
    throw error;
  }
  return `${requester} could say yes to a run of their own`;
}

function twiceFault(folder: RunFolder, ground: ApprovalGround): string | undefined {
  const files = newQuestion(folder, question('once', { ...ground, approvers: [{ name: stranger }] }), Date.now());
  const settlement = give(files, answer(files));
  if (settlement?.outcome !== 'approved') return 'a yes of an approver did not count';
  const use = (): boolean => files.spend({ how: 'consumed', runId: folder.runId, at: Date.now() });
  return use() && !use() ? undefined : 'a yes could be used twice';
}

function answer({ request, digest }: ReturnType<typeof newQuestion>): Parameters<typeof give>[1] {
  return {
    requestId: request.id,
    requestDigest: digest,
    decision: 'approve',
    by: stranger,
    reason: 'a drill of the preflight',
    at: Date.now(),
    proof: { kind: 'account', account: stranger },
  };
}

function question(action: string, { approvers, requester }: ApprovalGround): NewRequest {
  return {
    action,
    risk: 'high',
    consequence: 'nothing: it is a drill',
    evidence: {},
    testId: 'approval-drill',
    test: 'preflight',
    nth: 1,
    foreseen: false,
    requester,
    approvers,
    // nobody is beside an unattended run to say yes to themselves
    selfApproval: false,
    quorum: 1,
    timeoutMs: patienceMs,
  };
}
