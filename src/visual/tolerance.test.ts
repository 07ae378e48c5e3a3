import { expect, test } from '@playwright/test';
import type { Comparison } from './compare.ts';
import { allowedPixels, defaultTolerance, judgeComparison } from './tolerance.ts';

const total = 1_000_000;

function comparison(counts: Partial<Comparison>): Comparison {
  return {
    counted: 0,
    faint: 0,
    antiAliased: 0,
    ratio: 0,
    compared: total,
    density: 0,
    boxes: [],
    complete: true,
    alike: 0,
    bands: [{ from: 0, to: 1, marks: new Uint8Array(1), tiles: new Int32Array(0) }],
    ...counts,
  };
}

test('without a word nothing may differ; of two limits the smaller holds', () => {
  expect(allowedPixels(defaultTolerance, total)).toBe(0);
  expect(allowedPixels({ ...defaultTolerance, maxDiffPixels: 30 }, total)).toBe(30);
  expect(allowedPixels({ ...defaultTolerance, maxDiffRatio: 0.01 }, total)).toBe(10_000);
  expect(allowedPixels({ ...defaultTolerance, maxDiffPixels: 30, maxDiffRatio: 0.01 }, total)).toBe(30);
});

test('one strong pixel differs, a few faint ones do not, a panel of faint ones does', () => {
  const judge = (counts: Partial<Comparison>) => judgeComparison(comparison(counts), defaultTolerance, total);
  expect(judge({ bands: [] })).toEqual({ kind: 'identical' });
  expect(judge({ antiAliased: 4 })).toEqual({ kind: 'tolerated' });
  expect(judge({ faint: 5000 })).toEqual({ kind: 'tolerated' });
  expect(judge({ counted: 1 })).toEqual({
    kind: 'differs',
    reasons: ['1 pixel differs (ratio 0.00000100), 0 allowed'],
  });
  expect(judge({ faint: 5001 })).toEqual({
    kind: 'differs',
    reasons: ['faintly 5001 pixels differ (ratio 0.00501), 5000 allowed'],
  });
});

test('whoever allows a tenth of the picture allows it faint as well', () => {
  const tolerance = { ...defaultTolerance, maxDiffRatio: 0.1 };
  expect(judgeComparison(comparison({ faint: 90_000 }), tolerance, total)).toEqual({ kind: 'tolerated' });
});
