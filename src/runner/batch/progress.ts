/** How far a batch is, left in the run folder for whoever shows it: a worker has no terminal. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Progress, progressFolder, runEnv } from '../../contracts/run.ts';
import { fileName } from '../attachment-name.ts';

const atMostEveryMs = 200;

export class BatchProgress {
  readonly #path: string | undefined;
  readonly #begun: Pick<Progress, 'name' | 'pid' | 'total' | 'startedAt'>;
  #lastAt = 0;

  constructor(name: string, workerIndex: number, total: number | undefined) {
    const runDir = process.env[runEnv.runDir];
    this.#begun = { name, pid: process.pid, startedAt: Date.now(), ...(total === undefined ? {} : { total }) };
    if (runDir === undefined) return;
    mkdirSync(join(runDir, progressFolder), { recursive: true });
    this.#path = join(runDir, progressFolder, `worker-${workerIndex}-${fileName(name)}.json`);
  }

  tell(counts: Progress['counts']): void {
    const now = performance.now();
    if (this.#path === undefined || now - this.#lastAt < atMostEveryMs) return;
    this.#lastAt = now;
    const progress: Progress = { ...this.#begun, counts };
    writeFileSync(`${this.#path}.tmp`, JSON.stringify(progress));
    renameSync(`${this.#path}.tmp`, this.#path);
  }

  end(): void {
    if (this.#path !== undefined) rmSync(this.#path, { force: true });
  }
}
