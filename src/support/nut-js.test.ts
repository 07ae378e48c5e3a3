/** nut.js as pointer and window handling: what is sent to it, and what is said where it is not installed. */
import { expect, test } from '@playwright/test';
import type { DriverAct } from '../contracts/act.ts';
import { fakeNut } from './nut-js.sample.ts';
import { isForNut, isPlain, NutJs } from './nut-js.ts';

const address = {};
const click = { kind: 'click', point: { x: 5, y: 6 }, button: 'right', count: 2, modifiers: [], address } as const;

test('moves first, then presses as often as asked, without pauses of its own', async () => {
  const { nut, said } = fakeNut();
  const pointer = await NutJs.load(async () => nut);
  await pointer.moveTo(click.point);
  await pointer.use(click);
  expect(said).toEqual(['to 5,6', 'down 2', 'up 2', 'down 2', 'up 2']);
  expect(nut.mouse.config.autoDelayMs).toBe(0);
});

test('a drag passes by and lets go, whatever happens', async () => {
  const { nut, said } = fakeNut();
  const pointer = await NutJs.load(async () => ({ default: nut }));
  const drag = {
    kind: 'drag',
    from: { x: 0, y: 0 },
    to: { x: 4, y: 2 },
    button: 'left',
    modifiers: [],
    steps: 2,
    address,
  } as const;
  await pointer.use(drag);
  expect(said).toEqual(['down 0', 'to 2,1', 'to 4,2', 'up 0']);
  nut.mouse.setPosition = () => Promise.reject(new Error('gone'));
  await expect(pointer.use(drag)).rejects.toThrow('gone');
  expect(said.slice(4)).toEqual(['down 0', 'up 0']);
});

test('no button goes down where the pointer did not arrive', async () => {
  const { nut } = fakeNut({ stuck: true });
  await expect(new NutJs(nut).moveTo({ x: 9, y: 9 })).rejects.toThrow(
    'ACTION_NOT_POSSIBLE: the pointer was sent to 9,9 and is at 0,0',
  );
});

test('text, the wheel and held keys never go through it', () => {
  const scroll = { kind: 'scroll', point: { x: 0, y: 0 }, notchesX: 0, notchesY: 1, modifiers: [], address } as const;
  const refused: readonly DriverAct[] = [
    { kind: 'type', text: 'x', address },
    scroll,
    { ...click, modifiers: ['Shift'] },
  ];
  expect(refused.filter(isPlain)).toEqual([]);
  expect(isPlain(click)).toBe(true);
});

test('windows are handled by the number of the system; closing and maximizing stay with the driver', async () => {
  const { nut, said } = fakeNut();
  const hands = new NutJs(nut);
  await hands.changeWindow(77, { kind: 'activate' });
  await hands.changeWindow(77, { kind: 'move', to: { x: 5, y: 6 } });
  await hands.changeWindow(77, { kind: 'resize', to: { width: 300, height: 200 } });
  await hands.changeWindow(77, { kind: 'minimize' });
  await hands.changeWindow(77, { kind: 'restore' });
  expect(said).toEqual(['focus 77', 'move 77 to 5,6', 'resize 77 to 300x200', 'minimize 77', 'restore 77']);
  expect([isForNut({ kind: 'close' }), isForNut({ kind: 'maximize' }), isForNut({ kind: 'restore' })]).toEqual([
    false,
    false,
    true,
  ]);
});

test('a window that nut.js leaves as it is is told', async () => {
  const { nut } = fakeNut({ refusing: true });
  await expect(new NutJs(nut).changeWindow(77, { kind: 'minimize' })).rejects.toThrow(
    'ACTION_NOT_POSSIBLE: nut.js did not minimize the window 77',
  );
});

test('where it is not installed the error names the command', async () => {
  await expect(NutJs.load()).rejects.toThrow(
    /DRIVER_UNAVAILABLE: pointer: 'nut-js' needs @nut-tree\/nut-js, which did not load\n {2}Fix: npm install --save-dev @nut-tree\/nut-js@npm:/,
  );
});
