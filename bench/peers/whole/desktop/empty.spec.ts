/** Tests that take a desktop and start nothing on it. */
import { expect, test } from 'codexqa';

for (let index = 0; index < Number(process.env['BENCH_TESTS']); index++) {
  test(`takes a desktop ${index}`, async ({ desktop }) => {
    expect(await desktop.windows()).toEqual([]);
  });
}
