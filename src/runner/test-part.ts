/** A part of a test with a result of its own: a row of a batch, an item of a checklist. It may fail without ending the test. */
import { stripVTControlCharacters } from 'node:util';
import { type TestInfo, test } from '@playwright/test';
import { CodexqaError, type ErrorCode } from '../contracts/errors.ts';
import { redact } from '../contracts/secret.ts';

export interface PartResult {
  readonly status: 'passed' | 'failed';
  readonly durationMs: number;
  readonly error?: string;
}

export interface Part {
  readonly title: string;
  /** 0: no limit. */
  readonly timeoutMs: number;
  /** Reports with tens of thousands of steps cannot be opened; false: a step only when it fails. */
  readonly isStep: boolean;
  /** True while the run is paused: that time does not count. */
  readonly isHeld: () => boolean;
  /** Soft failures noted so far. */
  readonly softErrors: () => readonly { readonly message?: string | undefined }[];
  readonly check: () => unknown;
}

/** Errors that are not the part's own: nothing that follows could be judged. */
const endsAll: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'JOURNAL_WRITE_FAILED',
  'RUN_ABORTED',
  'SESSION_LOST',
  'SESSION_START_FAILED',
  'TASK_LIMIT',
]);
const tickMs = 250;

/** @throws what ends the whole test: RUN_ABORTED, SESSION_LOST, TASK_LIMIT … */
export async function runPart(work: Part): Promise<PartResult> {
  const since = performance.now();
  const soft = work.softErrors().length;
  const checked = async (): Promise<void> => {
    await withinTime(async () => work.check(), work);
    const [first] = work.softErrors().slice(soft);
    if (first !== undefined) throw new Error(first.message ?? 'a soft expectation failed');
  };
  try {
    if (work.isStep) await test.step(work.title, checked);
    else await checked();
    return { status: 'passed', durationMs: Math.round(performance.now() - since) };
  } catch (error) {
    if (error instanceof CodexqaError && endsAll.has(error.code)) throw error;
    if (!work.isStep) await failedStep(work.title, error);
    // it goes into tables and pages, where the colours of a terminal are rubbish
    const message = redact(stripVTControlCharacters(error instanceof Error ? error.message : String(error)));
    return { status: 'failed', durationMs: Math.round(performance.now() - since), error: message };
  }
}

async function failedStep(title: string, error: unknown): Promise<void> {
  await test
    .step(title, () => {
      throw error;
    })
    .catch(() => {});
}

/** Like `withDeadline`, but a clock that stands still while the run is paused. */
async function withinTime(body: () => Promise<unknown>, { title, timeoutMs, isHeld }: Part): Promise<void> {
  if (timeoutMs === 0) {
    await body();
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    let leftMs = timeoutMs;
    let last = performance.now();
    const tick = (): void => {
      const now = performance.now();
      if (!isHeld()) leftMs -= now - last;
      last = now;
      if (leftMs > 0) timer = setTimeout(tick, Math.min(tickMs, leftMs));
      else reject(new CodexqaError('DEADLINE_EXCEEDED', `${title} took longer than ${timeoutMs} ms`));
    };
    timer = setTimeout(tick, Math.min(tickMs, leftMs));
  });
  try {
    await Promise.race([body(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs `body` while the test's own time-out stands still: nobody knows how long all parts may take, each has its own limit. */
export async function withoutTimeout<T>(testInfo: TestInfo, body: (testTimeoutMs: number) => Promise<T>): Promise<T> {
  const timeoutMs = testInfo.timeout;
  const since = performance.now();
  testInfo.setTimeout(0);
  try {
    return await body(timeoutMs);
  } finally {
    if (timeoutMs > 0) testInfo.setTimeout(timeoutMs + performance.now() - since);
  }
}

/** The error of a part inside that of its test: without its empty lines, and set in. */
export function setIn(error: string): string {
  return error.replace(/\n\s*\n/g, '\n').replaceAll('\n', '\n    ');
}
