/** `codexqa install-deps`: the system packages that sessions need, and those of the configured applications. */
import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { CodexqaError } from '../contracts/errors.ts';
import { driverPackages } from '../runner/machine.ts';
import { findConfig, readProjects } from './config-file.ts';
import { note, paint, print } from './terminal.ts';

interface InstallOptions {
  readonly config?: string;
  readonly dryRun?: boolean;
  readonly with?: string;
}

/** How commands run as root from here; undefined when they cannot without a password. */
type Privilege = readonly string[] | undefined;

export function installDepsCommand(): Command {
  return new Command('install-deps')
    .summary('install system packages')
    .description(
      'Installs what sessions need (Xvfb, D-Bus, AT-SPI, a window manager, fonts) and the packages of the configured applications.\n' +
        'Uses apt-get as root or with passwordless sudo; otherwise prints the command to run.',
    )
    .option('-c, --config <file>', 'configuration file (default: codexqa.config.ts, here or further up)')
    .option('--with <packages>', 'further packages, separated by commas')
    .option('--dry-run', 'only print the commands')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx codexqa install-deps\n  $ npx codexqa install-deps --dry-run\n  $ npx codexqa install-deps --with imagemagick,xdotool',
    )
    .action(installDeps);
}

async function installDeps(options: InstallOptions): Promise<void> {
  if (process.platform !== 'linux') {
    print(`Nothing to install on ${process.platform}: its desktop is there already.`);
    return;
  }
  const further = options.with?.split(',').filter((name) => name !== '') ?? [];
  const wanted = [...new Set([...(await driverPackages()), ...(await appPackages(options.config)), ...further])];
  const missing = wanted.filter((name) => !isInstalled(name));
  if (missing.length === 0) {
    print(`All ${wanted.length} packages are installed: ${wanted.join(' ')}`);
    return;
  }
  const privilege = privilegeHere();
  const commands = [
    [...(privilege ?? ['sudo']), 'apt-get', 'update'],
    [
      ...(privilege ?? ['sudo']),
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      'install',
      '-y',
      '--no-install-recommends',
      ...missing,
    ],
  ];
  if (options.dryRun === true || privilege === undefined || !has('apt-get')) {
    tellCommands(commands, options.dryRun === true, missing);
    return;
  }
  for (const command of commands) run(command);
  print(`Installed ${missing.join(' ')}`);
}

function tellCommands(commands: readonly (readonly string[])[], dryRun: boolean, missing: readonly string[]): void {
  const lines = commands.map((command) => command.join(' '));
  if (dryRun) {
    for (const line of lines) print(line);
    return;
  }
  if (!has('apt-get')) {
    note('This system has no apt-get. Install what your distribution calls these Debian packages:');
    print(missing.join(' '));
  } else {
    note('Installing packages needs root here. Run:');
    print(lines.join(' && '));
  }
  process.exitCode = 1;
}

async function appPackages(config: string | undefined): Promise<readonly string[]> {
  try {
    const projects = await readProjects(findConfig(config));
    return projects.flatMap(({ packages }) => Object.values(packages).flat());
  } catch (error) {
    const noConfig = error instanceof CodexqaError && error.code === 'CONFIG_NOT_FOUND';
    if (noConfig && config === undefined) return [];
    throw error;
  }
}

/** `no-such-package` and half-installed ones answer with anything but "install ok installed". */
function isInstalled(name: string): boolean {
  const answer = spawnSync('dpkg-query', ['--status', name], { encoding: 'utf8' });
  return /^Status: .* ok installed$/m.test(answer.stdout ?? '');
}

function privilegeHere(): Privilege {
  if (process.getuid?.() === 0) return [];
  return has('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

function has(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

/** apt-get shows its own progress. */
function run(command: readonly string[]): void {
  const [program = '', ...args] = command;
  note(paint('dim', `$ ${command.join(' ')}`, process.stderr));
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  if (status === 0) return;
  throw new CodexqaError('DRIVER_UNAVAILABLE', `"${command.join(' ')}" ended with ${status ?? 'a signal'}`, {
    fix: 'read what apt-get printed above, mend it and run: npx codexqa install-deps',
  });
}
