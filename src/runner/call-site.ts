/** Where a person's file called into this package: the line of a spec, or the configuration file. */
import { fileURLToPath } from 'node:url';
import { ownFile } from '../support/own-file.ts';

export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface CallSite {
  readonly location: Location;
  /** Stack lines from the caller on, nothing of this package or another one. */
  readonly stack: string;
}

const own = ownFile('src');

/** Undefined when nobody outside called, as in a test of this package. */
export function callSite(): CallSite | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const stack = new Error('for its stack').stack ?? '';
  Error.stackTraceLimit = limit;
  const frames = stack.split('\n').filter((line) => isPersons(placeIn(line)?.file));
  const location = placeIn(frames[0] ?? '');
  return location === undefined ? undefined : { location, stack: frames.join('\n') };
}

function isPersons(file: string | undefined): boolean {
  return file !== undefined && !file.startsWith(own) && !/[\\/]node_modules[\\/]/.test(file);
}

function placeIn(frame: string): Location | undefined {
  const match = /(?:\(|at (?:async )?)((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/.exec(frame);
  const [, place, line, column] = match ?? [];
  if (place === undefined) return undefined;
  const file = place.startsWith('file:') ? fileURLToPath(place.replace(/[?#].*$/, '')) : place;
  return { file, line: Number(line), column: Number(column) };
}
