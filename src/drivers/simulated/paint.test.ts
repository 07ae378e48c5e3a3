/** Pictures of the simulated desktop say what its state is. */
import { expect, test } from '@playwright/test';
import { defaultSession } from '../../contracts/driver.ts';
import type { RawImage } from '../../contracts/image.ts';
import { ManualClock } from '../../support/clock.ts';
import { createSimulatedDriver } from './driver.ts';
import { glyphRows } from './glyph.ts';
import type { SimulatedSession } from './session.ts';
import { type Widget, widget } from './widget.ts';
import type { SimulatedWorld } from './world.ts';

async function show(root: Widget, world: Partial<SimulatedWorld> = {}): Promise<SimulatedSession> {
  const driver = createSimulatedDriver({ ...world, apps: { one: (app) => void app.open({ kind: 'normal', root }) } });
  const session = await driver.open({ ...defaultSession, screen: { width: 320, height: 200, scale: 1 } });
  await session.launch({ name: 'one', command: 'one', args: [], env: {} });
  return session;
}

const same = (a: RawImage, b: RawImage): boolean => Buffer.compare(a.pixels, b.pixels) === 0;

test('every printable ASCII character has a picture of its own', () => {
  const characters = Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index));
  const pictures = new Set(characters.map((character) => glyphRows(character).join()));
  expect(pictures.size).toBe(95);
  expect(glyphRows('世')).not.toEqual(glyphRows('界'));
});

test('the letter T is a bar on a stem', () => {
  expect(glyphRows('T')).toEqual([0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100]);
});

test('the same state gives the same pixels, another state others', async () => {
  const text = widget('text', { name: 'before' });
  const session = await show(widget('window', { name: 'Window', children: [text] }));
  const first = await session.capture({ kind: 'screen' });
  expect(same(first, await session.capture({ kind: 'screen' }))).toBe(true);
  text.change({ name: 'after' });
  const second = await session.capture({ kind: 'screen' });
  expect(same(first, second)).toBe(false);
  text.change({ name: 'before' });
  expect(same(first, await session.capture({ kind: 'screen' }))).toBe(true);
});

test('late drawing: the tree is new at once, the pixels follow', async () => {
  const clock = new ManualClock();
  const text = widget('text', { name: 'before', oddities: { drawDelayMs: 100 } });
  const session = await show(widget('window', { name: 'Window', children: [text] }), { clock });
  const first = await session.capture({ kind: 'screen' });
  text.change({ name: 'after' });
  expect((await session.read([text.id]))[0]?.text).toBe('after');
  expect(same(first, await session.capture({ kind: 'screen' }))).toBe(true);
  clock.advance(100);
  expect(same(first, await session.capture({ kind: 'screen' }))).toBe(false);
});

test('a field that loses characters loses them', async () => {
  const field = widget('textbox', { name: 'Field', oddities: { dropsEveryNthCharacter: 3 } });
  const session = await show(widget('window', { name: 'Window', children: [field] }));
  await session.act({ kind: 'type', text: 'abcdef', address: {} });
  expect((await session.read([field.id]))[0]?.text).toBe('abde');
});

test('at scale 2 everything is twice as large', async () => {
  const button = (): Widget => widget('button', { name: 'Button' });
  const [one, two] = [button(), button()];
  const bounds = async (root: Widget, scale: number) => {
    const driver = createSimulatedDriver({
      apps: { one: (app) => void app.open({ kind: 'normal', root, at: { x: 0, y: 0 } }) },
    });
    const screen = { width: 320, height: 200, scale };
    const session = await driver.open({ lane: 'background', screen, locale: 'C', colorScheme: 'dark', env: {} });
    await session.launch({ name: 'one', command: 'one', args: [], env: {} });
    const image = await session.capture({ kind: 'screen' });
    return { size: image.width, ...(await session.read([(root.children[0] ?? root).id]))[0]?.bounds };
  };
  const plain = await bounds(widget('window', { children: [one] }), 1);
  const double = await bounds(widget('window', { children: [two] }), 2);
  expect(double).toEqual(Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, value * 2])));
});
