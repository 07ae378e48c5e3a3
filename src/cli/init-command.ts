/** `codexqa init`: writes what a first spec needs; asks nothing and overwrites nothing. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { ignoredPaths, scaffold } from './init-files.ts';
import { packageManagerOf } from './package-manager.ts';
import { paint, print } from './terminal.ts';

export function initCommand(): Command {
  return new Command('init')
    .summary('write a configuration, a first spec and CI workflows')
    .description('Writes what a first spec needs into a project. Files that are there already stay as they are.')
    .argument('[folder]', 'project folder', '.')
    .option('--dry-run', 'only say what would be written')
    .addHelpText('after', '\nExamples:\n  $ npx codexqa init\n  $ npx codexqa init --dry-run')
    .action((folder: string, options: { dryRun?: boolean }) => init(resolve(folder), options.dryRun === true));
}

function init(folder: string, dryRun: boolean): void {
  const manager = packageManagerOf(folder);
  for (const { path, text } of scaffold(process.platform, manager)) {
    const target = join(folder, path);
    const there = existsSync(target);
    tell(there ? 'kept' : 'write', path);
    if (!there && !dryRun) write(target, text);
  }
  ignore(join(folder, '.gitignore'), dryRun);
  if (!existsSync(join(folder, 'node_modules', 'codexqa'))) {
    print(`\nInstall:  ${manager.add} codexqa @playwright/test`);
  }
  const deps = process.platform === 'linux' ? `${manager.exec} codexqa install-deps && ` : '';
  print(`\nNext:     ${paint('cyan', `${deps}${manager.exec} codexqa test`)}`);
}

function ignore(path: string, dryRun: boolean): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = before.split(/\r?\n/);
  const missing = ignoredPaths.filter((line) => !lines.includes(line) && !lines.includes(line.replace(/\/$/, '')));
  tell(missing.length === 0 ? 'kept' : 'write', `.gitignore${missing.length === 0 ? '' : ` (${missing.join(', ')})`}`);
  if (missing.length === 0 || dryRun) return;
  const separator = before === '' || before.endsWith('\n') ? '' : '\n';
  writeFileSync(path, `${before}${separator}${missing.join('\n')}\n`);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
}

function tell(what: 'kept' | 'write', path: string): void {
  print(`${paint(what === 'write' ? 'green' : 'dim', what.padEnd(5))} ${path}`);
}
