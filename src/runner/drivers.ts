/** Which driver a project uses. Each is loaded when it is asked for: foreign libraries of other platforms never are. */
import type { DesktopDriver, Lane, Platform } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { runEnv } from '../contracts/run.ts';
import type { LeaseOptions } from '../support/lease.ts';
import type { DriverName } from './config-schema.ts';
import { runningTest } from './current-test.ts';
import { withoutTimeout } from './pause-gate.ts';

/** One instance a process: a spare session that one place prewarms is the one that another place opens. */
const made = new Map<DriverName, Promise<DesktopDriver>>();

/** @throws DRIVER_UNAVAILABLE where this platform has no such driver */
export function driverFor(wanted: DriverName): Promise<DesktopDriver> {
  const name = wanted === 'auto' ? platformDriver() : wanted;
  const driver = made.get(name) ?? makeDriver(name);
  made.set(name, driver);
  return driver;
}

async function makeDriver(name: Exclude<DriverName, 'auto'>): Promise<DesktopDriver> {
  switch (name) {
    case 'simulated':
      return (await import('../drivers/simulated/driver.ts')).createSimulatedDriver();
    case 'linux':
      onlyOn('linux', name);
      return (await import('../drivers/linux/driver.ts')).createLinuxDriver({ lease: leaseOptions() });
    case 'windows':
    case 'uia':
      onlyOn('win32', name);
      return (await import('../drivers/windows/driver.ts')).createWindowsDriver({
        elements: name === 'uia' ? 'uia' : 'win32',
        lease: { wait: patient(), whileWaiting, ...ofThisRun() },
      });
    case 'macos':
    case 'cua':
      onlyOn('darwin', name);
      return (await import('../drivers/macos/driver.ts')).createMacDriver({
        input: name === 'cua' ? 'cua' : 'own',
        lease: leaseOptions(),
      });
  }
}

/** Whether another run is waited for. */
function patient(): boolean {
  return process.env[runEnv.noWait] !== '1';
}

/** The workers of one run take turns, with `--no-wait` too. */
function ofThisRun(): { readonly run?: string } {
  const run = process.env[runEnv.runId];
  return run === undefined ? {} : { run };
}

/** Without `waitMs` a taken lease fails at once; 0 waits for it. */
function leaseOptions(): LeaseOptions {
  return { whileWaiting, ...ofThisRun(), ...(patient() ? { waitMs: 0 } : {}) };
}

/** A test that waits for another run to leave the desktop is not late. */
function whileWaiting<T>(wait: () => Promise<T>): Promise<T> {
  const running = runningTest();
  return running === undefined ? wait() : withoutTimeout(running.testInfo, wait);
}

/**
 * Looks quickly whether sessions can start at all; `probe` of the driver looks thoroughly.
 * @throws DRIVER_UNAVAILABLE with the fix
 */
export async function assertReady(name: DriverName): Promise<void> {
  const driver = await driverFor(name);
  if (driver.platform === 'linux') (await import('../drivers/linux/apps/programs.ts')).requirePrograms();
}

/** The drivers that this machine could use, for `codexqa doctor`. */
export function driversHere(): readonly DriverName[] {
  return [platformDriver(), 'simulated'];
}

/** The platform that a driver drives. */
export function platformOf(wanted: DriverName): Platform {
  switch (wanted) {
    case 'auto':
      return platformDriver();
    case 'uia':
      return 'windows';
    case 'cua':
      return 'macos';
    case 'linux':
    case 'macos':
    case 'windows':
    case 'simulated':
      return wanted;
  }
}

/** Whether its sessions are its own: they are not locked with the machine, and nobody's desktop is in their way. */
export function isPrivate({
  driver,
  session,
}: {
  readonly driver: DriverName;
  readonly session: { readonly lane: Lane };
}): boolean {
  const platform = platformOf(driver);
  return (platform === 'linux' || platform === 'simulated') && session.lane === 'background';
}

function platformDriver(): 'linux' | 'macos' | 'windows' {
  switch (process.platform) {
    case 'darwin':
      return 'macos';
    case 'win32':
      return 'windows';
    default:
      return 'linux';
  }
}

function onlyOn(platform: NodeJS.Platform, name: DriverName): void {
  if (process.platform === platform) return;
  throw new CodexqaError(
    'DRIVER_UNAVAILABLE',
    `the ${name} driver needs ${platformOf(name)}, this machine runs ${process.platform}`,
    {
      fix: "use driver: 'auto'",
    },
  );
}
