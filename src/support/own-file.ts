/** Where the files of this package lie, whichever module asks: what ships is merged (tools/bundle.mjs), and a merged module has no place of its own. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const isSource = import.meta.url.endsWith('.ts');
const packageFolder = dirname(createRequire(import.meta.url).resolve('codexqa/package.json'));

/** Absolute path of what ships as it stands, by its path from the top of the package. */
export function packageFile(path: string): string {
  return join(packageFolder, path);
}

/** Absolute path of what lies beside the sources, by its path there (`src/visual/kernel.wasm`): the build puts it beside what it made of them. */
export function ownFile(path: string): string {
  return packageFile(isSource ? path : join('dist', path));
}

/**
 * Absolute path of a module that is loaded by its path: by Playwright, or as a process. `path`: from the top of the repository, without
 * its extension. The build finds these modules by this call, which therefore takes nothing but a literal.
 */
export function ownModule(path: string): string {
  return ownFile(`${path}.${isSource ? 'ts' : 'js'}`);
}

/** The version of this package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}
