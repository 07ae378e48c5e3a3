import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { comparePictures, defaultCompareOptions } from './compare.ts';
import { judgeInJs } from './judge-js.ts';
import { judgeInWasm } from './judge-wasm.ts';
import { Kernel, kernel } from './kernel.ts';
import { pairKinds, randomPair, seeded } from './pairs.sample.ts';
import type { Judge, Strip } from './strip.ts';

test('the shipped kernel is what its source gives', () => {
  expect(execFileSync(process.execPath, ['tools/kernel.mjs', '--check'], { encoding: 'utf8' })).toContain(
    'kernel.wasm',
  );
});

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

/** What lets the kernel order colours by whole numbers: the weights of red, green and blue, times 10^8. */
test('two colours that differ never have the same brightness', () => {
  const ties: string[] = [];
  for (let red = -255; red <= 255; red++) {
    for (let green = -255; green <= 255; green++) {
      const blue = -(red * 29889531 + green * 58662247) / 11448223;
      if (Number.isInteger(blue) && Math.abs(blue) <= 255) ties.push(`${red} ${green} ${blue}`);
    }
  }
  expect(ties).toEqual(['0 0 0']);
});
