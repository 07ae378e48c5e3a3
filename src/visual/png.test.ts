import { deflateSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { PNG } from 'pngjs';
import { CodexqaError } from '../contracts/errors.ts';
import type { RawImage } from '../contracts/image.ts';
import { pairKinds, randomPair, seeded } from './pairs.sample.ts';
import { toRgba } from './pixels.ts';
import { oddPngs } from './png.sample.ts';
import { chunkBytes, pngSignature } from './png-chunks.ts';
import { readPng } from './png-read.ts';
import { unfilter, unfilterInJs } from './png-unfilter.ts';
import { writePalettePng, writePng } from './png-write.ts';

for (const kind of pairKinds) {
  test(`what is written is read again, by us and by pngjs: ${kind}`, () => {
    const random = seeded(kind.length);
    for (let n = 0; n < 50; n++) {
      const { expected: image } = randomPair(kind, random);
      const bytes = writePng(image);
      expect(Buffer.from(readPng(bytes, 'a.png').image.pixels).equals(image.pixels)).toBe(true);
      expect(PNG.sync.read(bytes).data.equals(image.pixels)).toBe(true);
    }
  });
}

for (const filterType of [0, 1, 2, 3, 4] as const) {
  for (const colorType of [2, 6] as const) {
    test(`row filter ${filterType} of colour type ${colorType} is undone`, () => {
      const { expected: image } = randomPair('noise', seeded(filterType));
      const png = new PNG({ width: image.width, height: image.height });
      image.pixels.forEach((value, index) => {
        png.data[index] = value;
      });
      const bytes = PNG.sync.write(png, { filterType, colorType });
      expect(Buffer.from(readPng(bytes, 'a.png').image.pixels).equals(image.pixels)).toBe(true);
    });
  }
}

for (const channels of [3, 4] as const) {
  test(`the kernel and JavaScript undo the same filters of ${channels} channels, row by row and over strips`, () => {
    const random = seeded(channels);
    for (const [width, height] of [
      [1, 1],
      [2, 3],
      [5, 40],
      [16, 16],
      [33, 50],
      [700, 300],
    ] as const) {
      const filtered = Uint8Array.from({ length: (width * channels + 1) * height }, () => random() * 256);
      for (let y = 0; y < height; y++) filtered[y * (width * channels + 1)] = Math.floor(random() * 5);
      const shape = { width, height, channels };
      for (const form of [
        { layout: 'rgba', fourthByte: 255 },
        { layout: 'bgrx', fourthByte: 7 },
      ] as const) {
        const fast = unfilter(Uint8Array.from(filtered), shape, form);
        expect(fast.kind).toBe('ok');
        expect(fast).toEqual(unfilterInJs(Uint8Array.from(filtered), shape, form));
      }
    }
  });
}

for (const { kind, png, rgba } of oddPngs) {
  test(`an odd picture is read: ${kind}`, () => {
    const { image } = readPng(png, 'odd.png');
    expect([image.width, image.height]).toEqual([7, 5]);
    expect(Buffer.from(image.pixels).equals(rgba)).toBe(true);
  });
}

test('a capture in bgrx is written as an opaque picture', () => {
  const image: RawImage = { width: 2, height: 1, layout: 'bgrx', pixels: Uint8Array.of(3, 2, 1, 0, 30, 20, 10, 9) };
  expect([...readPng(writePng(image), 'a.png').image.pixels]).toEqual([1, 2, 3, 255, 10, 20, 30, 255]);
  expect([...toRgba(image).pixels]).toEqual([1, 2, 3, 255, 10, 20, 30, 255]);
});

test('a palette picture decodes to its colours', () => {
  const bytes = writePalettePng({
    width: 2,
    height: 1,
    rows: Uint8Array.of(0, 1, 0),
    colors: [
      [1, 2, 3],
      [4, 5, 6],
    ],
  });
  expect([...readPng(bytes, 'a.png').image.pixels]).toEqual([4, 5, 6, 255, 1, 2, 3, 255]);
});

test('a profile that is ignored is said', () => {
  const bytes = writePng(picture());
  const profile = chunkBytes('iCCP', Buffer.from('sRGB\0\0x'));
  const withProfile = Buffer.concat([bytes.subarray(0, 33), profile, bytes.subarray(33)]);
  expect(readPng(withProfile, 'a.png').notes).toEqual(['its colour profile (iCCP) is ignored']);
});

const whole = writePng(picture());
const broken: Record<string, { readonly bytes: Buffer; readonly says: string }> = {
  'an empty file': { bytes: Buffer.alloc(0), says: 'the file is empty' },
  'a JPEG': { bytes: Buffer.from('ffd8ffe000104a46', 'hex'), says: 'it starts with ffd8ffe000104a46' },
  'a Git LFS pointer': {
    bytes: Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
    says: 'git lfs pull',
  },
  'half a signature': { bytes: whole.subarray(0, 5), says: 'truncated after 5 bytes' },
  'no end': { bytes: whole.subarray(0, whole.length - 12), says: 'it has no end (IEND)' },
  'half its pixels': { bytes: whole.subarray(0, whole.length - 30), says: 'chunk IDAT at byte 33 needs' },
  'a flipped bit': { bytes: flipped(whole, 60), says: 'the checksum of chunk IDAT at byte 33 is wrong' },
  'text after the header': {
    bytes: Buffer.concat([whole.subarray(0, 33), Buffer.from('this is not a chunk at all')]),
    says: 'there is no chunk at byte 33',
  },
  'too few pixels': { bytes: file(8, 8, 6, Buffer.alloc(40)), says: 'end after 40 of 264 bytes' },
  'far too many pixels': { bytes: file(8, 8, 6, Buffer.alloc(1e6)), says: 'cannot be unpacked' },
  'a filter that does not exist': { bytes: file(1, 1, 6, Buffer.from([9, 1, 2, 3, 4])), says: 'row 0 says filter 9' },
  'no pixels at all': { bytes: file(0, 7, 6, Buffer.alloc(0)), says: 'its header says 0x7 pixels' },
  'a colour type that does not exist': { bytes: file(1, 1, 5, Buffer.alloc(9)), says: 'colour type 5 with 8 bits' },
  'a picture of 400 megapixels': { bytes: file(20_000, 20_000, 6, Buffer.alloc(9)), says: '400.0 megapixels' },
};
for (const [name, { bytes, says }] of Object.entries(broken)) {
  test(`refused with its reason: ${name}`, () => {
    const refusal = caught(() => readPng(bytes, 'baselines/sum.png'));
    expect(refusal.code).toBe('BASELINE_INVALID');
    expect(refusal.message).toContain('baselines/sum.png');
    expect(refusal.message).toContain(says);
    expect(refusal.fix).toBeTruthy();
  });
}

test('every cut and every flipped bit of a real file is refused or read as it was', () => {
  for (let at = 0; at < whole.length; at++)
    expect(caught(() => readPng(whole.subarray(0, at), 'a.png')).code).toBe('BASELINE_INVALID');
  for (let at = 8; at < whole.length; at++)
    expect(caught(() => readPng(flipped(whole, at), 'a.png')).code).toBe('BASELINE_INVALID');
});

function picture(): RawImage {
  return randomPair('edges', seeded(3)).expected;
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 16, at);
  return copy;
}

function file(width: number, height: number, colorType: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colorType], 8);
  const chunks = [
    chunkBytes('IHDR', header),
    chunkBytes('IDAT', deflateSync(rows)),
    chunkBytes('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([pngSignature, ...chunks]);
}

function caught(work: () => unknown): CodexqaError {
  try {
    work();
  } catch (error) {
    if (error instanceof CodexqaError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
