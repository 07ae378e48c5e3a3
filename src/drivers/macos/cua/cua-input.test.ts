/** cua-driver as the hands of the background lane, on a stand-in that holds each call against the tools as it lists them. */
import { expect, test } from '@playwright/test';
import type { MacWindow } from '../backend.ts';
import { CuaDouble } from './cua-double.sample.ts';
import { CuaInput } from './cua-input.ts';

/** A window of 300x200 points at 10,20 without anything behind it. */
const window: MacWindow = {
  id: 77,
  pid: 4242,
  title: 'Form',
  bounds: { x: 10, y: 20, width: 300, height: 200 },
  layer: 0,
  onScreen: true,
};

function alone(scale = 2) {
  const nothing = async () => undefined;
  const double = new CuaDouble({ windows: async () => [window], pointer: nothing, keys: nothing }, scale);
  return { double, input: new CuaInput(double, 'tests') };
}

const click = {
  kind: 'click',
  point: { x: 60, y: 45 },
  button: 'left',
  count: 2,
  modifiers: [],
  address: {},
} as const;

test('a point is a pixel of the picture of its window, which is taken first', async () => {
  const { double, input } = alone();
  await input.pointer(window, click);
  expect(double.calls).toEqual([
    {
      tool: 'get_window_state',
      given: { pid: 4242, window_id: 77, session: 'tests', include_accessibility_tree: false },
    },
    {
      tool: 'click',
      given: {
        session: 'tests',
        target: { kind: 'window', pid: 4242, window_id: 77 },
        delivery_mode: 'background',
        x: 100,
        y: 50,
        button: 'left',
        count: 2,
      },
    },
  ]);
});

test('the picture decides, not the scale of the screen: one that was made smaller counts as it is', async () => {
  const { double, input } = alone(0.5);
  await input.pointer(window, click);
  expect(double.calls[1]?.given).toMatchObject({ x: 25, y: 12.5 });
});

test('the wheel goes line by line in one direction at a time', async () => {
  const { double, input } = alone();
  await input.pointer(window, { ...click, kind: 'scroll', notchesX: -1, notchesY: 3 });
  expect(double.calls.slice(1).map(({ given }) => [given.direction, given.amount])).toEqual([
    ['down', 3],
    ['left', 1],
  ]);
});

test('line ends and tabs of a text are keys; shortcuts have its own names', async () => {
  const { double, input } = alone();
  const target = { pid: 4242, windowId: 77 };
  await input.keys(target, { kind: 'type', text: 'Zoë\t世\r\nend', address: {} });
  await input.keys(target, { kind: 'press', chord: { key: 'Backspace', modifiers: ['Meta', 'Alt'] }, address: {} });
  expect(double.calls.map(({ given }) => given.text ?? [given.key, ...(given.modifiers ?? [])])).toEqual([
    'Zoë',
    ['tab'],
    '世',
    ['return'],
    'end',
    ['backspace', 'cmd', 'option'],
  ]);
  const press = { kind: 'press', chord: { key: 'é', modifiers: ['Meta'] }, address: {} } as const;
  await expect(input.keys(target, press)).rejects.toThrow('ACTION_NOT_POSSIBLE: cua-driver has no key named "é"');
});

test('what it refuses is refused by its kind, and the front is never asked for instead', async () => {
  const { double, input } = alone();
  const codes = ['background_unavailable', 'permission_denied', 'px_frame_mismatch'];
  const refusals = ['CAPABILITY_MISSING', 'PERMISSION_MISSING', 'ACTION_NOT_POSSIBLE'];
  for (const [at, code] of codes.entries()) {
    double.refusing = code;
    await expect(input.pointer(window, click)).rejects.toThrow(new RegExp(`${refusals[at]}: .*${code}`));
  }
  await expect(input.pointer(window, { ...click, kind: 'hover' })).rejects.toThrow('CAPABILITY_MISSING');
  expect(double.calls.map(({ given }) => (given as { delivery_mode?: string }).delivery_mode)).not.toContain(
    'foreground',
  );
});

test('its reports to its makers are off before it is loaded', async () => {
  const seen: unknown[] = [];
  await CuaInput.load(async () => {
    seen.push(process.env['CUA_DRIVER_RS_TELEMETRY_ENABLED'], process.env['CUA_TELEMETRY_ENABLED']);
    return { CuaDriver: { create: () => alone().double } };
  });
  expect(seen).toEqual(['0', '0']);
});
