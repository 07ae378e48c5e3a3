/** Files that people write beside the configuration, found by their name: the policy, the locked profile. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { onDemand } from '../support/on-demand.ts';
import { type Mistake, mistakesOf } from './config-mistakes.ts';

export interface DeclaredFile<T> {
  readonly file: string;
  /** Undefined when there are mistakes that nothing can be read behind. */
  readonly value: T | undefined;
  readonly mistakes: readonly Mistake[];
}

const extensions = ['yaml', 'yml', 'ts', 'mts', 'js', 'mjs'];

/** `name`: without its extension. Undefined where there is none; `faults`: what the schema cannot see. */
export function readDeclared<T>(
  configFile: string,
  name: string,
  schema: z.ZodType<T>,
  faults: (value: T) => readonly Mistake[],
): DeclaredFile<T> | undefined {
  const [file, second] = declaredFiles(configFile, name);
  if (file === undefined) return undefined;
  if (second !== undefined) {
    const sentence = `expected one such file, saw ${basename(file)} and ${basename(second)}`;
    return { file, value: undefined, mistakes: [{ path: [], sentence }] };
  }
  const content = contentOf(file);
  if ('mistakes' in content) return { file, value: undefined, mistakes: content.mistakes };
  const checked = schema.safeParse(content.value, { reportInput: true });
  if (!checked.success) return { file, value: undefined, mistakes: mistakesOf(checked.error.issues) };
  return { file, value: checked.data, mistakes: faults(checked.data) };
}

export function declaredFiles(configFile: string, name: string): readonly string[] {
  return extensions
    .map((extension) => join(dirname(configFile), `${name}.${extension}`))
    .filter((path) => existsSync(path));
}

function contentOf(file: string): { readonly value: unknown } | { readonly mistakes: readonly Mistake[] } {
  try {
    if (/\.ya?ml$/.test(file)) {
      const { parseDocument } = onDemand('yaml') as typeof import('yaml');
      const document = parseDocument(readFileSync(file, 'utf8'));
      const mistakes = document.errors.map(({ message }) => ({
        path: [],
        sentence: (message.split('\n')[0] ?? message).replace(/:$/, ''),
      }));
      return mistakes.length > 0 ? { mistakes } : { value: document.toJS() as unknown };
    }
    const { createJiti } = onDemand('jiti') as typeof import('jiti');
    const loaded = createJiti(import.meta.url, { interopDefault: true })(file) as { default?: unknown };
    return { value: loaded.default ?? loaded };
  } catch (error) {
    return { mistakes: [{ path: [], sentence: error instanceof Error ? error.message : String(error) }] };
  }
}
