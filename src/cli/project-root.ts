/** The folder that holds the runs of a project. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findConfig } from './config-file.ts';

/** Runs stay when a configuration is gone: the folder that holds them will do. @throws CONFIG_NOT_FOUND */
export function projectRoot(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.codexqa', 'runs'))) return folder;
    if (dirname(folder) === folder) return dirname(findConfig(undefined));
  }
}
