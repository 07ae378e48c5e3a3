/** Baselines that were read before, so that polling, retries and repeated looks neither read nor unpack them again. */
import { readFileSync, type Stats, statSync } from 'node:fs';
import { BaselinePicture } from './baseline-picture.ts';
import { defaultPngLimits, type PngLimits } from './png-read.ts';

interface Entry {
  readonly picture: BaselinePicture;
  readonly stats: Stats;
  /** False for a file so young that a change within its time stamp could go unseen. */
  readonly trusted: boolean;
}

/** Time stamps of file systems are this coarse at worst. */
const racyMs = 2000;

export class BaselineCache {
  readonly #limitBytes: number;
  /** The least recently used first. */
  readonly #entries = new Map<string, Entry>();

  /** By default eight unpacked screens of 1920x1080. */
  constructor(limitBytes = 64 * 1024 * 1024) {
    this.#limitBytes = limitBytes;
  }

  /**
   * The file must exist.
   * @param source names it in errors
   * @throws BASELINE_INVALID, and the file system's own error
   */
  read(path: string, source: string, limits: PngLimits = defaultPngLimits): BaselinePicture {
    const stats = statSync(path);
    const known = this.#entries.get(path);
    this.#entries.delete(path);
    const entry =
      known?.trusted && isSameFile(known.stats, stats)
        ? known
        : {
            picture: BaselinePicture.read(readFileSync(path), source, limits),
            stats,
            trusted: Date.now() - stats.mtimeMs > racyMs,
          };
    this.#entries.set(path, entry);
    this.#shrink();
    return entry.picture;
  }

  #shrink(): void {
    let held = 0;
    for (const { picture } of this.#entries.values()) held += picture.heldBytes;
    for (const [path, { picture }] of this.#entries) {
      if (held <= this.#limitBytes || this.#entries.size === 1) return;
      held -= picture.heldBytes;
      this.#entries.delete(path);
    }
  }
}

function isSameFile(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}
