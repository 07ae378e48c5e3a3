/** Pictures of a session, of its areas and of single windows, on real applications; and what it says when something is painted. */
import { expect, test } from '@playwright/test';
import { type DriverSession, defaultSession, type Signal } from '../../../contracts/driver.ts';
import type { Point } from '../../../contracts/geometry.ts';
import type { RawImage } from '../../../contracts/image.ts';
import { createLinuxDriver } from '../driver.ts';
import { changeOf, seen, start, until } from '../linux.sample.ts';

let session: DriverSession;

test.beforeEach(async () => {
  session = await createLinuxDriver().open(defaultSession);
});

test.afterEach(async () => {
  await session.close();
});

test('a picture shows what is there, whole or in part, never the cursor', async () => {
  const blank = await session.capture({ kind: 'screen' });
  expect(blank).toMatchObject({ width: 1280, height: 800, layout: 'bgrx' });
  expect(colorsOf(blank)).toBe(1);
  const { window } = await start(session, 'galculator');
  await session.act({ kind: 'hover', point: { x: 700, y: 700 }, address: {} });
  // what is painted late lies between the two at most once
  await expect(async () => {
    const whole = await until(session, stillPicture, 'a picture of a drawn window that stands still');
    const part = await session.capture({ kind: 'area', area: window.bounds });
    expect({ width: part.width, height: part.height }).toEqual({
      width: window.bounds.width,
      height: window.bounds.height,
    });
    for (const point of [
      { x: 0, y: 0 },
      { x: 50, y: 30 },
      { x: part.width - 1, y: part.height - 1 },
    ]) {
      expect(pixel(part, point)).toBe(pixel(whole, { x: window.bounds.x + point.x, y: window.bounds.y + point.y }));
    }
  }).toPass();
  const around = await session.capture({ kind: 'area', area: { x: 690, y: 690, width: 40, height: 40 } });
  expect(colorsOf(around)).toBe(1);
  const edge = await session.capture({ kind: 'area', area: { x: 1270, y: -5, width: 100, height: 20 } });
  expect(edge).toMatchObject({ width: 10, height: 15 });
  await expect(session.capture({ kind: 'area', area: { x: 2000, y: 0, width: 5, height: 5 } })).rejects.toThrow(
    'CAPTURE_FAILED',
  );
});

test('a window is pictured without what covers it', async () => {
  const { window } = await start(session, 'galculator');
  await until(session, stillPicture, 'a drawn window');
  const free = await until(
    session,
    async () => {
      const own = await session.capture({ kind: 'window', windowId: window.id });
      const seenOnScreen = await session.capture({ kind: 'area', area: window.bounds });
      return Buffer.compare(own.pixels, seenOnScreen.pixels) === 0 ? own : undefined;
    },
    'the same in a picture of the window and of its place',
  );
  const { window: cover } = await start(session, 'mousepad', ['--disable-server']);
  await session.act(changeOf(cover.id, { kind: 'maximize' }));
  await seen(session, cover.id, ({ bounds }) => bounds.width === 1280);
  const isSame = async () => isSameBelow(free, await session.capture({ kind: 'window', windowId: window.id }), 30);
  await expect.poll(isSame).toBe(true);
  await session.act(changeOf(window.id, { kind: 'minimize' }));
  await seen(session, window.id, ({ minimized }) => minimized);
  await expect(session.capture({ kind: 'window', windowId: window.id })).rejects.toThrow('CAPTURE_FAILED');
  await expect(session.capture({ kind: 'window', windowId: '0x1' })).rejects.toThrow('WINDOW_NOT_FOUND');
});

test('the memory of a picture is taken again only when it is offered', async () => {
  const first = await session.capture({ kind: 'screen' });
  const second = await session.capture({ kind: 'screen' });
  expect(second.pixels.buffer).not.toBe(first.pixels.buffer);
  const third = await session.capture({ kind: 'screen' }, first);
  expect(third.pixels).toBe(first.pixels);
});

test('painting is signalled with its place', async () => {
  const { window } = await start(session, 'galculator');
  const damage = new Promise<Signal>((resolve) => {
    session.onSignal((signal) => signal.kind === 'damage' && resolve(signal));
  });
  await session.act({ kind: 'type', text: '7', address: {} });
  const signal = await damage;
  if (signal.kind !== 'damage') throw new Error('not damage');
  expect(signal.area.x).toBeGreaterThanOrEqual(window.bounds.x);
  expect(signal.area.width).toBeLessThanOrEqual(window.bounds.width);
});

/** Undefined while nothing is drawn or something still paints: late parts of a window come 100 ms after the first. */
async function stillPicture(): Promise<RawImage | undefined> {
  const first = await session.capture({ kind: 'screen' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const second = await session.capture({ kind: 'screen' });
  return colorsOf(first) > 20 && Buffer.compare(first.pixels, second.pixels) === 0 ? first : undefined;
}

function pixel(image: RawImage, { x, y }: Point): number {
  const at = (y * image.width + x) * 4;
  return ((image.pixels[at] ?? 0) << 16) | ((image.pixels[at + 1] ?? 0) << 8) | (image.pixels[at + 2] ?? 0);
}

/** The title bar above `top` changes with the focus. */
function isSameBelow(a: RawImage, b: RawImage, top: number): boolean {
  const start = top * a.width * 4;
  return Buffer.compare(a.pixels.subarray(start), b.pixels.subarray(start)) === 0;
}

function colorsOf(image: RawImage): number {
  const colors = new Set<number>();
  for (let y = 0; y < image.height; y += 1) for (let x = 0; x < image.width; x += 1) colors.add(pixel(image, { x, y }));
  return colors.size;
}
