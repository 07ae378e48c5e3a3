/** What people asked of a run, in order: go on, pause, abort. One line each in a file that only grows, so that no word is lost to the next one. */
import { closeSync, fsyncSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder, writeFully } from '../support/durable-file.ts';
import type { RunFolder } from './run-folder.ts';

/** `halt`: nothing more is done, and nothing undone: the run is there to be resumed. Never a person's: for those there is `abort`. */
export type Wish = 'continue' | 'pause' | 'abort' | 'halt';

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
  return join(folder.path, 'control.jsonl');
}

/** On the disk when it returns; it takes effect before the next action of every worker. */
export function askRun(folder: RunFolder, control: Control): void {
  const file = openSync(controlPath(folder), 'a');
  try {
    // the line break in front ends a line that a kill or a full disk cut short
    writeFully(file, Buffer.from(`\n${JSON.stringify(control)}\n`));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(folder.path);
}

/** Reads what was asked; as cheap as asking for the file's size while nothing changes. */
export class ControlReader {
  readonly #path: string;
  #size = 0;
  #asked: readonly Control[] = [];

  constructor(folder: RunFolder) {
    this.#path = controlPath(folder);
  }

  get path(): string {
    return this.#path;
  }

  /** Everything that was asked, oldest first. */
  asked(): readonly Control[] {
    const size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
    if (size !== this.#size) {
      this.#size = size;
      this.#asked = readFileSync(this.#path, 'utf8').split('\n').flatMap(parsed);
    }
    return this.#asked;
  }

  /** What holds now: an end for good, otherwise the last word. */
  read(): Control {
    const asked = this.asked();
    return asked.find(({ wish }) => wish === 'abort' || wish === 'halt') ?? asked.at(-1) ?? nothingAsked;
  }
}

/** A line that is still being written, or was never finished, asks nothing yet. */
function parsed(line: string): readonly Control[] {
  try {
    return [JSON.parse(line) as Control];
  } catch {
    return [];
  }
}
