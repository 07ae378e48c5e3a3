/** `codexqa doctor`: what this machine can drive, each line tried for real, with the fix. */
import { Command, Option } from 'commander';
import type { Probe } from '../contracts/driver.ts';
import { type DriverName, driverNames } from '../runner/config-schema.ts';
import { type DriverReport, examineMachine } from '../runner/machine.ts';
import { offerSettings } from './offer-settings.ts';
import { paint, print } from './terminal.ts';

interface DoctorOptions {
  readonly json?: boolean;
  readonly conformance?: boolean;
  readonly driver?: DriverName;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('say what this machine can drive')
    .description(
      'Tries everything a session needs and names the fix of what is missing. Exit code 1 when something is.\n' +
        'On a Mac it offers, at a terminal, to open the settings in which a missing permission is granted.',
    )
    .option('--json', 'print the answer as JSON')
    .option('--conformance', 'also run the whole driver contract against each driver')
    .addOption(
      new Option(
        '--driver <name>',
        'only this driver; without it the one of this machine and the simulated one',
      ).choices([...driverNames]),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx codexqa doctor\n  $ npx codexqa doctor --json\n  $ npx codexqa doctor --conformance --driver simulated',
    )
    .action(async (options: DoctorOptions) => {
      const reports = await examineMachine({ conformance: options.conformance === true, driver: options.driver });
      if (options.json === true) print(JSON.stringify({ drivers: reports }, null, 2));
      else for (const report of reports) tell(report);
      process.exitCode = reports.every(isHealthy) ? 0 : 1;
      if (options.json !== true) await offerSettings(reports);
    });
}

function isHealthy({ probes, checks }: DriverReport): boolean {
  return probes.every((probe) => probe.ok || probe.optional === true) && checks.every((check) => check.ok);
}

function tell({ driver, probes, checks }: DriverReport): void {
  print(paint('bold', driver));
  for (const probe of probes) tellProbe(probe);
  for (const check of checks) tellProbe({ ...check, name: `contract: ${check.name}` });
  print();
}

function tellProbe({ name, ok, detail, fix, optional }: Probe): void {
  const mark = ok ? paint('green', 'ok  ') : optional === true ? paint('yellow', 'warn') : paint('red', 'FAIL');
  print(`  ${mark} ${name}: ${detail}`);
  if (!ok && fix !== undefined) print(`       fix: ${fix}`);
}
