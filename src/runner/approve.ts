/** `approve()`: an action waits for a person's yes. */
import { test } from '@playwright/test';
import { z } from 'zod';
import { type Approval, type Risk, risks } from '../contracts/approval.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { redact } from '../contracts/secret.ts';
import { keys } from '../support/strict-object.ts';
import { type AskWishes, deskOf, type Question } from './approval-desk.ts';
import { formatPath, mistakesOf } from './config-mistakes.ts';
import { currentTest } from './current-test.ts';
import { askNobody } from './dry-run.ts';

export interface ApprovalQuestion extends AskWishes {
  /** What is about to happen: `publish the price list`. */
  action: string;
  risk: Risk;
  /** What follows from a yes, and what cannot be undone. */
  consequence: string;
  /** Facts to judge it by. The screen and its accessible text are added by themselves. */
  evidence?: Readonly<Record<string, string | number | boolean>> | undefined;
}

const text = z.string().trim().min(1);
const schema = keys({
  action: text,
  risk: z.enum(risks),
  consequence: text,
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  timeoutMs: z.int().min(1).optional(),
  quorum: z.int().min(1).optional(),
  approvers: z.array(text).min(1).optional(),
});

/**
 * Asks a person and resolves with who said yes, once: right before the action. The question is bound to what the screen shows; if that
 * has changed when the yes comes, it is asked again. The test's time-out stands still meanwhile. A run that is killed while it waits
 * waits for the same answer when it is resumed.
 *
 * @throws APPROVAL_DENIED, APPROVAL_EXPIRED (nobody answered: no), APPROVAL_STALE, APPROVAL_IMPOSSIBLE, RUN_ABORTED, SPEC_INVALID
 * @example
 * await approve({ action: 'publish the price list', risk: 'high', consequence: '1,200 customers see it', evidence: { rows } });
 */
export async function approve(question: ApprovalQuestion): Promise<Approval> {
  const checkedQuestion = checked(question);
  const running = currentTest('approve');
  const { action, risk } = checkedQuestion.asked;
  running.rehearsal?.tell(`ask a person whether to ${action}`, `${risk} risk`);
  return test.step(`approve: ${action}`, () =>
    running.rehearsal === undefined ? deskOf(running).obtain(checkedQuestion) : askNobody());
}

/**
 * Asks for several actions at once before the first of them, so that a person is needed only once. Each yes is used by the `approve()`
 * of the same action, risk, consequence and evidence later in this test; it is not bound to a screen, so nothing critical can be foreseen.
 *
 * @throws as `approve`
 */
export async function approveAhead(questions: readonly ApprovalQuestion[]): Promise<void> {
  const all = questions.map(checked);
  const critical = all.find(({ asked }) => asked.risk === 'critical');
  if (critical !== undefined) {
    throw new CodexqaError(
      'SPEC_INVALID',
      `"${critical.asked.action}" is critical: that is asked when its screen is there`,
      {
        fix: 'leave it out of approveAhead()',
      },
    );
  }
  const running = currentTest('approveAhead');
  const actions = all.map(({ asked }) => asked.action).join(', ');
  running.rehearsal?.tell(`ask a person ahead about ${actions}`, '');
  if (running.rehearsal !== undefined) return;
  await test.step(`approve ahead: ${actions}`, () => deskOf(running).foresee(all));
}

/** @throws SPEC_INVALID */
function checked(question: ApprovalQuestion): Question {
  const { error } = schema.safeParse(question, { reportInput: true });
  if (error !== undefined) {
    const mistakes = mistakesOf(error.issues).map(({ path, sentence }) =>
      [formatPath(path), sentence].filter(Boolean).join(': '),
    );
    throw new CodexqaError('SPEC_INVALID', `approve() has mistakes:\n  ${mistakes.join('\n  ')}`, {
      fix: 'correct it',
    });
  }
  const { action, risk, consequence, evidence = {}, ...wishes } = question;
  const facts = Object.entries(evidence).map(([name, value]) => [name, redact(String(value))]);
  return {
    asked: { action: redact(action), risk, consequence: redact(consequence), evidence: Object.fromEntries(facts) },
    wishes,
  };
}
