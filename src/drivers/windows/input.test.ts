/** Input events and keys, byte by byte: what SendInput is told. */
import { expect, test } from '@playwright/test';
import { keyInput, mouseInput, normalized, typing } from './input.ts';
import { keystrokeOf } from './keys.ts';

test('an INPUT structure is laid out as a 64-bit Windows expects it', () => {
  const wheel = mouseInput(0x800, 0, 0, -240);
  expect(wheel).toHaveLength(40);
  expect([wheel.readUInt32LE(0), wheel.readInt32LE(16), wheel.readUInt32LE(20)]).toEqual([0, -240, 0x800]);
  const key = keyInput(0x41, 0, 0x2);
  expect([key.readUInt32LE(0), key.readUInt16LE(8), key.readUInt32LE(12)]).toEqual([1, 0x41, 2]);
});

test('every pixel of a desk survives the trip through 65536 steps', () => {
  for (const desk of [
    { x: 0, y: 0, width: 1280, height: 800 },
    { x: -1920, y: 0, width: 3840, height: 1080 },
  ]) {
    const pixels = Array.from({ length: desk.width }, (_, at) => desk.x + at);
    const arrived = pixels.map((x) => Math.floor((normalized({ x, y: 0 }, desk).x * desk.width) / 65536) + desk.x);
    expect(arrived).toEqual(pixels);
  }
});

test('line ends and tabs go by their keys, everything else by its UTF-16 units', () => {
  const codes = typing('é\n😀').map((bytes) => [bytes.readUInt16LE(8), bytes.readUInt16LE(10), bytes.readUInt32LE(12)]);
  expect(codes).toEqual([
    [0, 0xe9, 4],
    [0, 0xe9, 6],
    [0x0d, 0, 0],
    [0x0d, 0, 2],
    [0, 0xd83d, 4],
    [0, 0xd83d, 6],
    [0, 0xde00, 4],
    [0, 0xde00, 6],
  ]);
});

test('a character key brings the modifiers that its layout needs', () => {
  const german = (char: number): number => ({ 64: 0x600 | 0x51, 97: 0x41 })[char] ?? 0xffff;
  expect(keystrokeOf({ key: '@', modifiers: ['Shift'] }, german)).toEqual({
    key: { code: 0x51, extended: false },
    modifiers: ['Shift', 'Control', 'Alt'],
  });
  expect(keystrokeOf({ key: 'F5', modifiers: [] }, german).key.code).toBe(0x74);
  expect(keystrokeOf({ key: 'ArrowLeft', modifiers: [] }, german).key).toEqual({ code: 0x25, extended: true });
  expect(() => keystrokeOf({ key: '日', modifiers: [] }, german)).toThrow('ACTION_NOT_POSSIBLE');
  expect(() => keystrokeOf({ key: 'Hyper', modifiers: [] }, german)).toThrow('there is no key named "Hyper"');
});
