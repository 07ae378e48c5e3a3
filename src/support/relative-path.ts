/** Paths as journals, results and reports keep them: the same on every platform. */
import { relative, sep } from 'node:path';

/** From a folder, with forward slashes. */
export function relativePath(from: string, path: string): string {
  return relative(from, path).split(sep).join('/');
}
