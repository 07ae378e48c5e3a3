/** SHA-256, as lower-case hex. */
import { createHash, hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

export type Digest = string;

export function digestOf(data: string | Uint8Array): Digest {
  return hash('sha256', data, 'hex');
}

/** Reads in pieces: files of any size. @throws the file system's own error */
export function digestOfFile(path: string): Digest {
  const sum = createHash('sha256');
  const piece = new Uint8Array(1 << 18);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) sum.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return sum.digest('hex');
}
