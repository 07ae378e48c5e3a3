/** The same number of tests with nothing in them. */
import { expect, test } from '@playwright/test';

for (let index = 0; index < Number(process.env['BENCH_TESTS']); index++) {
  test(`does nothing ${index}`, () => {
    expect([]).toEqual([]);
  });
}
