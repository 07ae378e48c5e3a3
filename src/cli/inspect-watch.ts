/** Follows an application and tells each change, until it ends or the person has seen enough. */
import type { AppHandle, DriverSession } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { Bell } from '../support/deadline.ts';
import { type InspectedElement, type InspectionOptions, inspectApp } from './inspection.ts';
import { changesBetween, type ElementChange } from './inspection-changes.ts';

/** Signals come in bursts: a look is worth it when one is over. */
const burstMs = 50;
/** Some toolkits change without saying so. */
const lookEveryMs = 1_000;

export interface WatchOptions extends InspectionOptions {
  readonly enough: AbortSignal;
}

/** Resolves when the application has ended or `enough` is aborted. @throws SESSION_LOST */
export async function watchApp(
  session: DriverSession,
  app: AppHandle,
  first: readonly InspectedElement[],
  options: WatchOptions,
  tell: (change: ElementChange) => void,
): Promise<void> {
  const bell = new Bell();
  const ring = (): void => bell.ring();
  const stop = session.onSignal(ring);
  options.enough.addEventListener('abort', ring);
  try {
    let before = first;
    while (!options.enough.aborted && app.exit === undefined) {
      await bell.next(lookEveryMs);
      if (options.enough.aborted || app.exit !== undefined) return;
      await bell.next(burstMs);
      const after = await lookAgain(session, app, options);
      if (after === undefined) continue;
      for (const change of changesBetween(before, after)) tell(change);
      before = after;
    }
  } finally {
    stop();
    options.enough.removeEventListener('abort', ring);
  }
}

/** Undefined while the application does not answer; its end is seen by the caller. */
async function lookAgain(
  session: DriverSession,
  app: AppHandle,
  options: InspectionOptions,
): Promise<readonly InspectedElement[] | undefined> {
  try {
    return await inspectApp(session, app, options);
  } catch (error) {
    const passing =
      error instanceof CodexqaError && (error.code === 'APP_UNRESPONSIVE' || error.code === 'APP_CRASHED');
    if (passing) return undefined;
    throw error;
  }
}
