/** What a caller brings to run the checks. */
import type { AppCommand, DriverSession } from '../../contracts/driver.ts';

/** The application and the hands that the checks need. */
export interface Fixture {
  /** Starts the form of `fixtures/apps`, whose elements the checks know by role and name. */
  readonly app: AppCommand;
  /** Breaks a session as a crashing display server would; without it that check is skipped. */
  readonly breakSession?: (session: DriverSession) => Promise<void>;
  /** For one wait inside a check; 10 s unless told. */
  readonly timeoutMs?: number;
}
