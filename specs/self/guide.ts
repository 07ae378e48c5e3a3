/** Reads a guide as a person follows it: files to write, commands to type, and what the terminal then shows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Instruction =
  /** ```` ```ts title="specs/a.spec.ts" ```` */
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** ```` ```console ````: a line with `$ `, then some of what it prints; `…` stands for anything. */
  | { readonly kind: 'command'; readonly command: string; readonly shows: readonly RegExp[] };

export function instructionsOf(guide: string): readonly Instruction[] {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'guides', guide), 'utf8');
  return [...text.matchAll(/^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$/gms)].flatMap(
    ([, language, path, body = '']): readonly Instruction[] => {
      if (path !== undefined) return [{ kind: 'file', path, text: body }];
      return language === 'console' ? commandsOf(body) : [];
    },
  );
}

function commandsOf(body: string): readonly Instruction[] {
  return body
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...output] = part.split('\n');
      const shows = output.map((line) => line.trim()).filter((line) => line !== '' && line !== '…');
      return { kind: 'command', command, shows: shows.map(lineOf) };
    });
}

/** Times and names of runs differ from run to run. */
function lineOf(line: string): RegExp {
  const escaped = line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const loose = escaped
    .replaceAll('…', '.*')
    .replace(/\d+\\\.\d+ ?(ms|s)\b/g, '\\d+(\\.\\d+)? ?m?s')
    .replace(/\b\d+ ms\b/g, '\\d+ ms')
    .replace(/\d{8}-\d{6}-\w+-\w+/g, '\\d{8}-\\d{6}-\\w+-\\w+')
    .replace(/\s+/g, '\\s+');
  return new RegExp(loose);
}
