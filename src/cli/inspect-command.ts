/** `codexqa inspect`: the accessible tree of an application, with a locator for each element; live with `--watch`. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { AppHandle, DriverSession } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { attendedGate } from '../runner/attended-gate.ts';
import { type DriverName, driverNames } from '../runner/config-schema.ts';
import { driverFor } from '../runner/drivers.ts';
import { createDesktop } from '../session/desktop.ts';
import { watchApp } from './inspect-watch.ts';
import { everyElement, type InspectedElement, inspectApp } from './inspection.ts';
import type { ElementChange } from './inspection-changes.ts';
import { type InspectionPlan, planInspection } from './inspection-plan.ts';
import { changeText, treeText } from './inspection-text.ts';
import { note, print } from './terminal.ts';

interface InspectOptions {
  readonly config?: string;
  readonly driver?: DriverName;
  readonly watch?: boolean;
  readonly json?: boolean;
  readonly all?: boolean;
  readonly depth?: number;
}

export function inspectCommand(): Command {
  return new Command('inspect')
    .summary("print an application's accessible tree with a locator for each element")
    .description(
      'Starts an application on a desktop of its own and prints its accessible tree: role, name, states and place of ' +
        'each element, and the locator that finds it and nothing else. Takes a name from the configuration or a command.',
    )
    .argument('<app>', 'name of a configured application, or a command')
    .argument('[args...]', 'more arguments for the application, after --')
    .option('-w, --watch', 'stay and print changes as they come, until Ctrl-C')
    .option('--json', 'print JSON; with --watch one line per look and per change')
    .option('-d, --depth <levels>', 'how deep to go below the windows', levelsFrom)
    .option('-a, --all', 'hidden elements and nameless containers too')
    .option('-c, --config <file>', 'configuration file (default: codexqa.config.ts, here or further up)')
    .addOption(new Option('--driver <name>', 'driver to use').choices([...driverNames]))
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx codexqa inspect calculator\n  $ npx codexqa inspect mousepad --watch -- --disable-server',
    )
    .action(inspect);
}

async function inspect(app: string, args: readonly string[], options: InspectOptions): Promise<void> {
  const plan = await planInspection(app, args, options);
  const driver = await driverFor(plan.driver);
  const enough = new AbortController();
  const stop = (): void => enough.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const session = await driver.open(plan.session);
  try {
    await inspectIn(session, plan, options, enough.signal);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    await session.close();
  }
}

async function inspectIn(
  session: DriverSession,
  plan: InspectionPlan,
  options: InspectOptions,
  enough: AbortSignal,
): Promise<void> {
  const app = await launch(session, plan);
  const how = { depth: options.depth, all: options.all === true, enough };
  const elements = await inspectApp(session, app, how);
  if (options.json === true) print(json({ app: app.name, windows: await session.windows(), elements }, options));
  else tellTree(elements, how.all);
  if (options.watch !== true) return;
  if (options.json !== true) note('Watching; Ctrl-C ends it.');
  await watchApp(session, app, elements, how, (change) =>
    print(options.json === true ? JSON.stringify(change) : lineOf(change)),
  );
  if (app.exit !== undefined) note(`${app.name} ended with ${app.exit.signal ?? `code ${app.exit.code}`}.`);
}

async function launch(session: DriverSession, plan: InspectionPlan): Promise<AppHandle> {
  const desktop = createDesktop({
    session,
    gate: attendedGate,
    pauseGate: { pass: async () => {} },
    journal: { append: () => {} },
    apps: { [plan.name]: plan.app },
    settings: { launchTimeoutMs: plan.launchTimeoutMs },
  });
  try {
    await desktop.launch(plan.name);
  } catch (error) {
    throw explained(error, plan);
  }
  const app = session.apps().at(-1);
  if (app === undefined) throw new CodexqaError('APP_START_TIMEOUT', `${plan.name} did not start`);
  return app;
}

/** A mistyped name looks like a missing command: say which names there are. */
function explained(error: unknown, { name, configured }: InspectionPlan): unknown {
  if (!(error instanceof CodexqaError) || error.code !== 'APP_NOT_INSTALLED' || configured.length === 0) return error;
  const sentence = `"${name}" is neither a configured application nor a command on this machine`;
  return new CodexqaError('APP_NOT_INSTALLED', sentence, { fix: `use one of: ${configured.join(', ')}`, cause: error });
}

function tellTree(elements: readonly InspectedElement[], all: boolean): void {
  if (elements.length === 0) {
    note('This application publishes no accessible elements: only its window and its pixels can be tested.');
    return;
  }
  print(treeText(elements));
  const count = [...everyElement(elements)].length;
  note(`${count} elements${all ? '' : '; hidden ones and nameless containers: --all'}`);
}

function lineOf(change: ElementChange): string {
  return `${new Date().toLocaleTimeString()} ${changeText(change)}`;
}

function json(value: unknown, options: InspectOptions): string {
  return options.watch === true ? JSON.stringify(value) : JSON.stringify(value, null, 2);
}

function levelsFrom(text: string): number {
  const levels = Number(text);
  if (!Number.isInteger(levels) || levels < 0) throw new InvalidArgumentError('expected a whole number, 0 or more');
  return levels;
}
