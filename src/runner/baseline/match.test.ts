import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Rect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import type { App } from '../../session/app.ts';
import { type Sample, sampleDesktop } from '../../session/simulated.sample.ts';
import { readPng } from '../../visual/png-read.ts';
import { writePng } from '../../visual/png-write.ts';
import { sampleAttempt } from './attempt.sample.ts';
import { type MatchBaselineOptions, matchBaseline, placeMasks } from './match.ts';
import type { UpdateMode } from './mode.ts';
import { type Pictured, subjectOf } from './subject.ts';

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cq-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly pass: boolean;
  readonly message: string;
  readonly attached: readonly string[];
}

/** One assertion of a test in the given try. */
async function match(
  pictured: Pictured,
  options: MatchBaselineOptions & {
    mode?: UpdateMode;
    retry?: number;
    isNot?: boolean;
    name?: string | undefined;
  } = {},
): Promise<Outcome> {
  const { mode = 'default', retry = 0, isNot = false, name = 'sum.png', ...rest } = options;
  const testInfo = sampleAttempt(folder, { mode, retry });
  using subject = subjectOf(pictured, placeMasks(rest));
  const state = { isNot, timeout: 600 };
  const result = await matchBaseline(testInfo, state, subject, name === '' ? undefined : name, rest);
  return { pass: result.pass, message: result.message(), attached: testInfo.attachments.map((each) => each.name) };
}

const path = (name = 'sum.png') => join(folder, 'baselines', name);
const output = (name: string) => readFileSync(join(folder, 'out', 'a-test', name));

/** A calculator after some keys: the last one is under the pointer and looks it. */
async function calculator(keys: string): Promise<Sample & { readonly app: App }> {
  const sample = await sampleDesktop();
  const app = await sample.desktop.launch('calculator');
  for (const name of keys) await app.getByRole('button', { name }).click({ effect: 'optional' });
  return { ...sample, app };
}

test('a missing baseline is written and fails on every try of the run; the next run passes', async () => {
  const { app } = await calculator('12');
  const first = await match(app);
  expect(first.message).toMatch(
    /^BASELINE_MISSING: expected the window of application "calculator" to match .*sum\.png/,
  );
  expect(first).toMatchObject({
    pass: false,
    attached: ['sum-actual.png', 'sum-expected.png', 'sum-comparison.json'],
  });
  expect((await match(app, { retry: 1 })).message).toContain('an earlier try of this run has only just written');
  expect((await match(app, { retry: 2 })).pass).toBe(false);
  expect(await match(app)).toEqual({ pass: true, message: '', attached: [] });
});

test('without leave to write, a missing baseline stays missing', async () => {
  const { app } = await calculator('12');
  expect(await match(app, { mode: 'none' })).toMatchObject({
    pass: false,
    attached: ['sum-actual.png', 'sum-comparison.json'],
  });
  expect(await match(app, { isNot: true })).toMatchObject({ pass: true });
  expect(existsSync(path())).toBe(false);
});

test('a difference fails with its boxes and three pictures; -u accepts it, nothing else does', async () => {
  await match((await calculator('12')).app, { mode: 'all' });
  const before = readFileSync(path());
  const { app } = await calculator('32');
  for (const mode of ['default', 'none', 'missing'] as const) {
    const failed = await match(app, { mode });
    expect(failed.pass).toBe(false);
    expect(failed.message).toMatch(/^BASELINE_DIFFERS: .* pixels differ \(ratio 0\.\d+\), 0 allowed/);
    expect(failed.message).toMatch(/changed at \d+,\d+ \d+x\d+ \(\d+ pixels\)/);
    expect(failed.attached).toEqual(['sum-expected.png', 'sum-actual.png', 'sum-diff.png', 'sum-comparison.json']);
    expect(readFileSync(path()).equals(before)).toBe(true);
  }
  const facts = JSON.parse(output('sum-comparison.json').toString());
  expect(facts).toMatchObject({ verdict: 'differs', complete: true, masks: [] });
  expect(redPixels(readPng(output('sum-diff.png'), 'diff').image)).toBe(facts.counted);
  expect(await match(app, { mode: 'changed' })).toMatchObject({ pass: true });
  expect(readFileSync(path()).equals(before)).toBe(false);
  expect(await match(app)).toMatchObject({ pass: true });
});

test('the pointer over another key is a faint change of a whole key, and fails', async () => {
  await match((await calculator('1')).app, { mode: 'all' });
  const { app } = await calculator('1');
  await app.getByRole('button', { name: '9' }).hover();
  expect((await match(app, { threshold: 0.5 })).message).toMatch(/faintly \d+ pixels differ/);
  expect((await match(app, { threshold: 0.5, maxFaintRatio: 1 })).pass).toBe(true);
});

test('a baseline of another size says both sizes and shows both pictures on one canvas', async () => {
  const { app } = await calculator('1');
  mkdirSync(dirname(path()));
  writeFileSync(path(), writePng({ width: 3, height: 900, pixels: new Uint8Array(10800), layout: 'rgba' }));
  const failed = await match(app);
  expect(failed.message).toMatch(/^BASELINE_SIZE_DIFFERS: .*sum\.png of 3x900, but it is \d+x\d+/);
  expect(failed.message).toMatch(/\n {4}changed at 0,0 3x\d+ \(\d+ pixels\)/);
  expect(JSON.parse(output('sum-comparison.json').toString()).boxes).toMatchObject([{ x: 0, y: 0, width: 3 }]);
  expect(failed).toMatchObject({
    pass: false,
    attached: ['sum-expected.png', 'sum-actual.png', 'sum-comparison.json'],
  });
  const [expected, actual] = ['expected', 'actual'].map((kind) => readPng(output(`sum-${kind}.png`), kind).image);
  expect([expected?.width, expected?.height]).toEqual([actual?.width, actual?.height]);
  expect(await match(app, { mode: 'changed' })).toMatchObject({ pass: true });
});

test('a baseline that cannot be read is told with its reason; -u replaces it, but never a folder', async () => {
  const { app } = await calculator('1');
  await match(app, { mode: 'all' });
  truncateSync(path(), 100);
  await expect(match(app)).rejects.toThrow(
    /^BASELINE_INVALID: .*sum\.png is not a readable PNG: it is truncated after 100 bytes/,
  );
  writeFileSync(path(), 'not a picture');
  await expect(match(app, { mode: 'missing' })).rejects.toThrow('a PNG starts with 89504e47');
  expect(await match(app, { mode: 'changed' })).toMatchObject({ pass: true });
  expect(await match(app)).toMatchObject({ pass: true });
  mkdirSync(path('folder.png'));
  await expect(match(app, { mode: 'all', name: 'folder.png' })).rejects.toThrow('folder.png is a folder');
});

test('an empty screen is refused before anything is compared or written', async () => {
  const { desktop } = await sampleDesktop();
  const refusal = 'CAPTURE_BLANK: expected a picture of the screen to compare, but it is one single colour (#5e7a8a)';
  await expect(match(desktop, { mode: 'all', timeout: 300 })).rejects.toThrow(refusal);
  expect(existsSync(path())).toBe(false);
  expect(await match(desktop, { mode: 'all', allowBlank: true })).toMatchObject({ pass: true });
});

test('.not wants a difference', async () => {
  await match((await calculator('12')).app, { mode: 'all' });
  expect(await match((await calculator('34')).app, { isNot: true })).toMatchObject({ pass: false });
  const same = await match((await calculator('12')).app, { isNot: true, timeout: 200 });
  expect(same.message).toMatch(/to differ from .*sum\.png, but it matches/);
  expect(same.pass).toBe(true);
});

test('masks by element and by rectangle hide a change and are recorded; one outside is refused', async () => {
  await match((await calculator('12')).app, { mode: 'all' });
  const { app } = await calculator('32');
  const field = app.getByRole('textbox');
  expect(await match(app, { mask: [field] })).toMatchObject({ pass: true, attached: ['sum-comparison.json'] });
  const facts = JSON.parse(output('sum-comparison.json').toString());
  expect(facts).toMatchObject({ verdict: 'identical', masks: [{ mask: String(field), areas: [{ width: 260 }] }] });
  const { x, y, width, height } = facts.masks[0].areas[0];
  expect(await match(app, { mask: [{ x, y, width, height }] })).toMatchObject({ pass: true });
  await expect(match(app, { mask: [{ x: 5000, y: 1, width: 9, height: 9 }] })).rejects.toThrow(
    /^SPEC_INVALID: the mask 5000,1 9x9 lies outside the picture, which is \d+x\d+/,
  );
});

test('what is painted over in the baseline is not compared, and stays painted over', async () => {
  await match((await calculator('12')).app, { mode: 'all' });
  const mask = [{ color: '#FF00ff' }];
  const { app } = await calculator('32');
  expect((await match(app, { mask })).message).toMatch(/^BASELINE_DIFFERS/);
  const { boxes } = JSON.parse(output('sum-comparison.json').toString());
  const { image } = readPng(readFileSync(path()), 'sum');
  for (const box of boxes) paint(image, box);
  writeFileSync(path(), writePng(image));
  expect(await match(app, { mask })).toMatchObject({ pass: true, attached: ['sum-comparison.json'] });
  const facts = JSON.parse(output('sum-comparison.json').toString());
  expect(facts).toMatchObject({ verdict: 'identical', masks: [{ mask: 'colour #ff00ff', painted: true }] });
  const masked = facts.masks[0].areas.reduce((sum: number, area: Rect) => sum + area.width * area.height, 0);
  expect(masked).toBe(magenta(image));
  expect(facts.compared).toBe(image.width * image.height - masked);

  const other = (await calculator('34')).app;
  const failed = await match((await calculator('9')).app, { mask });
  expect(failed.pass).toBe(false);
  expect(magenta(readPng(output('sum-actual.png'), 'actual').image)).toBe(0);
  await match(other, { mask, mode: 'all' });
  expect(magenta(readPng(readFileSync(path()), 'sum').image)).toBe(masked);
  await expect(match(app, { mask: [{ color: 'pink' }] })).rejects.toThrow(
    /^SPEC_INVALID: toMatchBaseline was given the mask colour "pink"/,
  );
});

test('what is allowed passes and is reported; what comes late is waited for', async () => {
  await match((await calculator('12')).app, { mode: 'all' });
  expect(await match((await calculator('32')).app, { maxDiffRatio: 0.5 })).toMatchObject({
    pass: true,
    attached: ['sum-expected.png', 'sum-actual.png', 'sum-diff.png', 'sum-comparison.json'],
  });
  const facts = JSON.parse(output('sum-comparison.json').toString());
  expect(facts).toMatchObject({ verdict: 'tolerated', boxes: [{ x: expect.any(Number) }] });
  const { app } = await calculator('1');
  const late = new Promise((resolve) => setTimeout(resolve, 300)).then(() =>
    app.getByRole('button', { name: '2' }).click(),
  );
  expect(await match(app, { timeout: 60_000 })).toEqual({ pass: true, message: '', attached: [] });
  await late;
});

test('a name comes from the title when none is given; a wrong one or a wrong option is told', async () => {
  const { app } = await calculator('1');
  await match(app, { mode: 'missing', name: '' });
  expect(existsSync(path('group adds two numbers 1.png'))).toBe(true);
  await expect(match(app, { name: 'sum.txt' })).rejects.toThrow('SPEC_INVALID: a baseline is a PNG file');
  await expect(match(app, { name: '../../sum.png' })).rejects.toThrow('leaves the folder of baselines');
  await expect(match(app, { threshold: 7 })).rejects.toThrow('a number from 0 to 1, but was given 7');
});

function redPixels({ pixels }: RawImage): number {
  let red = 0;
  for (let i = 0; i < pixels.length; i += 4) if (pixels[i] === 255 && pixels[i + 1] === 0) red++;
  return red;
}

function paint({ width, pixels }: RawImage, box: Rect): void {
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) pixels.set([255, 0, 255, 255], (y * width + x) * 4);
  }
}

function magenta({ pixels }: RawImage): number {
  let count = 0;
  for (let i = 0; i < pixels.length; i += 4)
    if (pixels[i] === 255 && pixels[i + 1] === 0 && pixels[i + 2] === 255) count++;
  return count;
}
