/** A folder of os-autoinst needles, read as it is; malformed ones are named one by one with the reason, the others go on. */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CodexqaError } from '../../contracts/errors.ts';
import { formatRect, type Rect, type Size } from '../../contracts/geometry.ts';
import { nearest } from '../../support/near-miss.ts';
import { readChunks, readHeader } from '../png-chunks.ts';
import { isInside } from './inside.ts';
import { Needle } from './needle.ts';
import { readNeedleJson } from './needle-json.ts';

export interface RejectedNeedle {
  /** Path of its JSON. */
  readonly file: string;
  readonly reason: string;
}

/** Pixels around a picture without JSON that are not compared. */
export const pictureBorder = 1;

export class NeedleFolder {
  readonly path: string;
  /** In the order of their paths. */
  readonly needles: readonly Needle[];
  readonly rejected: readonly RejectedNeedle[];

  constructor(path: string, needles: readonly Needle[], rejected: readonly RejectedNeedle[]) {
    this.path = path;
    this.needles = needles;
    this.rejected = rejected;
  }

  /**
   * All with every one of the tags, as a person writes them: parted by blanks.
   * @throws NEEDLE_NOT_FOUND
   */
  tagged(tags: string): readonly Needle[] {
    const wanted = tags.split(' ').filter((tag) => tag !== '');
    const found = wanted.length === 0 ? [] : this.needles.filter((needle) => needle.hasTags(wanted));
    if (found.length > 0) return found;
    const known = [...new Set(this.needles.flatMap(({ text }) => text.tags))];
    throw this.#notFound(`no needle has the tag "${tags}"`, tags, known);
  }

  /** The needle of that name, or else all with that tag. @throws NEEDLE_NOT_FOUND */
  called(name: string): readonly Needle[] {
    const own = this.needles.filter((needle) => needle.name === name);
    if (own.length > 0) return own;
    const tagged = this.needles.filter((needle) => needle.hasTags([name]));
    if (tagged.length > 0) return tagged;
    const known = this.needles.flatMap((needle) => [needle.name, ...needle.text.tags]);
    throw this.#notFound(`no needle has the name or the tag "${name}"`, name, [...new Set(known)]);
  }

  #notFound(what: string, word: string, known: readonly string[]): CodexqaError {
    const meant = nearest(word, known);
    const rejected = this.rejected.find(({ file }) => basename(file, '.json') === word);
    const why = rejected === undefined ? '' : `; ${rejected.file} is malformed: ${rejected.reason}`;
    const count = `${this.needles.length} needle${this.needles.length === 1 ? '' : 's'}`;
    return new CodexqaError('NEEDLE_NOT_FOUND', `${what} in ${this.path}, which has ${count}${why}`, {
      fix:
        meant === undefined
          ? `add one, or look what is there: codexqa needles check ${this.path}`
          : `did you mean "${meant}"?`,
      facts: { folder: this.path, word },
    });
  }
}

/** @throws NEEDLE_NOT_FOUND when there is no such folder */
export function readNeedleFolder(path: string): NeedleFolder {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CodexqaError('NEEDLE_NOT_FOUND', `there is no folder of needles at ${path}`, {
      fix: 'set `needles` in the configuration to the folder with the needles, or bring some: codexqa needles import <dir>',
      facts: { folder: path },
    });
  }
  const needles: Needle[] = [];
  const rejected: RejectedNeedle[] = [];
  for (const file of jsonFiles(path, new Set())) {
    const reading = readNeedle(file);
    if (typeof reading === 'string') rejected.push({ file, reason: reading });
    else needles.push(reading);
  }
  return new NeedleFolder(path, needles, rejected);
}

/** Links are followed, as os-autoinst does; a folder that contains itself is read once. */
function jsonFiles(folder: string, seen: Set<string>): readonly string[] {
  const real = realpathSync(folder);
  if (seen.has(real)) return [];
  seen.add(real);
  const names = readdirSync(folder).sort();
  return names.flatMap((name) => {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) return name.startsWith('.') ? [] : jsonFiles(path, seen);
    return found?.isFile() === true && name.endsWith('.json') ? [path] : [];
  });
}

/** The needle, or why it is none. */
export function readNeedle(file: string): Needle | string {
  const reading = readNeedleJson(readFileSync(file, 'utf8'));
  if (reading.kind === 'malformed') return reading.reason;
  const picture = `${file.slice(0, -'.json'.length)}.png`;
  if (!existsSync(picture)) return `its picture ${basename(picture)} is missing`;
  const size = sizeOf(picture);
  if (typeof size === 'string') return size;
  return areasOutside(reading.text.areas, size) ?? new Needle(basename(file, '.json'), picture, reading.text);
}

/** The first area that does not lie on the picture, in words; undefined when all do. */
export function areasOutside(areas: readonly Rect[], { width, height }: Size): string | undefined {
  const index = areas.findIndex((area) => !isInside(area, { width, height }));
  const area = areas[index];
  if (area === undefined) return undefined;
  return `area ${index + 1} (${formatRect(area)}) reaches beyond its picture of ${width}x${height}`;
}

/** A needle of a picture alone: all of it, but for the outermost pixels, which blend with what lies around when smoothed. */
export function wholePicture(picture: string): Needle | string {
  const size = sizeOf(picture);
  if (typeof size === 'string') return size;
  const { width, height } = size;
  if (width < 5 || height < 5) return `it has ${width}x${height} pixels, too few to be told from others`;
  const json = JSON.stringify({
    area: [{ xpos: pictureBorder, ypos: pictureBorder, width: width - 2, height: height - 2, type: 'match' }],
  });
  const reading = readNeedleJson(json);
  return reading.kind === 'read' ? new Needle(basename(picture, '.png'), picture, reading.text) : reading.reason;
}

/** Of a PNG whose container is sound, or what is wrong with it. */
function sizeOf(picture: string): Size | string {
  try {
    return readHeader(readChunks(readFileSync(picture), basename(picture)), basename(picture));
  } catch (error) {
    if (error instanceof CodexqaError) return reasonOf(error);
    throw error;
  }
}

/** The sentence of an error without its code and fix. */
export function reasonOf(error: CodexqaError): string {
  return error.message.replace(`${error.code}: `, '').split('\n')[0] ?? error.message;
}
