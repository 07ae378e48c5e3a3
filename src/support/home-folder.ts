/** The home that applications of a session are given: empty at first, made anew between tests, removed at the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class HomeFolder {
  #path = made();

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

function made(): string {
  return mkdtempSync(join(tmpdir(), 'codexqa-home-'));
}

/** The variables of this process, for a child that gets some of its own as well. */
export function inheritedEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
