/** Why a picture may differ, as far as pixels tell: a text caret that blinks, or a part that moved as a whole. */
import type { LikelyCause } from '../contracts/comparison.ts';
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import type { ChangedBox } from './changed-boxes.ts';
import { inOneLayout, words } from './pixels.ts';

const caret = { widest: 3, lowest: 8, highest: 48, density: 0.9 } as const;

/** Layout slips are small; a longer way is another layout. */
const farthest = 4;
/** Smaller boxes match some shift by chance. */
const leastArea = 400;
/** Of the pixels that differ in the box, how many the shift must explain. */
const explained = 0.97;

/** For the largest boxes; nothing for most of them. */
export function likelyCauses(
  expected: RawImage,
  actual: RawImage,
  boxes: readonly ChangedBox[],
): readonly LikelyCause[] {
  const [before, after] = inOneLayout(expected, actual);
  const pair = {
    width: before.width,
    height: before.height,
    before: words(before),
    after: words(after),
    bits: colourBits(after),
  };
  return boxes.slice(0, 8).flatMap((box): readonly LikelyCause[] => {
    const place = { x: box.x, y: box.y, width: box.width, height: box.height };
    if (isCaret(box)) return [{ kind: 'caret', box: place }];
    const shift = box.width * box.height < leastArea ? undefined : shiftOf(pair, box);
    return shift === undefined ? [] : [{ kind: 'shift', box: place, ...shift }];
  });
}

function isCaret({ width, height, pixels }: ChangedBox): boolean {
  const upright = width <= caret.widest && height >= caret.lowest && height <= caret.highest;
  return upright && pixels >= width * height * caret.density;
}

interface Pair {
  readonly width: number;
  readonly height: number;
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  /** The bits of a number per pixel that mean a colour. */
  readonly bits: number;
}

/** The fourth byte of `bgrx` means nothing. */
function colourBits({ layout }: RawImage): number {
  return layout === 'rgba' ? -1 : (new Int32Array(Uint8Array.of(255, 255, 255, 0).buffer)[0] ?? -1);
}

/** The nearest shift that explains the box. */
function shiftOf(pair: Pair, box: Rect): { readonly dx: number; readonly dy: number } | undefined {
  return nearestFirst.find(({ dx, dy }) => explains(pair, box, dx, dy));
}

const steps = Array.from({ length: 2 * farthest + 1 }, (_, i) => i - farthest);
const nearestFirst = steps
  .flatMap((dy) => steps.map((dx) => ({ dx, dy })))
  .filter(({ dx, dy }) => dx !== 0 || dy !== 0)
  .sort((a, b) => Math.hypot(a.dx, a.dy) - Math.hypot(b.dx, b.dy));

/** Gives up as soon as too many pixels stay unexplained. */
function explains(pair: Pair, box: Rect, dx: number, dy: number): boolean {
  const { width, height, before, after, bits } = pair;
  let changed = 0;
  let unexplained = 0;
  const most = box.width * box.height * (1 - explained);
  for (let y = Math.max(box.y, dy, 0); y < Math.min(box.y + box.height, height + Math.min(dy, 0)); y++) {
    for (let x = Math.max(box.x, dx, 0); x < Math.min(box.x + box.width, width + Math.min(dx, 0)); x++) {
      const now = after[y * width + x] ?? 0;
      if ((((before[y * width + x] ?? 0) ^ now) & bits) === 0) continue;
      changed++;
      if ((((before[(y - dy) * width + x - dx] ?? 0) ^ now) & bits) !== 0) unexplained++;
    }
    if (unexplained > most) return false;
  }
  return changed > 0 && unexplained <= changed * (1 - explained);
}
