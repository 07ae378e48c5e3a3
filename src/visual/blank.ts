/** Tells a picture of nothing: one colour from edge to edge is what a dead display, a locked screen or an unmapped window gives. */
import type { RawImage } from '../contracts/image.ts';
import { words } from './pixels.ts';

export type Blankness =
  | { readonly kind: 'picture' }
  /** `colour` as `#rrggbb`. */
  | { readonly kind: 'blank'; readonly colour: string };

export function blankness(image: RawImage): Blankness {
  const numbers = words(image);
  // the fourth byte of bgrx means nothing; a little-endian reading puts it on top
  const relevant = image.layout === 'bgrx' ? opaqueBits : 0xffffffff;
  const first = (numbers[0] ?? 0) & relevant;
  for (let i = 1; i < numbers.length; i++) {
    if (((numbers[i] ?? 0) & relevant) !== first) return { kind: 'picture' };
  }
  return { kind: 'blank', colour: colourAt(image, 0) };
}

/** In words: `all black`, `all white`, `one colour (#334455)`. */
export function describeBlank(colour: string): string {
  if (colour === '#000000') return 'all black';
  if (colour === '#ffffff') return 'all white';
  return `one single colour (${colour})`;
}

const opaqueBits = new Uint32Array(Uint8Array.of(255, 255, 255, 0).buffer)[0] ?? 0;

function colourAt(image: RawImage, index: number): string {
  const [a = 0, b = 0, c = 0] = image.pixels.subarray(index * 4, index * 4 + 3);
  const [red, green, blue] = image.layout === 'rgba' ? [a, b, c] : [c, b, a];
  return `#${Buffer.from([red, green, blue]).toString('hex')}`;
}
