/** Says at once when there is nothing left to wait for: a dead application or a lost session is never a time-out. */
import type { AppExit, AppHandle, DriverSession } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { hasCrashed } from '../support/app-roster.ts';

/** @throws SESSION_LOST */
export function assertSession(session: DriverSession): void {
  const reason = session.lost();
  if (reason === undefined) return;
  throw new CodexqaError('SESSION_LOST', `the desktop session cannot go on: ${reason}`, {
    fix: 'run the test again; when it happens often, see `codexqa doctor` and the free memory of this machine',
    facts: { sessionId: session.id, reason },
  });
}

export function appOf(session: DriverSession, appId: string | undefined): AppHandle | undefined {
  return appId === undefined ? undefined : session.apps().find((app) => app.id === appId);
}

/** @throws APP_CRASHED */
export function assertNotCrashed(session: DriverSession, appId: string | undefined): void {
  const app = appOf(session, appId);
  if (app?.exit !== undefined && hasCrashed(app.exit)) throw appCrashed(app, app.exit);
}

export function appCrashed(app: AppHandle, exit: AppExit): CodexqaError {
  return new CodexqaError(
    'APP_CRASHED',
    `application "${app.name}" (pid ${app.pid}) ended by itself ${describeExit(exit)}${lastOutput(app)}`,
    {
      fix: `run ${app.command.join(' ')} in a terminal to see why it ends`,
      facts: { exit, output: app.output() },
    },
  );
}

export function describeExit(exit: AppExit): string {
  return exit.signal === null ? `with exit code ${exit.code}` : `by signal ${exit.signal}`;
}

/** The tail of what an application printed, ready to be appended to a sentence. */
export function lastOutput(app: AppHandle): string {
  const lines = app.output().trimEnd().split('\n').slice(-8).join('\n    ');
  return lines.trim() === '' ? '; it printed nothing' : `; its last output:\n    ${lines}`;
}
