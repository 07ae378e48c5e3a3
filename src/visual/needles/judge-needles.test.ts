import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { RawImage } from '../../contracts/image.ts';
import { readPng } from '../png-read.ts';
import { judgeNeedles } from './judge-needles.ts';
import { drawnScreen, moved, writeNeedle } from './needle.sample.ts';
import { readNeedleFolder } from './needle-folder.ts';

/** What os-autoinst says of these files: bench/needles/record.mjs. */
const facts = 'bench/needles/facts';

interface Fact {
  readonly ratio: number;
  readonly found: readonly {
    readonly needle: string;
    readonly ok: boolean;
    readonly areas: readonly { x: number; y: number; similarity: number; ok: boolean }[];
  }[];
}

function factsOf(): readonly Fact[] {
  return JSON.parse(readFileSync(join(facts, 'facts.json'), 'utf8')) as Fact[];
}

function picture(path: string): RawImage {
  return readPng(readFileSync(path), path).image;
}

for (const { ratio, found } of factsOf()) {
  test(`verdicts, order, similarities and places are those of os-autoinst, search ratio ${ratio}`, () => {
    const { needles, rejected } = readNeedleFolder(join(facts, 'needles'));
    expect(rejected).toEqual([]);
    const judged = judgeNeedles(picture(join(facts, 'screen.png')), inOrder(needles), { searchRatio: ratio });
    expect(judged.length).toBe(readdirSync(join(facts, 'needles')).length / 2);
    const ours = judged.map(({ needle, ok, areas }) => ({
      needle: needle.name,
      ok,
      areas: areas.map(({ place: { x, y }, similarity, ok: fits }) => ({
        x,
        y,
        similarity: Number(similarity.toFixed(9)),
        ok: fits,
      })),
    }));
    const theirs = found.map((each) => ({
      ...each,
      areas: each.areas.map((area) => ({ ...area, similarity: Number(area.similarity.toFixed(9)) })),
    }));
    expect(ours).toEqual(theirs);
  });

  test(`the quick verdict is the same, search ratio ${ratio}`, () => {
    const { needles } = readNeedleFolder(join(facts, 'needles'));
    const screen = picture(join(facts, 'screen.png'));
    const quick = judgeNeedles(screen, inOrder(needles), { searchRatio: ratio, need: 'verdict' });
    const fits = (each: { ok: boolean }): boolean => each.ok;
    expect(quick.filter(fits).map(({ needle }) => needle.name)).toEqual(found.filter(fits).map(({ needle }) => needle));
  });
}

/** os-autoinst smooths more of a screen with every needle, and rounds otherwise then: the order counts in the last digits. */
function inOrder<T extends { readonly name: string }>(needles: readonly T[]): readonly T[] {
  return [...needles].sort((a, b) => (a.name < b.name ? -1 : 1));
}

test('of equally good needles the workaround comes first, then the name decides', () => {
  const folder = test.info().outputPath('needles');
  const image = drawnScreen(1);
  const area = [{ xpos: 20, ypos: 20, width: 60, height: 40 }];
  writeNeedle(folder, 'a-plain', image, { area, tags: ['t'] });
  writeNeedle(folder, 'b-workaround', image, {
    area,
    tags: ['t'],
    properties: [{ name: 'workaround', value: 'bsc#1' }],
  });
  writeNeedle(folder, 'c-other', drawnScreen(2), { area, tags: ['t'] });
  const judged = judgeNeedles(image, readNeedleFolder(folder).tagged('t'));
  expect(judged.map(({ needle, ok }) => [needle.name, ok])).toEqual([
    ['b-workaround', true],
    ['a-plain', true],
    ['c-other', false],
  ]);
});

test('a click point is given where the area was found', () => {
  const folder = test.info().outputPath('needles');
  const image = drawnScreen(6);
  const area = [{ xpos: 30, ypos: 30, width: 60, height: 40, click_point: { xpos: 7, ypos: 9 } }];
  writeNeedle(folder, 'click', image, { area, tags: ['t'] });
  const [verdict] = judgeNeedles(moved(image, 5, -3), readNeedleFolder(folder).tagged('t'));
  expect(verdict?.areas[0]).toMatchObject({ place: { x: 35, y: 27 }, click: { x: 42, y: 36 }, ok: true });
});
