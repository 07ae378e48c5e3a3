/** Which rows of two pictures of one size and layout differ in any byte: memory compares of large blocks, then of rows. */
import type { RawImage } from '../contracts/image.ts';
import type { Rows } from './mark.ts';

const blockRows = 64;

/** Lazy, so that whoever stops early has not compared the rest. */
export function* differingRows(expected: RawImage, actual: RawImage): Generator<Rows> {
  const same = comparer(expected, actual);
  let from: number | undefined;
  for (let block = 0; block < expected.height; block += blockRows) {
    const end = Math.min(block + blockRows, expected.height);
    if (same(block, end)) {
      if (from !== undefined) yield { from, to: block };
      from = undefined;
      continue;
    }
    for (let y = block; y < end; y++) {
      const equal = same(y, y + 1);
      if (!equal) from ??= y;
      else if (from !== undefined) {
        yield { from, to: y };
        from = undefined;
      }
    }
  }
  if (from !== undefined) yield { from, to: expected.height };
}

function comparer(expected: RawImage, actual: RawImage): (from: number, to: number) => boolean {
  const rowBytes = expected.width * 4;
  const a = bufferOf(expected.pixels);
  const b = bufferOf(actual.pixels);
  return (from, to) => a.compare(b, from * rowBytes, to * rowBytes, from * rowBytes, to * rowBytes) === 0;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
