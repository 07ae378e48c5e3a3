/** Windows that are covered: what is addressed to them arrives, their pictures are their own, and nothing of it shows to the person. */
import { expect } from '@playwright/test';
import type { DriverSession } from '../../contracts/driver.ts';
import { centerOf } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import { nodeNamed, test } from './mac-desk.sample.ts';

const form = { name: 'form', command: 'form', args: [], env: {}, instances: 'several' } as const;

/** By an event that is addressed to its window; rows have no accessibility action. */
async function clickRow(session: DriverSession, name: string, windowId: string): Promise<void> {
  const row = await nodeNamed(session, 'row', name);
  const [reading] = await session.read([row.id]);
  if (reading?.bounds === undefined) throw new Error(`${name} has no place`);
  const address = { nodeId: row.id, windowId };
  await session.act({
    kind: 'click',
    point: centerOf(reading.bounds),
    button: 'left',
    count: 1,
    modifiers: [],
    address,
  });
}

async function statusOf(session: DriverSession): Promise<string | undefined> {
  const status = await nodeNamed(session, 'status');
  return (await session.read([status.id]))[0]?.text;
}

function samePixels(a: RawImage, b: RawImage): boolean {
  return Buffer.compare(a.pixels, b.pixels) === 0;
}

test("an event for a window reaches it under the person's, which stays where it is", async ({ open }) => {
  const { mac, session } = await open({ covered: true });
  const app = await session.launch(form);
  const [window] = await session.windows();
  await clickRow(session, 'Banana', window?.id ?? '');
  expect(await statusOf(session)).toBe('Fruit: Banana');
  expect(mac.routes).toEqual([{ kind: 'window', pid: app.pid, windowId: expect.any(Number) }]);
  expect(mac.isCovered).toBe(true);
  expect([mac.frontmostPid, mac.reactivated]).toEqual([1, []]);
});

test('of two windows in one place the addressed one gets the event, and the other one stays on top', async ({
  open,
}) => {
  const { session } = await open();
  await session.launch(form);
  const [below] = await session.windows();
  await session.launch(form);
  const order = (await session.windows()).map(({ id }) => id);
  await clickRow(session, 'Banana', below?.id ?? '');
  expect(await statusOf(session)).toBe('Fruit: Banana');
  expect((await session.windows()).map(({ id }) => id)).toEqual(order);
});

test('a picture of a covered window is of the window; one of the screen shows what the person sees', async ({
  open,
}) => {
  const { mac, session } = await open();
  await session.launch(form);
  const windowId = (await session.windows())[0]?.id ?? '';
  const free = await session.capture({ kind: 'window', windowId });
  const screen = await session.capture({ kind: 'screen' });
  mac.oddities.covered = true;
  expect(samePixels(free, await session.capture({ kind: 'window', windowId }))).toBe(true);
  expect(samePixels(screen, await session.capture({ kind: 'screen' }))).toBe(false);
});

test('an application that drops events while it is covered has not done what was sent: only a reading tells', async ({
  open,
}) => {
  const { session } = await open({ covered: true, coveredIsDeaf: true });
  await session.launch(form);
  await clickRow(session, 'Banana', (await session.windows())[0]?.id ?? '');
  expect(await statusOf(session)).toBe('Ready');
});

test('one that stops drawing while it is covered leaves an old picture, and the tree goes on', async ({ open }) => {
  const { mac, session } = await open();
  await session.launch(form);
  const windowId = (await session.windows())[0]?.id ?? '';
  const before = await session.capture({ kind: 'window', windowId });
  Object.assign(mac.oddities, { covered: true, coveredStopsDrawing: true });
  await clickRow(session, 'Banana', windowId);
  expect(await statusOf(session)).toBe('Fruit: Banana');
  expect(samePixels(before, await session.capture({ kind: 'window', windowId }))).toBe(true);
  mac.oddities.covered = false;
  expect(samePixels(before, await session.capture({ kind: 'window', windowId }))).toBe(false);
});

test('S15: in the foreground a click that would go to what the person has over the window is refused', async ({
  open,
}) => {
  const { mac, session } = await open({}, 'foreground');
  const app = await session.launch(form);
  const windowId = (await session.windows())[0]?.id ?? '';
  await clickRow(session, 'Apple', windowId);
  expect(await statusOf(session)).toBe('Fruit: Apple');
  mac.oddities.covered = true;
  await expect(clickRow(session, 'Banana', windowId)).rejects.toThrow(
    new RegExp(`TARGET_NOT_FOREGROUND: process ${app.pid} is not in front, over it at .* lies a window of process 1`),
  );
  expect(await statusOf(session)).toBe('Fruit: Apple');
});
