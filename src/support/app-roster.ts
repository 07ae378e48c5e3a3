/** The applications of one session: who runs, whom an id means, who broke. */
import type { AppExit, AppHandle } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';

/** Ended by a signal or with an error code, and not by us. */
export function hasCrashed(exit: AppExit): boolean {
  return !exit.expected && exit.code !== 0;
}

export class AppRoster<App extends AppHandle> {
  readonly #sessionId: string;
  readonly #apps: App[] = [];
  #ever = 0;

  constructor(sessionId: string) {
    this.#sessionId = sessionId;
  }

  /** An id that no application of this session has had. */
  newId(name: string): string {
    this.#ever += 1;
    return `${this.#sessionId}/${name}-${this.#ever}`;
  }

  add(app: App): void {
    this.#apps.push(app);
  }

  clear(): void {
    this.#apps.length = 0;
  }

  all(): readonly App[] {
    return [...this.#apps];
  }

  living(): readonly App[] {
    return this.#apps.filter((app) => app.exit === undefined);
  }

  /** @throws APP_UNKNOWN */
  get(appId: string): App {
    const app = this.#apps.find((each) => each.id === appId);
    if (app === undefined) throw new CodexqaError('APP_UNKNOWN', `no application of this session has the id ${appId}`);
    return app;
  }

  /** One that can be asked, or that ended in order. @throws APP_UNKNOWN, APP_CRASHED */
  answering(appId: string): App {
    const app = this.get(appId);
    mustNotHaveCrashed(app);
    return app;
  }
}

/** @throws APP_CRASHED with the last output */
export function mustNotHaveCrashed(app: AppHandle): void {
  const { exit } = app;
  if (exit === undefined || !hasCrashed(exit)) return;
  const how = exit.signal === null ? `exit code ${exit.code ?? 'none'}` : `signal ${exit.signal}`;
  throw new CodexqaError('APP_CRASHED', `${app.name} ended with ${how}`, { facts: { exit, output: app.output() } });
}
