/** What the command line prints: plain lines, colour only on a terminal, errors without a stack. */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Reports and answers of a command. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Notes beside the output, so that `--reporter=json` and `doctor --json` stay clean. */
export function note(line = ''): void {
  process.stderr.write(`${line}\n`);
}

export function warn(sentence: string): void {
  note(paint('yellow', `codexqa: ${sentence}`, process.stderr));
}

/** Somebody sits here who can be asked. */
export function isAttended(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true && process.env['CI'] === undefined;
}

export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  const coloured = process.env['NO_COLOR'] === undefined && (stream.isTTY || Boolean(process.env['FORCE_COLOR']));
  return coloured ? styleText(style, text) : text;
}

/** The message of an error; its stack only for `DEBUG=codexqa`. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (/\bcodexqa\b/.test(process.env['DEBUG'] ?? '')) return error.stack ?? error.message;
  return error.message;
}
