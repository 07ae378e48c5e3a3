/** What a test's result depends on, as digests: when none of them changed, a passed test need not run again. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fg from 'fast-glob';
import type { Dependencies } from '../contracts/journal.ts';
import { findCommand } from '../support/command.ts';
import { digestOf, digestOfFile } from '../support/digest.ts';

export interface DependencySources {
  /** The project's root folder, absolute. */
  readonly root: string;
  readonly configFile: string | undefined;
  /** Spec files of the run, relative to the root, with forward slashes. */
  readonly specs: readonly string[];
  /** Folders with code that specs import, relative to the root. */
  readonly codeFolders: readonly string[];
  readonly baselineFolders: readonly string[];
  /** Programs of the configured applications: a name on PATH or an absolute path. */
  readonly programs: readonly string[];
}

const lockFiles = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'];
const ignore = ['**/node_modules/**'];
/** Playwright's own pattern: other spec files are nobody's dependency. */
const specFile = /\.(spec|test)\.[cm]?[jt]sx?$/;

/**
 * Every source beside the specs counts for every spec: which one imports which is not asked, so nothing is overlooked.
 * A baseline counts for the spec whose name is in its path.
 */
export function dependenciesOf(sources: DependencySources): Dependencies {
  const { root, configFile, specs, codeFolders, baselineFolders, programs } = sources;
  const code = files(root, codeFolders, '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json,py,sh,html}').filter(
    (file) => !specFile.test(file),
  );
  const baselines = files(root, baselineFolders, '**/*');
  const ofSpec = (spec: string): readonly string[] => {
    const name = spec.slice(spec.lastIndexOf('/') + 1);
    return baselines.filter((file) => file.includes(`/${name}/`));
  };
  return {
    configuration: configFile === undefined ? '' : digestOfFile(configFile),
    packages: digestOfAll(
      root,
      lockFiles.filter((file) => existsSync(join(root, file))),
    ),
    code: digestOfAll(root, code),
    applications: Object.fromEntries(programs.map((program) => [program, digestOfProgram(root, program)])),
    specs: Object.fromEntries(
      specs.map((spec) => [spec, { file: digestOfAll(root, [spec]), baselines: digestOfAll(root, ofSpec(spec)) }]),
    ),
  };
}

function files(root: string, folders: readonly string[], pattern: string): string[] {
  const inside = folders.filter((folder) => existsSync(join(root, folder)));
  return fg
    .sync(
      inside.map((folder) => (folder === '' ? pattern : `${fg.escapePath(folder)}/${pattern}`)),
      { cwd: root, ignore, onlyFiles: true },
    )
    .sort();
}

function digestOfAll(root: string, paths: readonly string[]): string {
  return digestOf(paths.map((path) => `${path} ${digestOfFile(join(root, path))}`).join('\n'));
}

/** A package update changes size or time; reading hundreds of megabytes of a browser to learn that is not worth it. */
export function digestOfProgram(root: string, program: string): string {
  const found = findCommand(program, process.env['PATH'], root);
  const file = found === undefined ? undefined : statSync(found, { throwIfNoEntry: false });
  return file === undefined ? 'not there' : digestOf(`${found} ${file.size} ${file.mtimeMs}`);
}
