/** The project's needles, read once by a worker when a test first asks for one. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { CodexqaError } from '../../contracts/errors.ts';
import { formatRect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import type { ImageHit, ImageSearchOptions, ImageShelf, SoughtImage } from '../../contracts/image-search.ts';
import { findImage, nearestImage } from '../../visual/needles/find-image.ts';
import type { NeedleVerdict } from '../../visual/needles/judge-needles.ts';
import type { Needle } from '../../visual/needles/needle.ts';
import {
  type NeedleFolder,
  pictureBorder,
  readNeedle,
  readNeedleFolder,
  reasonOf,
  wholePicture,
} from '../../visual/needles/needle-folder.ts';
import type { ProjectOptions } from '../options.ts';

export class NeedleShelf implements ImageShelf {
  static readonly #ofFolder = new Map<string, NeedleFolder>();
  readonly #folder: string;
  /** What paths of pictures count from. */
  readonly #root: string;

  constructor({ needles, configFile }: Pick<ProjectOptions, 'needles' | 'configFile'>) {
    this.#folder = needles;
    this.#root = dirname(configFile);
  }

  /** @throws NEEDLE_NOT_FOUND when there is none */
  get folder(): NeedleFolder {
    const known = NeedleShelf.#ofFolder.get(this.#folder) ?? readNeedleFolder(this.#folder);
    NeedleShelf.#ofFolder.set(this.#folder, known);
    return known;
  }

  /** @throws NEEDLE_NOT_FOUND, NEEDLE_INVALID */
  read(image: string): SoughtImage {
    if (!image.endsWith('.png')) return new Sought(readable(this.folder.called(image)), 0);
    const path = this.#pathOf(image);
    const json = `${path.slice(0, -'.png'.length)}.json`;
    const isNeedle = existsSync(json);
    const needle = isNeedle ? readNeedle(json) : wholePicture(path);
    if (typeof needle === 'string') throw invalid(path, needle);
    return new Sought(readable([needle]), isNeedle ? 0 : pictureBorder);
  }

  /** From the project's folder, else from that of the needles. */
  #pathOf(image: string): string {
    const paths = isAbsolute(image) ? [image] : [resolve(this.#root, image), resolve(this.#folder, image)];
    const found = paths.find((path) => existsSync(path));
    if (found !== undefined) return found;
    throw new CodexqaError('NEEDLE_NOT_FOUND', `there is no picture at ${paths.join(' or ')}`, {
      fix: 'give its path from the folder of the configuration, or the name of a needle',
      facts: { image },
    });
  }
}

class Sought implements SoughtImage {
  readonly #needles: readonly Needle[];
  /** Pixels around each place that belong to it. */
  readonly #border: number;

  constructor(needles: readonly Needle[], border: number) {
    this.#needles = needles;
    this.#border = border;
  }

  find(screen: RawImage, options: ImageSearchOptions): readonly ImageHit[] {
    return findImage(screen, this.#needles, options).map(({ needle, place, ...hit }) => ({
      ...hit,
      name: needle.name,
      place: {
        x: place.x - this.#border,
        y: place.y - this.#border,
        width: place.width + 2 * this.#border,
        height: place.height + 2 * this.#border,
      },
    }));
  }

  nearest(screen: RawImage, options: ImageSearchOptions): string | undefined {
    const verdict = nearestImage(screen, this.#needles, options);
    return verdict === undefined ? undefined : verdictWords(verdict);
  }
}

/** `needle "ok": area 1 is 71.3 % alike at 120,40 60x20, wanted 96 %` */
export function verdictWords({ needle, areas }: NeedleVerdict): string {
  const parts = areas.map(({ place, similarity, wanted, ok }, index) => {
    const alike = `area ${index + 1} is ${percent(similarity)} alike at ${formatRect(place)}`;
    return ok ? `${alike}, which is enough` : `${alike}, wanted ${percent(wanted)}`;
  });
  return `needle "${needle.name}": ${parts.join('; ')}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** Those whose pictures can be read; when there is none the first one says why. @throws NEEDLE_INVALID */
export function readable(needles: readonly Needle[]): readonly Needle[] {
  const errors: CodexqaError[] = [];
  const sound = needles.filter((needle) => {
    try {
      return needle.matchAreas().length > 0;
    } catch (error) {
      if (!(error instanceof CodexqaError)) throw error;
      errors.push(invalid(needle.picture, reasonOf(error)));
      return false;
    }
  });
  const [first] = errors;
  if (sound.length === 0 && first !== undefined) throw first;
  return sound;
}

function invalid(path: string, reason: string): CodexqaError {
  return new CodexqaError('NEEDLE_INVALID', `the needle ${path} is malformed: ${reason}`, {
    fix: 'mend its JSON or its picture; `codexqa needles check` names every malformed one',
    facts: { path },
  });
}
