/** Every failure a user can meet has a code, a sentence with what was expected and seen, and a fix. */

/** `input`: something the user wrote or installed is wrong; the command line ends with exit code 2. `run`: a test failed. */
export type ErrorClass = 'input' | 'run';

/** The closed list; docs/errors.md describes each and a test compares the two. */
export const errorCodes = {
  ACTION_NO_EFFECT: 'run',
  ACTION_NOT_POSSIBLE: 'run',
  ANCHOR_INVALID: 'input',
  APP_CRASHED: 'run',
  APP_NOT_INSTALLED: 'input',
  APP_START_TIMEOUT: 'run',
  APP_UNKNOWN: 'input',
  APP_UNRESPONSIVE: 'run',
  BASELINE_AMBIGUOUS: 'input',
  APPROVAL_DENIED: 'run',
  APPROVAL_EXPIRED: 'run',
  APPROVAL_IMPOSSIBLE: 'input',
  APPROVAL_NOT_FOUND: 'input',
  APPROVAL_REFUSED: 'input',
  APPROVAL_STALE: 'run',
  BASELINE_CHANGED: 'input',
  BASELINE_INVALID: 'input',
  BASELINE_MISSING: 'run',
  BASELINE_DIFFERS: 'run',
  BASELINE_SIZE_DIFFERS: 'input',
  BATCH_EMPTY: 'input',
  BATCH_FAILED: 'run',
  BATCH_FILE_INVALID: 'input',
  BATCH_KEY_DUPLICATE: 'input',
  CAPABILITY_MISSING: 'input',
  CAPTURE_BLANK: 'run',
  CAPTURE_FAILED: 'run',
  CAPTURE_UNSTABLE: 'run',
  CHECKPOINT_DUPLICATE: 'input',
  CHECKPOINT_NOT_SERIALISABLE: 'input',
  CHECKPOINT_NOT_VERIFIED: 'run',
  CHECKLIST_FAILED: 'run',
  CLI_OPTION_INVALID: 'input',
  CONFIG_INVALID: 'input',
  CONFIG_NOT_FOUND: 'input',
  DEADLINE_EXCEEDED: 'run',
  DRIVER_UNAVAILABLE: 'input',
  ELEMENT_NOT_ACTIONABLE: 'run',
  EXPECTATION_FAILED: 'run',
  FOCUS_STOLEN: 'run',
  INTENT_UNRESOLVED: 'run',
  JOURNAL_CORRUPT: 'input',
  JOURNAL_NEWER: 'input',
  JOURNAL_WRITE_FAILED: 'input',
  LEASE_TAKEN: 'input',
  LOCATOR_NOT_FOUND: 'run',
  LOCATOR_NOT_UNIQUE: 'run',
  LOCKED_REFUSED: 'input',
  NEEDLE_INVALID: 'input',
  NEEDLE_NOT_FOUND: 'input',
  NOTIFICATION_INVALID: 'input',
  OCR_NOT_INSTALLED: 'input',
  PERMISSION_MISSING: 'input',
  POLICY_DENIED: 'run',
  POLICY_INVALID: 'input',
  PREFLIGHT_FAILED: 'input',
  QUARANTINE_INVALID: 'input',
  REPORT_WRITE_FAILED: 'input',
  ROUTE_REFUSED: 'input',
  RUN_ABORTED: 'run',
  RUN_HALTED: 'run',
  RUN_LOCKED: 'input',
  RUN_NOT_FOUND: 'input',
  RUNS_DIFFER: 'input',
  SELECTOR_INVALID: 'input',
  SESSION_LOST: 'run',
  SESSION_START_FAILED: 'run',
  SPEC_INVALID: 'input',
  TARGET_NOT_FOREGROUND: 'run',
  TASK_INCOMPLETE: 'input',
  TASK_LIMIT: 'run',
  TASK_NOT_DONE: 'run',
  TEXT_NOT_ENTERED: 'run',
  WINDOW_NOT_FOUND: 'run',
} as const satisfies Record<string, ErrorClass>;

export type ErrorCode = keyof typeof errorCodes;

export interface ErrorDetails {
  /** The fix: a command to run or a thing to change, one sentence. */
  readonly fix?: string;
  readonly cause?: unknown;
  /** Facts for reports: paths, near misses, last reading. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** The message reads `CODE: sentence`, then the fix on its own line. */
export class CodexqaError extends Error {
  readonly code: ErrorCode;
  readonly fix: string | undefined;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, sentence: string, details: ErrorDetails = {}) {
    const fixLine = details.fix === undefined ? '' : `\n  Fix: ${details.fix}`;
    super(`${code}: ${sentence}${fixLine}`, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'CodexqaError';
    this.code = code;
    this.fix = details.fix;
    this.facts = details.facts ?? {};
  }
}

export function isInputError(code: ErrorCode): boolean {
  return errorCodes[code] === 'input';
}

/** Finds a code of ours in any message: errors cross process borders as text. */
export function errorCodeIn(message: string): ErrorCode | undefined {
  const match = /\b([A-Z]+(?:_[A-Z]+)+): /.exec(message);
  const code = match?.[1];
  return code !== undefined && code in errorCodes ? (code as ErrorCode) : undefined;
}

/** The code that an act fails with, or the words of an error that is not ours; undefined when it succeeds. */
export async function codeThrownBy(act: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error instanceof CodexqaError ? error.code : String(error);
  }
}
