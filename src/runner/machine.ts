/** What this machine can drive and what it lacks, for the command line. */
import type { Probe } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { DriverName } from './config-schema.ts';
import { driverFor, driversHere } from './drivers.ts';

export interface DriverReport {
  readonly driver: DriverName;
  readonly probes: readonly Probe[];
  /** The driver contract, check by check; empty unless asked for. */
  readonly checks: readonly Probe[];
}

export async function examineMachine(options: { readonly conformance: boolean }): Promise<readonly DriverReport[]> {
  const reports: DriverReport[] = [];
  for (const name of driversHere()) reports.push(await examine(name, options.conformance));
  return reports;
}

/** Packages that the Linux driver needs, as Debian names them. */
export async function driverPackages(): Promise<readonly string[]> {
  return (await import('../drivers/linux/programs.ts')).linuxPackages;
}

async function examine(name: DriverName, conformance: boolean): Promise<DriverReport> {
  try {
    const driver = await driverFor(name);
    const probes = await driver.probe();
    return { driver: name, probes, checks: conformance ? [] : [] };
  } catch (error) {
    if (!(error instanceof CodexqaError)) throw error;
    const [sentence = error.message] = error.message.replace(/^[A-Z_]+: /, '').split('\n');
    const fix = error.fix === undefined ? {} : { fix: error.fix };
    return { driver: name, probes: [{ name: 'driver', ok: false, detail: sentence, ...fix }], checks: [] };
  }
}
