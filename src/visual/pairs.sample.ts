/** Random pairs of pictures that reach every branch of the judge: few colours, gradients, smooth edges, noise, translucency. */
import type { RawImage } from '../contracts/image.ts';

export const pairKinds = ['few-colours', 'gradient', 'edges', 'noise', 'translucent', 'tiny'] as const;
export type PairKind = (typeof pairKinds)[number];

export interface Pair {
  readonly expected: RawImage;
  readonly actual: RawImage;
}

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomPair(kind: PairKind, random: () => number): Pair {
  const whole = (below: number) => Math.floor(random() * below);
  const [width, height] = kind === 'tiny' ? [1 + whole(4), 1 + whole(4)] : [3 + whole(60), 3 + whole(40)];
  const picture = () => drawn(kind, width, height, random);
  const expected = picture();
  const pixels = Uint8Array.from(expected.pixels);
  if (random() < 0.2) return { expected, actual: picture() };
  if (random() < 0.2) return { expected, actual: shifted(expected, whole(3) - 1, whole(3) - 1) };
  for (let n = whole(60); n >= 0; n--) {
    const at = whole(width * height) * 4 + whole(kind === 'translucent' ? 4 : 3);
    pixels[at] = random() < 0.5 ? whole(256) : (pixels[at] ?? 0) + whole(40) - 20;
  }
  return { expected, actual: { ...expected, pixels } };
}

/** Wide pictures that differ in a few columns only. */
export function narrowChange(kind: PairKind, random: () => number): Pair {
  const whole = (below: number) => Math.floor(random() * below);
  const [width, height] = [40 + whole(200), 3 + whole(25)];
  const expected = drawn(kind, width, height, random);
  const pixels = Uint8Array.from(expected.pixels);
  const box = { x: whole(width), y: whole(height), width: 1 + whole(20), height: 1 + whole(12) };
  for (let y = box.y; y < Math.min(height, box.y + box.height); y++) {
    for (let x = box.x; x < Math.min(width, box.x + box.width); x++) {
      for (let channel = 0; channel < 3; channel++) {
        if (random() < 0.4) pixels[(y * width + x) * 4 + channel] = whole(256);
      }
    }
  }
  return { expected, actual: { ...expected, pixels } };
}

function drawn(kind: PairKind, width: number, height: number, random: () => number): RawImage {
  const pixels = new Uint8Array(width * height * 4);
  const shades = Array.from({ length: 4 }, () => Math.floor(random() * 256));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        pixels[(y * width + x) * 4 + channel] = level(kind, x, y, channel, shades, random);
      }
      const solid = kind !== 'translucent' || random() < 0.5;
      pixels[(y * width + x) * 4 + 3] = solid ? 255 : Math.floor(random() * 256);
    }
  }
  return { width, height, pixels, layout: 'rgba' };
}

function level(kind: PairKind, x: number, y: number, channel: number, shades: readonly number[], random: () => number) {
  const shade = shades[channel] ?? 0;
  switch (kind) {
    case 'few-colours':
    case 'tiny':
      return shades[Math.floor(random() * 4)] ?? 0;
    case 'gradient':
      return shade + x * 3 + y * channel;
    case 'edges': {
      const distance = Math.hypot(x - 20, y - 15) - 12;
      return Math.max(0, Math.min(255, 128 + distance * 90)) * (channel === 1 ? 0.8 : 1);
    }
    case 'noise':
      return random() * 256;
    case 'translucent':
      return random() < 0.7 ? shade : random() * 256;
  }
}

function shifted(image: RawImage, dx: number, dy: number): RawImage {
  const pixels = Uint8Array.from(image.pixels);
  const clamp = (value: number, below: number) => Math.max(0, Math.min(below - 1, value));
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const from = (clamp(y - dy, image.height) * image.width + clamp(x - dx, image.width)) * 4;
      pixels.set(image.pixels.subarray(from, from + 4), (y * image.width + x) * 4);
    }
  }
  return { ...image, pixels };
}
