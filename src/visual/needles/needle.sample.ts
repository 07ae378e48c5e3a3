/** Pictures and needle files for the tests: something like a desktop, drawn from a seed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import { seeded } from '../pairs.sample.ts';
import { writePng } from '../png-write.ts';

/** Flat ground with boxes and lines of noise: what text looks like from afar. */
export function drawnScreen(seed: number, width = 160, height = 120): RawImage {
  const random = seeded(seed);
  const pixels = new Uint8Array(width * height * 4).fill(235);
  const image: RawImage = { width, height, pixels, layout: 'rgba' };
  for (let n = 0; n < 6; n++) {
    const box = {
      x: random() * width * 0.8,
      y: random() * height * 0.8,
      width: 20 + random() * 60,
      height: 8 + random() * 30,
    };
    const level = Math.floor(random() * 255);
    paint(image, box, () => level);
    paint(image, { ...box, y: box.y + 4, height: 6 }, () => (random() < 0.4 ? 20 : 245));
  }
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
  return image;
}

export function paint(image: RawImage, area: Rect, level: () => number): void {
  const right = Math.min(image.width, area.x + area.width);
  for (let y = Math.floor(area.y); y < Math.min(image.height, area.y + area.height); y++) {
    for (let x = Math.floor(area.x); x < right; x++)
      image.pixels.fill(level(), (y * image.width + x) * 4, (y * image.width + x) * 4 + 3);
  }
}

/** A window's part of a picture moved elsewhere. */
export function moved(image: RawImage, dx: number, dy: number): RawImage {
  const pixels = new Uint8Array(image.pixels.length).fill(235);
  for (let y = Math.max(0, dy); y < Math.min(image.height, image.height + dy); y++) {
    const from = ((y - dy) * image.width + Math.max(0, -dx)) * 4;
    const length = (image.width - Math.abs(dx)) * 4;
    pixels.set(image.pixels.subarray(from, from + length), (y * image.width + Math.max(0, dx)) * 4);
  }
  return { ...image, pixels };
}

/** `area` in os-autoinst's own words. */
export function writeNeedle(folder: string, name: string, image: RawImage, json: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(json));
  writeFileSync(join(folder, `${name}.png`), writePng(image));
}
