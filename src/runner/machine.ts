/** What this machine can drive and what it lacks, for the command line. */
import type { DesktopDriver, Probe } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { DriverName } from './config-schema.ts';
import { driverFor, driversHere } from './drivers.ts';

const noForm: Probe = {
  name: 'form application of the checks',
  ok: false,
  detail: 'there is none for this driver that ships with codexqa: its checks run with the tests of codexqa',
  optional: true,
};

export interface DriverReport {
  readonly driver: DriverName;
  readonly probes: readonly Probe[];
  /** The driver contract, check by check; empty unless asked for. */
  readonly checks: readonly Probe[];
}

/** `driver`: only this one, in place of all that belong on this machine. */
export async function examineMachine(options: {
  readonly conformance: boolean;
  readonly driver: DriverName | undefined;
}): Promise<readonly DriverReport[]> {
  const reports: DriverReport[] = [];
  const names = options.driver === undefined ? driversHere() : [options.driver];
  for (const name of names) reports.push(await examineDriver(name, options.conformance));
  return reports;
}

/** Where a permission is missing that a person must grant; of drivers whose system has a page for it. */
export async function examineGrants(): Promise<readonly DriverReport[]> {
  const reports: DriverReport[] = [];
  for (const name of driversHere()) {
    if ((await driverFor(name)).showSettings !== undefined) reports.push(await examineDriver(name, false));
  }
  return reports;
}

/** Shows a person the page of the system's settings that a probe of that driver names. */
export async function settingsShownBy(name: DriverName, page: string): Promise<void> {
  await (await driverFor(name)).showSettings?.(page);
}

/** Packages that the Linux driver needs, as Debian names them. */
export async function driverPackages(): Promise<readonly string[]> {
  return (await import('../drivers/linux/apps/programs.ts')).linuxPackages;
}

export async function examineDriver(name: DriverName, conformance: boolean): Promise<DriverReport> {
  try {
    const driver = await driverFor(name);
    const probes = await driver.probe();
    return { driver: name, probes, checks: conformance ? await checksOf(driver) : [] };
  } catch (error) {
    if (!(error instanceof CodexqaError)) throw error;
    return { driver: name, probes: [failure('driver', error)], checks: [] };
  }
}

async function checksOf(driver: DesktopDriver): Promise<readonly Probe[]> {
  const missing = driver.trial.isForm ? driver.trial.whyMissing() : noForm;
  if (missing !== undefined) return [missing];
  const { runConformance } = await import('../drivers/conformance/conformance.ts');
  const checks: Probe[] = [];
  for await (const { name, status, detail, durationMs } of runConformance(driver, { app: driver.trial.command })) {
    const seen = status === 'ok' ? `${Math.round(durationMs)} ms` : `${status}: ${detail}`;
    checks.push({ name, ok: status !== 'failed', detail: seen });
  }
  return checks;
}

function failure(name: string, { message, fix }: CodexqaError): Probe {
  const [detail = message] = message.replace(/^[A-Z_]+: /, '').split('\n');
  return { name, ok: false, detail, ...(fix === undefined ? {} : { fix }) };
}
