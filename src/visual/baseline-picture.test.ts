import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { xxhash128 } from 'hash-wasm';
import { PNG } from 'pngjs';
import type { RawImage } from '../contracts/image.ts';
import { BaselineCache } from './baseline-cache.ts';
import { BaselinePicture } from './baseline-picture.ts';
import { defaultCompareOptions } from './compare.ts';
import { differenceInJs, differencePng } from './difference.ts';
import { pairKinds, randomPair, seeded } from './pairs.sample.ts';
import { digestBytes, digestPixels } from './pixel-digest.ts';
import { toBgrx } from './pixels.ts';
import { chunkBytes } from './png-chunks.ts';
import { storedDigest } from './png-digest.ts';
import { readPng } from './png-read.ts';
import { writeBaselinePng, writePng } from './png-write.ts';

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cq-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('the digest is XXH3 with 128 bits, whatever the length', async () => {
  const random = seeded(5);
  const lengths = [241, 255, 256, 1023, 1024, 1025, 1088, 4096, 262_143, 262_144, 263_168, 263_169, 524_288, 700_001];
  for (const length of lengths) {
    const bytes = Uint8Array.from({ length }, () => random() * 256);
    expect(digestBytes(bytes), `${length} bytes`).toBe(await xxhash128(bytes));
  }
  expect(digestBytes(new Uint8Array(240))).toBeUndefined();
});

test('a capture and its baseline have one digest; one changed bit of a colour changes it, the fourth byte of bgrx does not', () => {
  const image = picture();
  const capture = toBgrx(image, 7);
  expect(capture).toBeDefined();
  expect(digestPixels(capture ?? image)).toBe(digestPixels(image));
  const changed = { ...image, pixels: Uint8Array.from(image.pixels, (value, i) => (i === 401 ? value ^ 1 : value)) };
  expect(digestPixels(changed)).not.toBe(digestPixels(image));
  expect(digestPixels(randomPair('translucent', seeded(1)).expected)).toBeUndefined();
});

test('a baseline is known by its digest without being unpacked, and unpacked when it differs', () => {
  const image = picture();
  const baseline = BaselinePicture.read(writeBaselinePng(image), 'a.png');
  const capture = toBgrx(image, 0) ?? image;
  const packed = baseline.heldBytes;
  expect(baseline.compare(capture, defaultCompareOptions)).toMatchObject({ counted: 0, bands: [], complete: true });
  expect(baseline.heldBytes).toBe(packed);
  const other = { ...capture, pixels: Uint8Array.from(capture.pixels, (value, i) => (i < 400 ? 255 - value : value)) };
  expect(baseline.compare(other, defaultCompareOptions).bands).not.toEqual([]);
  expect(baseline.heldBytes).toBe(image.pixels.length);
  expect(baseline.imageLike(capture).layout).toBe('bgrx');
  expect(baseline.compare(capture, defaultCompareOptions).bands).toEqual([]);
});

test('every other reader reads a file with the digest', () => {
  const image = picture();
  const file = writeBaselinePng(image);
  expect(storedDigest(file)).toBe(digestPixels(image));
  expect(PNG.sync.read(file).data.equals(image.pixels)).toBe(true);
  expect(Buffer.from(readPng(file, 'a.png').image.pixels).equals(image.pixels)).toBe(true);
});

test('the digest counts for nothing once any byte of the file has changed', () => {
  const file = writeBaselinePng(picture());
  const ends = file.length - 12 - 45;
  // another picture around our chunk, as a tool leaves it that copies what it does not know
  const other = writePng(randomPair('edges', seeded(8)).expected);
  const copied = Buffer.concat([other.subarray(0, -12), file.subarray(ends)]);
  expect(storedDigest(copied)).toBeUndefined();
  const moved = Buffer.concat([
    file.subarray(0, 33),
    file.subarray(ends, -12),
    file.subarray(33, ends),
    file.subarray(-12),
  ]);
  expect(storedDigest(moved)).toBeUndefined();
  const noted = Buffer.concat([file.subarray(0, 33), chunkBytes('tEXt', Buffer.from('Comment\0x')), file.subarray(33)]);
  expect(storedDigest(noted)).toBeUndefined();
  for (let at = 0; at < ends; at += 97) {
    const flipped = Buffer.from(file);
    flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
    expect(storedDigest(flipped)).toBeUndefined();
  }
});

test('a baseline that ImageMagick edits and saves again is judged by its pixels', () => {
  test.skip(spawnSync('convert', ['-version']).status !== 0, 'needs ImageMagick');
  const image = picture();
  const path = join(folder, 'a.png');
  for (const edit of [['-negate'], ['-brightness-contrast', '5'], []]) {
    writeFileSync(path, writeBaselinePng(image));
    execFileSync('convert', [path, ...edit, path]);
    const file = readFileSync(path);
    expect(storedDigest(file)).toBeUndefined();
    const { bands } = BaselinePicture.read(file, path).compare(image, defaultCompareOptions);
    expect(bands.length > 0, edit.join(' ')).toBe(edit.length > 0);
  }
});

test('a file is read once, again after a change, and the memory stays below its limit', () => {
  const image = picture();
  const cache = new BaselineCache(3 * image.pixels.length);
  const old = new Date(Date.now() - 60_000);
  const write = (name: string, content: RawImage) => {
    const path = join(folder, name);
    writeFileSync(path, writeBaselinePng(content));
    utimesSync(path, old, old);
    return path;
  };
  const first = write('0.png', image);
  const known = cache.read(first, first);
  expect(cache.read(first, first)).toBe(known);
  write('0.png', { ...image, pixels: Uint8Array.from(image.pixels, (value, i) => (i % 4 === 3 ? 255 : 255 - value)) });
  expect(cache.read(first, first)).not.toBe(known);
  const young = join(folder, 'young.png');
  writeFileSync(young, writeBaselinePng(image));
  expect(cache.read(young, young)).not.toBe(cache.read(young, young));
  const pictures = ['1.png', '2.png', '3.png', '4.png'].map((name) => {
    const baseline = cache.read(write(name, image), name);
    baseline.imageLike(image);
    return baseline;
  });
  expect(cache.read(join(folder, '4.png'), '4.png')).toBe(pictures[3]);
  expect(cache.read(join(folder, '1.png'), '1.png')).not.toBe(pictures[0]);
});

for (const kind of pairKinds) {
  test(`the kernel draws a difference as JavaScript does, to one grey: ${kind}`, () => {
    const random = seeded(kind.length);
    const { expected: image } = randomPair(kind, random);
    const { width, height } = image;
    const from = Math.floor(height / 3);
    const marks = Uint8Array.from({ length: width * (height - from) }, () => Math.max(0, Math.floor(random() * 9) - 4));
    const bands = [{ from, to: height, marks, tiles: new Int32Array(0) }];
    const masks = [{ x: 1, y: 1, width: Math.floor(width / 3), height: Math.floor(height / 3) }];
    const slow = readPng(differenceInJs(image, bands, masks), 'slow').image.pixels;
    for (const layout of [image, toBgrx(image, 9) ?? image]) {
      const drawn = readPng(differencePng(layout, bands, masks), 'drawn').image.pixels;
      const off = slow.map((level, i) => Math.abs(level - (drawn[i] ?? 0)));
      expect(Math.max(...off)).toBeLessThanOrEqual(1);
    }
  });
}

function picture(): RawImage {
  return randomPair('gradient', seeded(11)).expected;
}
