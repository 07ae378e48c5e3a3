/** Files kept under their digest: screenshots, trees, outputs. The journal names the digest, so evidence can go while the chain stays. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import { type Digest, digestOf } from '../support/digest.ts';
import { createFile, makeFolder } from '../support/durable-file.ts';
import type { RunFolder } from './run-folder.ts';

export class EvidenceStore {
  readonly #path: string;

  constructor(folder: RunFolder) {
    this.#path = folder.evidencePath;
  }

  /** The same bytes are kept once. @throws JOURNAL_WRITE_FAILED */
  keep(content: string | Uint8Array): Digest {
    const digest = digestOf(content);
    // files appear whole and are on the disk by then
    if (existsSync(this.pathOf(digest))) return digest;
    try {
      makeFolder(join(this.#path, digest.slice(0, 2)));
      createFile(this.pathOf(digest), content);
    } catch (cause) {
      throw new CodexqaError('JOURNAL_WRITE_FAILED', `evidence cannot be kept in ${this.#path}`, {
        fix: 'free some disk: npx codexqa runs prune',
        cause,
      });
    }
    return digest;
  }

  /** Undefined when it was pruned. @throws JOURNAL_CORRUPT when the file is not what was kept */
  read(digest: Digest): Buffer | undefined {
    const path = this.pathOf(digest);
    if (!existsSync(path)) return undefined;
    const content = readFileSync(path);
    if (digestOf(content) === digest) return content;
    throw new CodexqaError('JOURNAL_CORRUPT', `${path} was changed after it was kept`, { facts: { path } });
  }

  pathOf(digest: Digest): string {
    return join(this.#path, digest.slice(0, 2), digest);
  }
}
