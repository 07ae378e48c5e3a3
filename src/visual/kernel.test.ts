import { expect, test } from '@playwright/test';
import { comparePictures, defaultCompareOptions } from './compare.ts';
import { judgeInJs } from './judge-js.ts';
import { judgeInWasm } from './judge-wasm.ts';
import { Kernel, kernel } from './kernel.ts';
import { pairKinds, randomPair, seeded } from './pairs.sample.ts';
import type { Judge, Strip } from './strip.ts';

test('it runs here, and its absence is no error', () => {
  expect(kernel).toBeDefined();
  expect(Kernel.load(Buffer.from('no kernel at all'))).toBeUndefined();
  const { WebAssembly } = globalThis as { WebAssembly?: unknown };
  Reflect.deleteProperty(globalThis, 'WebAssembly');
  expect(Kernel.load()).toBeUndefined();
  Object.defineProperty(globalThis, 'WebAssembly', { value: WebAssembly, configurable: true, writable: true });
});

for (const kind of pairKinds) {
  test(`mark for mark and bit for bit as in JavaScript: ${kind}`, () => {
    const random = seeded(kind.length * 31);
    for (let n = 0; n < 100; n++) {
      const { expected, actual } = randomPair(kind, random);
      const [fast, slow] = [undefined, judgeInJs].map((judge) =>
        comparePictures(expected, actual, { ...defaultCompareOptions, threshold: [0.05, 0.2][n % 2] ?? 0.2 }, judge),
      );
      expect(fast, `${kind} ${n}`).toEqual(slow);
    }
  });
}

test('translucent pixels are handed over to JavaScript, opaque ones are not', () => {
  const seen: string[] = [];
  const judge: Judge = (strip: Strip, limits) => {
    const judged = kernel === undefined ? undefined : judgeInWasm(kernel, strip, limits);
    seen.push(judged === undefined ? 'handed over' : 'kernel');
    return judged;
  };
  for (const kind of ['noise', 'translucent'] as const) {
    const { expected, actual } = randomPair(kind, seeded(2));
    comparePictures(expected, actual, defaultCompareOptions, judge);
  }
  expect(seen).toEqual(['kernel', 'handed over']);
});

/** What lets the kernel order colours by small whole numbers: pixelmatch's weights of red, green and blue, times 10^8, and the kernel's. */
test('colours that differ never have the same brightness, and the small weights order them as the large ones do', () => {
  const [red, green, blue] = [29889531, 58662247, 11448223];
  const small = [2517147, 4940241, 964112] as const;
  const wrong: string[] = [];
  for (const { dr, dg, db } of darkestDifferences(red, green, blue)) {
    const exact = dr * red + dg * green + db * blue;
    const quick = dr * small[0] + dg * small[1] + db * small[2];
    if (exact === 0 || Math.sign(exact) !== Math.sign(quick)) wrong.push(`${dr} ${dg} ${db}`);
  }
  expect(wrong).toEqual([]);
  const total = small[0] + small[1] + small[2];
  const off = [red, green, blue].map((weight, i) =>
    Math.abs((small[i] ?? 0) - (weight * total) / (red + green + blue)),
  );
  // so far from 0 the rounding of the small weights cannot turn the sign, and 255 of each still fits 32 bits
  expect(Math.max(...off) * 3 * 255).toBeLessThan((blue * total) / (red + green + blue));
  expect(255 * total).toBeLessThan(2 ** 31);
});

/** For each red and green the two blues between which the sum changes its sign; all others are at least one weight of blue from 0. */
function* darkestDifferences(red: number, green: number, blue: number) {
  for (let dr = -255; dr <= 255; dr++) {
    for (let dg = -255; dg <= 255; dg++) {
      const below = Math.floor(-(dr * red + dg * green) / blue);
      for (const db of [below, below + 1]) {
        if (Math.abs(db) <= 255 && (dr !== 0 || dg !== 0 || db !== 0)) yield { dr, dg, db };
      }
    }
  }
}
