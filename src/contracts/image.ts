/** Pictures as raw pixels: nothing is encoded between capture and comparison. */
import type { Size } from './geometry.ts';

/**
 * Byte order of one pixel. `bgrx` is what an X server keeps (the fourth byte means nothing and must be read as opaque);
 * `rgba` is what PNG readers give.
 */
export type PixelLayout = 'rgba' | 'bgrx';

export interface RawImage extends Size {
  /** width * height * 4 bytes, rows top to bottom without padding. */
  readonly pixels: Uint8Array;
  readonly layout: PixelLayout;
}
