/** Finds the configuration file as Git finds its folder: here or further up; and reads it outside a run. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createJiti } from 'jiti';
import { CodexqaError } from '../contracts/errors.ts';
import { runEnv } from '../contracts/run.ts';
import type { RunnerConfig } from '../runner/config.ts';
import type { ProjectOptions } from '../runner/options.ts';

const names = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `codexqa.config.${extension}`);

/** @throws CONFIG_NOT_FOUND */
export function findConfig(given: string | undefined, from = process.cwd()): string {
  const found = given === undefined ? searchUpwards(from) : givenConfig(resolve(from, given));
  if (found !== undefined) return found;
  const seen = given === undefined ? `in ${from} and the folders above it` : `at ${resolve(from, given)}`;
  throw new CodexqaError('CONFIG_NOT_FOUND', `expected a codexqa.config.ts, saw none ${seen}`, {
    fix: given === undefined ? 'npx codexqa init' : 'name an existing file after --config',
  });
}

/** What the projects of the file need, read without running anything. @throws CONFIG_NOT_FOUND, CONFIG_INVALID */
export async function readProjects(configFile: string): Promise<readonly ProjectOptions[]> {
  const config = await readConfig(configFile);
  const everywhere = config.use?.codexqa;
  const own = (config.projects ?? []).flatMap((project) => project.use?.codexqa ?? []);
  return own.length > 0 || everywhere === undefined ? own : [everywhere];
}

/** Absolute folder of the baselines. @throws CONFIG_INVALID */
export async function readBaselinesFolder(configFile: string): Promise<string> {
  const { snapshotDir } = await readConfig(configFile);
  return resolve(dirname(configFile), snapshotDir ?? 'baselines');
}

async function readConfig(configFile: string): Promise<RunnerConfig> {
  const outer = process.env[runEnv.config];
  process.env[runEnv.config] = configFile;
  try {
    return await createJiti(import.meta.url).import<RunnerConfig>(configFile, { default: true });
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'CodexqaError') throw cause;
    const sentence = `${configFile} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new CodexqaError('CONFIG_INVALID', sentence, { cause });
  } finally {
    if (outer === undefined) delete process.env[runEnv.config];
    else process.env[runEnv.config] = outer;
  }
}

function searchUpwards(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = inFolder(folder);
    if (found !== undefined || dirname(folder) === folder) return found;
  }
}

function givenConfig(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return statSync(path).isDirectory() ? inFolder(path) : path;
}

function inFolder(folder: string): string | undefined {
  return names.map((name) => join(folder, name)).find((path) => existsSync(path));
}
