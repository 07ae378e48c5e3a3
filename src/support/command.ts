/** Where a command is, as a person's shell would find it. */
import { accessSync, constants, statSync } from 'node:fs';
import { basename, delimiter, isAbsolute, join } from 'node:path';

/** Debian keeps games here, and leaves them out of the PATH of root, of services and of CI. */
const gameFolders = ['/usr/local/games', '/usr/games'];

/** Full path of a command; undefined when there is none to execute. `path`: as in PATH; `cwd`: for commands such as `./tool`. */
export function findCommand(command: string, path: string | undefined, cwd: string): string | undefined {
  if (basename(command) !== command) {
    const full = isAbsolute(command) ? command : join(cwd, command);
    return isExecutable(full) ? full : undefined;
  }
  return firstExecutable(command, [...pathFolders(path), ...gameFolders]);
}

/** The folders of a PATH. */
export function pathFolders(path: string | undefined): readonly string[] {
  return (path ?? '').split(delimiter);
}

/** Relative folders are skipped: what they mean depends on who asks. */
export function firstExecutable(name: string, folders: readonly string[]): string | undefined {
  return folders
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
