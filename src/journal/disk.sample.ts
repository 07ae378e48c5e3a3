/** A disk in words: what its cache holds, what would survive a power cut, and everything in between. */
import { dirname } from 'node:path';
import type { DiskChange } from './power-cut.sample.ts';

/** What is found when the power is back. */
export interface Remains {
  /** How the cache was lost. */
  readonly words: string;
  readonly folders: readonly string[];
  readonly files: ReadonlyMap<string, Buffer>;
}

interface File {
  cached: Buffer;
  durable: Buffer;
}

type Entry = { readonly kind: 'folder' } | { readonly kind: 'file'; readonly file: number };
type Names = Map<string, Entry>;

const root = '';
const pageSize = 64;
/** Of a lost tail, this many bytes lie between two tears. */
const tearStep = 311;

export class Disk {
  readonly #files = new Map<number, File>();
  readonly #names: Names = new Map();
  /** A name is durable once its folder was synced; POSIX promises no more. */
  readonly #durableNames: Names = new Map();

  apply(change: Exclude<DiskChange, { change: 'acknowledged' }>): void {
    switch (change.change) {
      case 'create':
        this.#files.set(change.file, { cached: Buffer.alloc(0), durable: Buffer.alloc(0) });
        this.#names.set(change.path, { kind: 'file', file: change.file });
        return;
      case 'write': {
        const file = this.#file(change.file);
        file.cached = Buffer.concat([file.cached, Buffer.from(change.base64, 'base64')]);
        return;
      }
      case 'truncate': {
        const file = this.#file(change.file);
        file.cached = file.cached.subarray(0, change.length);
        return;
      }
      case 'sync': {
        const file = this.#file(change.file);
        file.durable = file.cached;
        return;
      }
      case 'sync-folder':
        this.#syncFolder(change.path);
        return;
      case 'folder':
        this.#names.set(change.path, { kind: 'folder' });
        return;
      case 'link':
      case 'rename': {
        const entry = this.#names.get(change.from);
        if (entry === undefined) throw new Error(`nothing is named ${change.from}`);
        this.#names.set(change.to, entry);
        if (change.change === 'rename') this.#names.delete(change.from);
        return;
      }
      case 'remove':
        this.#names.delete(change.path);
        return;
    }
  }

  /** Unsynced bytes and names lost, kept, torn anywhere, or kept as zeros. */
  *torn(): Generator<Remains> {
    for (const [names, words] of this.#nameStates()) {
      yield this.#remains(names, `${words}, no unsynced byte`, ({ durable }) => durable);
      yield this.#remains(names, `${words}, every byte`, ({ cached }) => cached);
      yield this.#remains(names, `${words}, zeros`, ({ cached, durable }) =>
        Buffer.concat([durable, Buffer.alloc(Math.max(0, cached.length - durable.length))]),
      );
      for (let kept = 1; kept < this.#longestTail(); kept += tearStep) {
        yield this.#remains(names, `${words}, ${kept} unsynced bytes`, ({ cached, durable }) =>
          cached.subarray(0, Math.min(cached.length, durable.length + kept)),
        );
      }
    }
  }

  /** A later page is there, an earlier one is not. */
  *holed(): Generator<Remains> {
    for (let hole = 0; hole + pageSize < this.#longestTail(); hole += pageSize * 3) {
      yield this.#remains(this.#names, `a hole at ${hole}`, ({ cached, durable }) => {
        const bytes = Buffer.from(cached);
        const from = durable.length + hole;
        return from < bytes.length ? bytes.fill(0, from, Math.min(bytes.length, from + pageSize)) : bytes;
      });
    }
  }

  *#nameStates(): Generator<readonly [Names, string]> {
    yield [this.#durableNames, 'durable names'];
    const same = [...this.#names].every(([path, entry]) => this.#durableNames.get(path) === entry);
    if (!same || this.#names.size !== this.#durableNames.size) yield [this.#names, 'all names'];
  }

  #longestTail(): number {
    return Math.max(0, ...[...this.#files.values()].map(({ cached, durable }) => cached.length - durable.length));
  }

  #remains(names: Names, words: string, bytesOf: (file: File) => Buffer): Remains {
    const folders: string[] = [];
    const files = new Map<string, Buffer>();
    for (const [path, entry] of names) {
      if (!isReachable(names, path)) continue;
      if (entry.kind === 'folder') folders.push(path);
      else files.set(path, bytesOf(this.#file(entry.file)));
    }
    return { words, folders, files };
  }

  #syncFolder(folder: string): void {
    const isInside = (path: string): boolean => parentOf(path) === folder;
    for (const path of [...this.#durableNames.keys()].filter(isInside)) this.#durableNames.delete(path);
    for (const [path, entry] of this.#names) if (isInside(path)) this.#durableNames.set(path, entry);
  }

  #file(number: number): File {
    const file = this.#files.get(number);
    if (file === undefined) throw new Error(`there is no file ${number}`);
    return file;
  }
}

function parentOf(path: string): string {
  const parent = dirname(path);
  return parent === '.' ? root : parent;
}

/** A file is lost with any folder above it. */
function isReachable(names: Names, path: string): boolean {
  const parent = parentOf(path);
  return parent === root || (names.get(parent)?.kind === 'folder' && isReachable(names, parent));
}
