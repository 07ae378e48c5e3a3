import { expect, test } from '@playwright/test';
import type { RawImage } from '../../contracts/image.ts';
import { Kernel } from '../kernel.ts';
import { seeded } from '../pairs.sample.ts';
import { drawnScreen, moved, paint } from './needle.sample.ts';
import { JsScreen } from './screen-js.ts';
import { WasmScreen } from './screen-wasm.ts';
import type { Place, Search } from './search.ts';
import { templatesOf } from './template.ts';

function both(image: RawImage): readonly [JsScreen, WasmScreen] {
  const kernel = Kernel.load();
  if (kernel === undefined) throw new Error('no kernel here');
  return [new JsScreen(image), new WasmScreen(kernel, image)];
}

function templateAt(image: RawImage, x: number, y: number, width: number, height: number) {
  const [only] = templatesOf(image, [{ x, y, width, height }], []);
  if (only === undefined) throw new Error('no template');
  return only.template;
}

test('the kernel finds what plain JavaScript finds: place, error, and the choice between equals', () => {
  const random = seeded(5);
  const whole = (below: number): number => Math.floor(random() * below);
  for (let n = 0; n < 60; n++) {
    const needle = drawnScreen(n);
    const screen = n % 3 === 0 ? drawnScreen(n + 1) : moved(needle, whole(30) - 15, whole(30) - 15);
    const image: RawImage = n % 2 === 0 ? screen : { ...screen, layout: 'bgrx' };
    const area = { x: whole(90), y: whole(70), width: 5 + whole(60), height: 3 + whole(40) };
    const margin = whole(40);
    const x = Math.max(0, area.x - margin);
    const y = Math.max(0, area.y - margin);
    const right = Math.min(160, area.x + area.width + margin);
    const bottom = Math.min(120, area.y + area.height + margin);
    const search: Search = {
      template: templateAt(needle, area.x, area.y, area.width, area.height),
      within: { x, y, width: right - x, height: bottom - y },
      home: { x: area.x, y: area.y },
      near: { x: x + area.x, y: y + area.y },
      ...(n % 4 === 0 ? { limit: 20 * area.width * area.height } : {}),
    };
    const excluded = n % 5 === 0 ? [{ x: whole(100), y: whole(80), width: 20, height: 20 }] : [];
    const [slow, fast] = both(image).map((look) => [
      look.excluding(excluded, () => look.seek(search)),
      look.seek(search),
    ]);
    expect(fast, `case ${n}`).toEqual(slow);
  }
});

test('what is excluded is seen again afterwards, also when looking fails', () => {
  const image = drawnScreen(3);
  const random = seeded(1);
  paint(image, { x: 20, y: 20, width: 40, height: 30 }, () => Math.floor(random() * 255));
  for (const screen of both(image)) {
    const search: Search = {
      template: templateAt(image, 20, 20, 40, 30),
      within: { x: 10, y: 10, width: 60, height: 50 },
      home: { x: 20, y: 20 },
      near: { x: 20, y: 20 },
    };
    expect(screen.seek(search)).toEqual({ x: 20, y: 20, error: 0 });
    const excluded = [{ x: 30, y: 25, width: 20, height: 10 }];
    expect(screen.excluding(excluded, () => screen.seek(search))?.error).toBeGreaterThan(0);
    expect(() =>
      screen.excluding(excluded, () => {
        throw new Error('looked away');
      }),
    ).toThrow('looked away');
    expect(screen.seek(search)).toEqual({ x: 20, y: 20, error: 0 });
  }
});

test('an excluded area that leaves the screen is left alone, as os-autoinst leaves it', () => {
  const image = drawnScreen(4);
  for (const screen of both(image)) {
    const search: Search = {
      template: templateAt(image, 110, 80, 40, 30),
      within: { x: 100, y: 70, width: 60, height: 50 },
      home: { x: 110, y: 80 },
      near: { x: 110, y: 80 },
    };
    const outside = [{ x: 120, y: 90, width: 60, height: 10 }];
    expect(screen.excluding(outside, () => screen.seek(search))).toEqual({ x: 110, y: 80, error: 0 });
  }
});

test('places found before are not found again', () => {
  const image = drawnScreen(9);
  const stamp = { x: 4, y: 4, width: 12, height: 8 };
  const level = (seed: number): (() => number) => {
    const random = seeded(seed);
    return () => Math.floor(random() * 255);
  };
  for (const place of [stamp, { ...stamp, x: 60, y: 50 }, { ...stamp, x: 120, y: 100 }]) paint(image, place, level(1));
  for (const screen of both(image)) {
    // without its border: what is smoothed there depends on what lies around
    const template = templateAt(image, 5, 5, 10, 6);
    const found: Place[] = [];
    for (let n = 0; n < 5; n++) {
      const place = screen.seek({
        template,
        within: { x: 0, y: 0, width: 160, height: 120 },
        near: { x: 0, y: 0 },
        limit: 0,
        taken: found,
        apart: { width: 5, height: 3 },
      });
      if (place !== undefined) found.push(place);
    }
    expect(found.map(({ x, y }) => `${x},${y}`)).toEqual(['5,5', '61,51', '121,101']);
  }
});
