/** What a person has to mend is told in its own words: Playwright would print where in our code it was noticed. */
import { CodexqaError, isInputError } from '../contracts/errors.ts';

/** Does the work of a reporter that may refuse the run. Other errors, and everything for `DEBUG=codexqa`, keep their stack. */
export async function refusing<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isDebugged = /\bcodexqa\b/.test(process.env['DEBUG'] ?? '');
    if (error instanceof CodexqaError && isInputError(error.code) && !isDebugged) error.stack = String(error);
    throw error;
  }
}
