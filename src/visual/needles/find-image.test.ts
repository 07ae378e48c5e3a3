import { expect, test } from '@playwright/test';
import type { RawImage } from '../../contracts/image.ts';
import { seeded } from '../pairs.sample.ts';
import { drawAreas } from './draw-areas.ts';
import { findImage, nearestImage } from './find-image.ts';
import { drawnScreen, paint, writeNeedle } from './needle.sample.ts';
import { readNeedleFolder } from './needle-folder.ts';

/** A stamp of noise on plain ground, at each of these places. */
function stamped(...places: readonly (readonly [x: number, y: number])[]): RawImage {
  const image: RawImage = { width: 200, height: 150, pixels: new Uint8Array(200 * 150 * 4).fill(230), layout: 'rgba' };
  for (const [x, y] of places) {
    const random = seeded(8);
    paint(image, { x, y, width: 24, height: 16 }, () => Math.floor(random() * 255));
  }
  return image;
}

function needleOf(image: RawImage, json: object) {
  const folder = test.info().outputPath('needles');
  writeNeedle(folder, 'stamp', image, { area: [json], tags: ['stamp'] });
  return readNeedleFolder(folder).tagged('stamp');
}

test('every place is found, top to bottom, each with its click point', () => {
  const needles = needleOf(stamped([20, 30]), {
    xpos: 18,
    ypos: 28,
    width: 28,
    height: 20,
    click_point: { xpos: 3, ypos: 4 },
  });
  const hits = findImage(stamped([120, 100], [20, 30], [90, 30]), needles, {});
  expect(hits.map(({ place: { x, y }, click }) => [x, y, click.x, click.y])).toEqual([
    [18, 28, 21, 32],
    [88, 28, 91, 32],
    [118, 98, 121, 102],
  ]);
  expect(findImage(stamped([120, 100]), needles, { margin: 20 })).toEqual([]);
  expect(findImage(stamped([30, 35]), needles, { margin: 20 })).toHaveLength(1);
});

test('what came nearest is told with its figures, and drawn in', () => {
  const screen = stamped([20, 30]);
  const needles = needleOf(drawnScreen(2, 200, 150), { xpos: 18, ypos: 28, width: 28, height: 20 });
  expect(findImage(screen, needles, {})).toEqual([]);
  const nearest = nearestImage(screen, needles, {});
  expect(nearest).toMatchObject({ ok: false, areas: [{ wanted: 0.96, ok: false }] });
  if (nearest?.areas[0] === undefined) throw new Error('nothing came near');
  const { x, y, width } = nearest.areas[0].place;
  const drawn = drawAreas(screen, nearest);
  const pixel = (at: number): readonly number[] => [...drawn.pixels.subarray(at, at + 4)];
  // left of the area, or right of it where that is outside
  const beside = x > 0 ? x - 1 : x + width;
  expect(pixel((y * 200 + beside) * 4)).toEqual([220, 0, 40, 230]);
  expect(screen.pixels).toEqual(stamped([20, 30]).pixels);
});
