/** The contract about pictures: whole, without the cursor, still when nothing moves, different when something did. */
import { centerOf, formatRect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import { type ConformanceCheck, check } from './check.ts';
import { type Desk, expectEqual, expectRefusal, expectTrue } from './desk.ts';

export const pictureChecks: readonly ConformanceCheck[] = [
  check('a picture of the screen has the size of the screen', ['capture:screen'], async (desk) => {
    const { width, height } = desk.session.screen;
    const image = await desk.session.capture({ kind: 'screen' });
    expectEqual('size', { width: image.width, height: image.height }, { width, height });
    expectEqual('bytes', image.pixels.length, width * height * 4);
  }),

  check('an area is the same part of the screen', ['capture:screen'], async (desk) => {
    await desk.launch();
    await desk.calm();
    const { contentBounds: area } = await desk.windowTitled('Form');
    const part = await desk.session.capture({ kind: 'area', area });
    expectEqual('size', { width: part.width, height: part.height }, { width: area.width, height: area.height });
    // what is painted late may come between two pictures
    await desk.until(`the pixels of ${formatRect(area)}`, async () => {
      const screen = await desk.session.capture({ kind: 'screen' });
      return sameRows(await desk.session.capture({ kind: 'area', area }), screen, area) ? true : undefined;
    });
  }),

  check('two pictures of a still screen are equal', ['capture:screen'], async (desk) => {
    await desk.launch();
    await desk.calm();
    await desk.until('equal pictures', async () => ((await isStill(desk)) ? true : undefined));
  }),

  check('the pointer is never in the picture', ['capture:screen', 'pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    const point = centerOf(await desk.boundsOf(await desk.find('button', 'Disabled', app)));
    const pictureWithPointerAt = async (x: number): Promise<RawImage> => {
      await desk.act({ kind: 'hover', point: { ...point, x }, address: {} });
      await desk.calm();
      return desk.session.capture({ kind: 'screen' });
    };
    await desk.until('the same picture with the pointer elsewhere', async () =>
      samePixels(await pictureWithPointerAt(point.x), await pictureWithPointerAt(point.x - 8)) ? true : undefined,
    );
  }),

  check('a picture shows what an action changed', ['capture:screen', 'pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    await desk.calm();
    const before = await desk.session.capture({ kind: 'screen' });
    await desk.click('checkbox', 'Subscribe', app);
    await desk.status('Subscribe: true', app);
    await desk.until('another picture', async () =>
      samePixels(before, await desk.session.capture({ kind: 'screen' })) ? undefined : true,
    );
  }),

  check('damage is signalled where something was drawn', ['damage', 'pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    const { bounds } = await desk.windowTitled('Form');
    const box = await desk.find('checkbox', 'Subscribe', app);
    await desk.calm();
    const { heard, stop } = desk.listen();
    await desk.clickNode(box);
    const damage = await desk.until('a damage signal', () => heard.find((signal) => signal.kind === 'damage'));
    stop();
    const { area } = damage;
    const inside = area.x >= bounds.x - 1 && area.x + area.width <= bounds.x + bounds.width + 1;
    expectTrue(`damage inside the window ${formatRect(bounds)}`, inside, formatRect(area));
  }),

  check('one window is pictured without what covers it', ['capture:window'], async (desk) => {
    const first = await desk.launch();
    await desk.calm();
    const window = (await desk.session.windows()).find((each) => each.appId === first.id);
    const target = { kind: 'window', windowId: window?.id ?? '' } as const;
    await desk.launch();
    await desk.calm();
    const covered = await desk.session.capture(target);
    const size = { width: window?.bounds.width, height: window?.bounds.height };
    expectEqual('size', { width: covered.width, height: covered.height }, size);
    await expectRefusal('picturing an unknown window', 'WINDOW_NOT_FOUND', () =>
      desk.session.capture({ kind: 'window', windowId: '0x7fffffff' }),
    );
  }),

  check('what a driver cannot picture it refuses', [], async (desk) => {
    if (desk.session.capabilities.has('capture:window')) return;
    await expectRefusal('picturing one window', 'CAPABILITY_MISSING', () =>
      desk.session.capture({ kind: 'window', windowId: 'any' }),
    );
  }),
];

async function isStill(desk: Desk): Promise<boolean> {
  const first = await desk.session.capture({ kind: 'screen' });
  await desk.calm();
  return samePixels(first, await desk.session.capture({ kind: 'screen' }));
}

function samePixels(a: RawImage, b: RawImage): boolean {
  return a.width === b.width && a.height === b.height && Buffer.compare(a.pixels, b.pixels) === 0;
}

function sameRows(part: RawImage, whole: RawImage, at: { readonly x: number; readonly y: number }): boolean {
  const bytes = part.width * 4;
  for (let row = 0; row < part.height; row++) {
    const from = ((at.y + row) * whole.width + at.x) * 4;
    const expected = whole.pixels.subarray(from, from + bytes);
    if (Buffer.compare(part.pixels.subarray(row * bytes, (row + 1) * bytes), expected) !== 0) return false;
  }
  return true;
}
