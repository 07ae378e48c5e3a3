/** What a person last asked of a run: go on, pause, or abort. One small file in the run folder, replaced whole. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../support/durable-file.ts';
import type { RunFolder } from './run-folder.ts';

export type Wish = 'continue' | 'pause' | 'abort';

export interface Control {
  readonly wish: Wish;
  /** Who asked. */
  readonly by: string;
  readonly reason: string;
  /** Unix time in ms. */
  readonly at: number;
}

const nothingAsked: Control = { wish: 'continue', by: '', reason: '', at: 0 };

export function controlPath(folder: RunFolder): string {
  return join(folder.path, 'control.json');
}

/** On the disk when it returns; it takes effect before the next action of every worker. */
export function askRun(folder: RunFolder, control: Control): void {
  replaceFile(controlPath(folder), `${JSON.stringify(control)}\n`);
}

/** Reads the wish; as cheap as asking for the file's time while nothing changes. */
export class ControlReader {
  readonly #path: string;
  #stamp = '';
  #control = nothingAsked;

  constructor(folder: RunFolder) {
    this.#path = controlPath(folder);
  }

  get path(): string {
    return this.#path;
  }

  read(): Control {
    const found = statSync(this.#path, { throwIfNoEntry: false });
    const stamp = found === undefined ? '' : `${found.ino} ${found.mtimeMs}`;
    if (stamp !== this.#stamp) {
      this.#stamp = stamp;
      this.#control = found === undefined ? nothingAsked : (JSON.parse(readFileSync(this.#path, 'utf8')) as Control);
    }
    return this.#control;
  }
}
