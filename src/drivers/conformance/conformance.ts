/** The driver contract as a list of named checks, and the one way to run it: by tests and by `codexqa doctor`. */
import { type DesktopDriver, type DriverSession, defaultSession, type SessionOptions } from '../../contracts/driver.ts';
import { accessibleActionChecks } from './accessible-action-checks.ts';
import type { ConformanceCheck } from './check.ts';
import { clipboardChecks } from './clipboard-checks.ts';
import { Desk } from './desk.ts';
import type { Fixture } from './fixture.ts';
import { inputChecks } from './input-checks.ts';
import { lifeChecks } from './life-checks.ts';
import { pictureChecks } from './picture-checks.ts';
import { readingChecks } from './reading-checks.ts';
import { windowChecks } from './window-checks.ts';

export type { ConformanceCheck } from './check.ts';
export type { Fixture } from './fixture.ts';

export const conformanceChecks: readonly ConformanceCheck[] = [
  ...lifeChecks,
  ...readingChecks,
  ...inputChecks,
  ...accessibleActionChecks,
  ...windowChecks,
  ...pictureChecks,
  ...clipboardChecks,
];

export interface ConformanceResult {
  readonly name: string;
  readonly status: 'ok' | 'failed' | 'skipped';
  /** What was expected and seen, or why it was skipped; empty when all is well. */
  readonly detail: string;
  readonly durationMs: number;
}

/** Runs every check of the list, each on a clean session; one failure does not stop the rest. */
export async function* runConformance(driver: DesktopDriver, fixture: Fixture): AsyncIterable<ConformanceResult> {
  const rooms = new Rooms(driver, optionsFor(driver));
  try {
    for (const check of conformanceChecks) yield await runOne(check, fixture, rooms);
  } finally {
    await rooms.close();
  }
}

/** Runs one check on a session of its own. */
export async function runCheck(
  check: ConformanceCheck,
  driver: DesktopDriver,
  fixture: Fixture,
): Promise<ConformanceResult> {
  const rooms = new Rooms(driver, optionsFor(driver));
  try {
    return await runOne(check, fixture, rooms);
  } finally {
    await rooms.close();
  }
}

async function runOne(check: ConformanceCheck, fixture: Fixture, rooms: Rooms): Promise<ConformanceResult> {
  const why = reasonToSkip(check, rooms.driver, fixture);
  if (why !== undefined) return { name: check.name, status: 'skipped', detail: why, durationMs: 0 };
  const startedAt = performance.now();
  const result = (status: ConformanceResult['status'], detail: string): ConformanceResult => {
    return { name: check.name, status, detail, durationMs: performance.now() - startedAt };
  };
  try {
    const session = await rooms.clean();
    await check.check(new Desk(rooms.driver, session, rooms.options, fixture));
    if (check.breaks === true) await rooms.close();
    return result('ok', '');
  } catch (error) {
    await rooms.close();
    return result('failed', error instanceof Error ? error.message : String(error));
  }
}

function reasonToSkip(check: ConformanceCheck, driver: DesktopDriver, fixture: Fixture): string | undefined {
  const missing = check.needs.filter((capability) => !driver.capabilities.has(capability));
  if (missing.length > 0) return `the driver has no ${missing.join(', ')}`;
  return check.breaks === true && fixture.breakSession === undefined ? 'nothing here can break a session' : undefined;
}

function optionsFor(driver: DesktopDriver): SessionOptions {
  return { ...defaultSession, lane: driver.capabilities.has('lane:background') ? 'background' : 'foreground' };
}

/** One session for many checks, reset between them; a new one after a failure. */
class Rooms {
  readonly driver: DesktopDriver;
  readonly options: SessionOptions;
  #session: DriverSession | undefined;

  constructor(driver: DesktopDriver, options: SessionOptions) {
    this.driver = driver;
    this.options = options;
  }

  async clean(): Promise<DriverSession> {
    if (this.#session === undefined) this.#session = await this.driver.open(this.options);
    else await this.#session.reset();
    return this.#session;
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }
}
