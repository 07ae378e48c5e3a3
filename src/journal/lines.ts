/** Lines of a file as bytes, in pieces: a journal may be larger than any string. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export interface FileLine {
  readonly bytes: Buffer;
  /** From 1. */
  readonly number: number;
  /** False for what stands after the last line feed. */
  readonly ended: boolean;
}

const pieceSize = 1 << 18;
const lineFeed = 10;

/** The bytes of a line are only valid until the next one is asked for. */
export function* linesOf(path: string): Generator<FileLine, void> {
  const file = openSync(path, 'r');
  try {
    let rest = Buffer.alloc(0);
    let number = 1;
    for (;;) {
      const piece = Buffer.allocUnsafe(pieceSize);
      const read = readSync(file, piece);
      if (read === 0) break;
      const text = rest.length === 0 ? piece.subarray(0, read) : Buffer.concat([rest, piece.subarray(0, read)]);
      let start = 0;
      for (let end = text.indexOf(lineFeed); end !== -1; end = text.indexOf(lineFeed, start)) {
        yield { bytes: text.subarray(start, end), number: number++, ended: true };
        start = end + 1;
      }
      rest = text.subarray(start);
    }
    if (rest.length > 0) yield { bytes: rest, number, ended: false };
  } finally {
    closeSync(file);
  }
}

/** The last line that ends with a line feed, without reading what is before it. */
export function lastLineOf(path: string): Buffer | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    for (let window = Math.min(size, pieceSize); window > 0; window = Math.min(size, window * 2)) {
      const tail = Buffer.alloc(window);
      readSync(file, tail, 0, window, size - window);
      const end = tail.lastIndexOf(lineFeed);
      const start = end > 0 ? tail.lastIndexOf(lineFeed, end - 1) : -1;
      if (end !== -1 && (start !== -1 || window === size)) return tail.subarray(start + 1, end);
      if (window === size) return undefined;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}
