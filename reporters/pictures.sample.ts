/** A spec whose picture differs from its baseline, attached as `toMatchBaseline` attaches, for the tests of reporters. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';

/** Writes three small pictures into `folder`. */
export function writePictures(folder: string): void {
  const colours = { expected: [30, 140, 70], actual: [200, 60, 40], diff: [255, 0, 255] } as const;
  for (const [name, [red, green, blue]] of Object.entries(colours)) {
    const picture = new PNG({ width: 320, height: 200 });
    for (let at = 0; at < picture.data.length; at += 4) {
      const inBox = (at / 4) % 320 > 200;
      picture.data.set(inBox ? [red, green, blue, 255] : [240, 240, 245, 255], at);
    }
    writeFileSync(join(folder, `${name}.png`), PNG.sync.write(picture));
  }
}

export const pictureSpec = `
import { test, expect } from '@playwright/test';
import { join } from 'node:path';
const picture = (part: string) => test.info().attachments.push({
  name: 'sum-' + part + '.png', path: join(import.meta.dirname, part + '.png'), contentType: 'image/png',
});
const effects = (description: string) => test.info().annotations.push({ type: 'codexqa.effects', description });

test.describe('Calculator', () => {
  test('looks right', { annotation: [
    { type: 'severity', description: 'critical' }, { type: 'owner', description: 'alice' },
    { type: 'issue', description: 'https://example.org/issues/7' }, { type: 'check', description: 'CALC-1 blocker' },
  ], tag: '@nightly' }, async () => {
    effects('6 confirmed, 0 no-effect, 1 unverifiable');
    await test.step('press the keys', async () => {
      await test.step('click "7"', async () => {}, { params: { button: 'left' } });
    });
    await test.step('compare with sum.png', async () => {
      for (const part of ['expected', 'actual', 'diff']) picture(part);
      await test.info().attach('last actions', { body: '1. click: confirmed', contentType: 'text/plain' });
      throw new Error('BASELINE_DIFFERS: 38000 of 64000 pixels differ from sum.png\\n  Fix: look at the difference');
    });
  });
  test('is flaky', ({}, info) => { console.log('attempt', info.retry); expect(info.retry).toBe(1); });
  test('passes', () => { effects('2 confirmed, 0 no-effect, 0 unverifiable'); });
  test.skip('is skipped', { annotation: { type: 'skip', description: 'not on Mondays' } }, () => {});
});
`;
