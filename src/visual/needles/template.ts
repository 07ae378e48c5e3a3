/** What an area of a needle looks like, prepared for the search. */
import type { Rect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import { cutGrey, type Grey, greyPart, smooth } from './grey.ts';
import { nothingSmoothed, type Rounding, roundingOf, smoothedWith } from './smoothed-part.ts';

/** A part of a template, with what tells it from others before any pixel is compared. */
export interface Block extends Rect {
  readonly sum: number;
  /** Root of the sum of squares around the mean: 0 for one colour. */
  readonly spread: number;
}

export interface Template {
  readonly grey: Grey;
  /** At most 16x16 pixels each, those with the most contrast first. */
  readonly blocks: readonly Block[];
  /** All of it as one block; undefined above the size whose sums the search can hold. */
  readonly whole: Block | undefined;
  /** For the kernel: its pixels in rows of `rowBytes`. */
  readonly rows: Uint8Array;
  readonly rowBytes: number;
  /** For the kernel: `whole` (or nothing), then `blocks`, `blockBytes` each. */
  readonly table: Uint8Array;
}

export const blockBytes = 40;

const blockSide = 16;
const mostPixels = 65_536;

/** The areas of one picture, in the order in which they are looked for. @param areas inside the picture */
export function templatesOf<Area extends Rect>(
  picture: RawImage,
  areas: readonly Area[],
  excluded: readonly Rect[],
): readonly { readonly area: Area; readonly template: Template }[] {
  let smoothed = nothingSmoothed;
  return areas.map((area) => {
    smoothed = smoothedWith(smoothed, area, picture);
    return { area, template: templateOf(picture, area, excluded, roundingOf(smoothed, picture)) };
  });
}

function templateOf(picture: RawImage, area: Rect, excluded: readonly Rect[], rounding: Rounding): Template {
  // smoothing looks one pixel further, and mirrors only where the picture itself ends
  const x = Math.max(0, area.x - 1);
  const y = Math.max(0, area.y - 1);
  const right = Math.min(picture.width, area.x + area.width + 1);
  const bottom = Math.min(picture.height, area.y + area.height + 1);
  const around = smooth(greyPart(picture, { x, y, width: right - x, height: bottom - y }, excluded), {
    left: rounding.left - x,
    middle: rounding.middle - x,
    right: rounding.right - x,
  });
  return cutTemplate(cutGrey(around, { ...area, x: area.x - x, y: area.y - y }));
}

function cutTemplate(grey: Grey): Template {
  const { width, height } = grey;
  const blocks: Block[] = [];
  for (let y = 0; y < height; y += blockSide) {
    for (let x = 0; x < width; x += blockSide) {
      const part = { x, y, width: Math.min(blockSide, width - x), height: Math.min(blockSide, height - y) };
      blocks.push(blockOf(grey, part));
    }
  }
  blocks.sort((a, b) => b.spread - a.spread);
  const all = { x: 0, y: 0, width, height };
  const whole = width * height <= mostPixels ? blockOf(grey, all) : undefined;
  const rowBytes = (width + 15) & ~15;
  return { grey, blocks, whole, rows: padded(grey, rowBytes), rowBytes, table: tableOf(whole, blocks) };
}

function padded({ width, height, pixels }: Grey, rowBytes: number): Uint8Array {
  const rows = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * rowBytes);
  return rows;
}

function tableOf(whole: Block | undefined, blocks: readonly Block[]): Uint8Array {
  const all = whole === undefined ? blocks : [whole, ...blocks];
  const view = new DataView(new ArrayBuffer(all.length * blockBytes));
  all.forEach(({ x, y, width, height, sum, spread }, index) => {
    const at = index * blockBytes;
    for (const [n, value] of [x, y, width, height].entries()) view.setInt32(at + n * 4, value, true);
    for (const [n, value] of [width * height, sum, spread].entries()) view.setFloat64(at + 16 + n * 8, value, true);
  });
  return new Uint8Array(view.buffer);
}

function blockOf(grey: Grey, part: Rect): Block {
  let sum = 0;
  let squares = 0;
  for (let y = part.y; y < part.y + part.height; y++) {
    for (let x = part.x; x < part.x + part.width; x++) {
      const pixel = grey.pixels[y * grey.width + x] ?? 0;
      sum += pixel;
      squares += pixel * pixel;
    }
  }
  const pixels = part.width * part.height;
  return { ...part, sum, spread: squares * pixels === sum * sum ? 0 : Math.sqrt(squares - (sum * sum) / pixels) };
}
