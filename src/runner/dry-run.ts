/** The dry run of one test: on record and on the test as it is told, and what of its failures is none. */
import type { TestInfo } from '@playwright/test';
import { annotationTypes, rehearsedText } from '../contracts/annotation.ts';
import { errorCodeIn } from '../contracts/errors.ts';
import type { JournalSink } from '../contracts/journal.ts';
import { runEnv } from '../contracts/run.ts';
import { redact } from '../contracts/secret.ts';
import { isDependent, Rehearsal } from '../session/rehearsal.ts';

export function isDryRun(): boolean {
  return process.env[runEnv.dryRun] === '1';
}

/** Undefined in every other run. */
export function rehearsalOf(testInfo: TestInfo, journal: JournalSink): Rehearsal | undefined {
  if (!isDryRun()) return undefined;
  return new Rehearsal(({ as, what, why }) => {
    const rehearsed = { as, what: redact(what), why: redact(why) };
    journal.append({ kind: 'rehearsal', testId: testInfo.testId, retry: testInfo.retry, ...rehearsed });
    testInfo.annotations.push({ type: annotationTypes.dryRun, description: rehearsedText(rehearsed) });
  });
}

/** A dry run asks nobody: that they would be asked is told with the action. */
export async function askNobody(): Promise<{
  readonly by: string;
  readonly requestId: string;
  readonly reason: string;
}> {
  return { by: 'nobody: a dry run', requestId: '', reason: '' };
}

/** After the body: what fails only because something was not done counts as skipped from there, with the reason. */
export function excuseTest(testInfo: TestInfo, rehearsal: Rehearsal | undefined): void {
  const { status, expectedStatus, errors } = testInfo;
  if (rehearsal?.isBehind !== true || status === expectedStatus || status === 'interrupted') return;
  const messages = errors.map(({ message = '' }) => message);
  const isReal = messages.some((message) => {
    const code = errorCodeIn(message);
    return code !== undefined && !isDependent(code);
  });
  if (isReal) return;
  const [first = 'it did not end'] = messages;
  const reason = `dry run: not reachable from here: ${first.split('\n')[0]}`;
  rehearsal.leaveOpen('the rest of the test', first.split('\n')[0]);
  testInfo.annotations.push({ type: 'skip', description: redact(reason) });
  testInfo.status = 'skipped';
  testInfo.expectedStatus = 'skipped';
}
