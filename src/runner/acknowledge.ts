/** Checkpoints and irreversible steps that a person must say yes to before the test goes on (S62). */
import { redact } from '../contracts/secret.ts';
import { deskOf } from './approval-desk.ts';
import type { CurrentTest } from './current-test.ts';

/** Of what a step returned, so much is shown. */
const shownLength = 500;

/** After the step; one that was acknowledged before a restart is not asked about again. */
export async function acknowledgeCheckpoint(
  running: CurrentTest,
  name: string,
  value: unknown,
  wished = running.options.approvals.acknowledge === 'all',
): Promise<void> {
  if (!wished) return;
  const desk = deskOf(running);
  const action = `go on behind checkpoint "${name}"`;
  if (desk.wasUsed(action)) return;
  const report = redact(JSON.stringify(value) ?? 'nothing').slice(0, shownLength);
  const consequence = 'the test goes on from how things stand now';
  await desk.obtain({ asked: { action, risk: 'low', consequence, evidence: { returned: report } }, wishes: {} });
}

/** Before the step. */
export async function acknowledgeStep(
  running: CurrentTest,
  name: string,
  wished = running.options.approvals.acknowledge !== 'none',
): Promise<void> {
  if (!wished) return;
  const action = `irreversible step "${name}"`;
  const asked = { action, risk: 'high', consequence: 'it cannot be undone', evidence: {} } as const;
  await deskOf(running).obtain({ asked, wishes: {} });
}
