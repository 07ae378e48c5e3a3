import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { ComparisonFacts } from '../../contracts/comparison.ts';
import type { App } from '../../session/app.ts';
import { sampleDesktop } from '../../session/simulated.sample.ts';
import { readPng } from '../../visual/png-read.ts';
import { writePng } from '../../visual/png-write.ts';
import type { DesktopConfig } from '../config-schema.ts';
import { optionsOf } from '../options.ts';
import { sampleAttempt } from './attempt.sample.ts';
import { type MatchBaselineOptions, matchBaseline, placeMasks } from './match.ts';
import type { UpdateMode } from './mode.ts';
import { subjectOf } from './subject.ts';

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cq-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true });
});

const own = `${process.platform}/kde/a.spec.ts`;
const path = (name: string) => join(folder, 'baselines', name);

interface Run extends MatchBaselineOptions {
  readonly mode?: UpdateMode;
  readonly name?: string;
  readonly config?: DesktopConfig & { readonly maxBaselinePixels?: number };
}

/** One look in a project called `kde`. */
async function match(app: App, { mode = 'default', name = 'sum.png', config = {}, ...options }: Run = {}) {
  const testInfo = sampleAttempt(folder, { mode, project: 'kde', place: own });
  using subject = subjectOf(app, placeMasks(options));
  const project = optionsOf(config, {}, join(folder, 'codexqa.config.ts'));
  const state = { isNot: false, timeout: 300 };
  const { pass, message } = await matchBaseline(testInfo, state, subject, name, options, project);
  return { pass, message: message(), attached: testInfo.attachments.map(({ name }) => name) };
}

function facts(): ComparisonFacts {
  return JSON.parse(readFileSync(join(folder, 'out', 'a-test', 'sum-comparison.json'), 'utf8')) as ComparisonFacts;
}

async function calculator(keys: string, scale = 1): Promise<App> {
  const { desktop } = await sampleDesktop({}, {}, scale);
  const app = await desktop.launch('calculator');
  for (const name of keys) await app.getByRole('button', { name }).click({ effect: 'optional' });
  return app;
}

/** The picture of a calculator as the baseline of that name. */
async function accept(app: App, name: string): Promise<void> {
  await match(app, { mode: 'all', name: 'fresh.png' });
  mkdirSync(dirname(path(name)), { recursive: true });
  renameSync(path(`${own}/fresh.png`), path(name));
}

test('the nearest folder that has a fitting file is taken: of the project, the platform, all platforms', async () => {
  const app = await calculator('1');
  await accept(app, 'a.spec.ts/sum.png');
  expect(await match(app)).toMatchObject({ pass: true });
  await accept(await calculator('2'), `${process.platform}/a.spec.ts/sum.png`);
  const failed = await match(app);
  expect(failed.message).toMatch(/^BASELINE_DIFFERS/);
  expect(failed.message).toContain(`${process.platform}/a.spec.ts/sum.png`);
  expect(facts().variants?.others.map((each) => each.split('baselines/').at(-1))).toEqual(['a.spec.ts/sum.png']);
  await accept(app, `${own}/sum.png`);
  expect(await match(app)).toEqual({ pass: true, message: '', attached: [] });
});

test('a variant is taken in the sessions that it is for, and named with what was passed over', async () => {
  await accept(await calculator('1'), `${own}/sum@dark,compact.png`);
  await accept(await calculator('2'), `${own}/sum.png`);
  const config = { colorScheme: 'dark', dimensions: { density: 'compact' } } as const;
  expect(await match(await calculator('1'), { config })).toMatchObject({ pass: true });
  expect(await match(await calculator('2'))).toMatchObject({ pass: true });
  const failed = await match(await calculator('3'), { config });
  expect(failed.message).toMatch(/to match .*sum@dark,compact\.png, but \d+ pixels differ/);
  expect(failed.message).toMatch(
    /this session is \w+, 1x, dark, C, compact; passed over: .*kde\/a\.spec\.ts\/sum\.png/,
  );
  expect(facts()).toMatchObject({
    variants: { name: 'sum.png', session: [process.platform, '1x', 'dark', 'C', 'compact'] },
  });
});

test('without a fitting file the others are named, and the new one stands beside them', async () => {
  await accept(await calculator('1'), `${own}/sum@dark.png`);
  const failed = await match(await calculator('1'));
  expect(failed.message).toMatch(/^BASELINE_MISSING: .*no such baseline; the picture of now was written there/);
  expect(failed.message).toMatch(/this session is .*light.*; passed over: .*sum@dark\.png/);
  expect(existsSync(path(`${own}/sum.png`))).toBe(true);
});

test('each of several accepted pictures may match; when none does, the nearest is shown', async () => {
  await accept(await calculator('12'), `${own}/sum~2.png`);
  await accept(await calculator('888'), `${own}/sum.png`);
  expect(await match(await calculator('888'))).toMatchObject({ pass: true });
  expect(await match(await calculator('12'))).toMatchObject({ pass: true });
  const failed = await match(await calculator('13'));
  expect(failed.message).toMatch(/to match .*sum~2\.png, but/);
  expect(failed.message).toContain('none of sum.png, sum~2.png matches; this is the nearest');
  expect(facts().variants?.tried.map((each) => each.split('/').at(-1))).toEqual(['sum.png', 'sum~2.png']);
  await match(await calculator('13'), { mode: 'changed' });
  expect(await match(await calculator('13'))).toMatchObject({ pass: true });
  expect(await match(await calculator('888'))).toMatchObject({ pass: true });
});

test('two files that fit alike are refused by name', async () => {
  await accept(await calculator('1'), `${own}/sum@dark.png`);
  copyFileSync(path(`${own}/sum@dark.png`), path(`${own}/sum@C.png`));
  await expect(match(await calculator('1'), { config: { colorScheme: 'dark' } })).rejects.toThrow(
    /^BASELINE_AMBIGUOUS: 2 baselines in .* fit this session \(.*dark, C\).*: sum@C\.png and sum@dark\.png/,
  );
  expect(await match(await calculator('1'))).toMatchObject({ pass: true });
});

test('at another scale a baseline of its own is written, and sizes are told in both kinds of pixels', async () => {
  const app = await calculator('1', 2);
  await match(app, { mode: 'missing' });
  expect(existsSync(path(`${own}/sum@2x.png`))).toBe(true);
  expect(await match(app)).toMatchObject({ pass: true });
  const { width, height } = readPng(readFileSync(path(`${own}/sum@2x.png`)), 'sum').image;
  expect((await match(await calculator('3', 2))).message).toMatch(
    /changed at \d+,\d+ (\d+)x\d+ \([\d.]+,[\d.]+ [\d.]+x[\d.]+ at scale 2\)/,
  );
  expect(facts()).toMatchObject({ scale: 2, size: { width, height }, logicalSize: { width: width / 2 } });
  rmSync(path(`${own}/sum@2x.png`));
  const small = { width: 3, height: 2, pixels: new Uint8Array(24), layout: 'rgba' } as const;
  writeFileSync(path(`${own}/sum.png`), writePng(small));
  expect((await match(app)).message).toMatch(
    new RegExp(`sum\\.png of 3x2, but it is ${width}x${height} \\(${width / 2}x${height / 2} at scale 2\\)`),
  );
});

test('a baseline of more pixels than the configuration allows is refused before it is unpacked', async () => {
  const app = await calculator('1');
  await accept(app, `${own}/sum.png`);
  await expect(match(app, { config: { maxBaselinePixels: 1000 } })).rejects.toThrow(
    /^BASELINE_INVALID: .*sum\.png .*pixels, 0\.\d megapixels, and the limit is 0\.0 megapixels[\s\S]*`maxBaselinePixels`/,
  );
  expect(await match(app, { config: { maxBaselinePixels: 1_000_000 } })).toMatchObject({ pass: true });
});
