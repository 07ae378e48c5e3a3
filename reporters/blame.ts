/** Who is at fault when a test fails: reports tell failures of the application from errors of the test, the machine or us. */
import { type ErrorCode, errorCodeIn } from '../src/contracts/errors.ts';

const verdicts: ReadonlySet<string> = new Set<ErrorCode>([
  'ACTION_NO_EFFECT',
  'APP_CRASHED',
  'APP_UNRESPONSIVE',
  'BASELINE_DIFFERS',
  'BASELINE_SIZE_DIFFERS',
  'EXPECTATION_FAILED',
  'TEXT_NOT_ENTERED',
]);

export function blames(message: string): 'application' | 'test' {
  const code = errorCodeIn(message);
  if (code !== undefined) return verdicts.has(code) ? 'application' : 'test';
  return /\bexpect(\.soft|\.poll)?\(|^AssertionError\b/.test(message) ? 'application' : 'test';
}
