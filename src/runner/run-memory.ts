/** What a worker may recall for its tests: earlier attempts of this run, and the runs that this one continues. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { forgottenFile, type Resolution, resolvedFile, runEnv } from '../contracts/run.ts';
import { chainOf } from '../journal/chain.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { nothingRemembered, ofRun, remember, type TestMemory } from '../journal/test-memory.ts';

export class RunMemory {
  readonly #folder: RunFolder | undefined;
  #earlier: ReadonlyMap<string, TestMemory> | undefined;

  constructor() {
    const path = process.env[runEnv.runDir];
    this.#folder = path === undefined ? undefined : RunFolder.at(path);
  }

  /** @throws JOURNAL_CORRUPT, JOURNAL_NEWER, RUN_NOT_FOUND */
  recall(testId: string, retry: number): TestMemory {
    const memory = this.#memories(retry > 0)?.get(testId) ?? nothingRemembered;
    // what a checkpoint of an earlier run restores may no longer be what the spec expects; what has happened has happened all the same
    return this.#folder !== undefined && testId in this.#forgotten() ? ofRun(memory, this.#folder.runId) : memory;
  }

  /** What a person said about a step of which nobody knows whether it happened. */
  resolution(step: string): Resolution | undefined {
    return this.#read<Resolution>(resolvedFile)[step];
  }

  #forgotten(): Readonly<Record<string, string>> {
    return this.#read<string>(forgottenFile);
  }

  #read<T>(file: string): Readonly<Record<string, T>> {
    const path = join(this.#folder?.path ?? '', file);
    return this.#folder !== undefined && existsSync(path)
      ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, T>)
      : {};
  }

  /** A first attempt can only remember earlier runs; they do not change any more and are read once. */
  #memories(withThisRun: boolean): ReadonlyMap<string, TestMemory> | undefined {
    if (this.#folder === undefined) return undefined;
    if (withThisRun) return remember(chainOf(this.#folder));
    this.#earlier ??= remember(chainOf(this.#folder).slice(0, -1));
    return this.#earlier;
  }
}
