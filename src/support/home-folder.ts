/** The home that applications of a session are given: empty at first, made anew between tests, removed at the end. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from './process-identity.ts';

/** Once for each process. */
let hasSwept = false;

export class HomeFolder {
  #path: string;

  constructor() {
    if (!hasSwept) sweepDeadHomes();
    hasSwept = true;
    this.#path = made();
  }

  get path(): string {
    return this.#path;
  }

  renew(): void {
    this.remove();
    this.#path = made();
  }

  /** Somebody may still be closing a file in it. */
  remove(): void {
    rmSync(this.#path, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  }
}

/** Named after its process, so that the next one knows what a killed one has left behind. */
function made(): string {
  return mkdtempSync(join(tmpdir(), `codexqa-home-${process.pid}-`));
}

/** Removes the homes of processes that are gone; what somebody still holds open stays for the next time. */
export function sweepDeadHomes(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = /^codexqa-home-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || identityOf(Number(pid)) !== undefined) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // another process sweeps too, or one that outlived its worker still works in it
    }
  }
}

/** The variables of this process, for a child that gets some of its own as well. */
export function inheritedEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
