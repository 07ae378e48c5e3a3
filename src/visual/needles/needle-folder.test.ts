import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { drawnScreen, writeNeedle } from './needle.sample.ts';
import { readNeedleFolder } from './needle-folder.ts';
import { readNeedleJson } from './needle-json.ts';

const area = { xpos: 10, ypos: 10, width: 40, height: 20 };
const good = { area: [area], tags: ['desktop', 'gnome'] };

test('malformed needles are named one by one with the reason, the others go on', () => {
  const folder = test.info().outputPath('needles');
  const image = drawnScreen(1);
  const malformed: Record<string, [json: object | string, reason: string]> = {
    'no-json': ['{ "area": [', 'its JSON cannot be read: '],
    'no-area': [{ tags: ['x'] }, 'area: '],
    'empty-area': [{ area: [] }, 'area: expected at least one area'],
    'only-exclude': [{ area: [{ ...area, type: 'exclude' }] }, 'it has no area of type match'],
    'bad-type': [{ area: [area, { ...area, type: 'macth' }] }, 'area 2: type: expected match, exclude or ocr'],
    'no-width': [{ area: [{ ...area, width: 0 }] }, 'area 1: width: expected a width of at least 1'],
    'text-for-number': [{ area: [{ ...area, xpos: 'left' }] }, 'area 1: xpos: '],
    'two-clicks': [
      {
        area: [
          { ...area, click_point: 'center' },
          { ...area, click_point: 'center' },
        ],
      },
      'it has 2 click points, and one at most is allowed',
    ],
    'bad-click': [
      { area: [{ ...area, click_point: 'left' }] },
      'area 1: click_point: expected "center" or xpos and ypos',
    ],
    'click-at-zero': [{ area: [{ ...area, click_point: { xpos: 0, ypos: 4 } }] }, 'area 1 has its click point at 0'],
    outside: [{ area: [area, { ...area, xpos: 140 }] }, 'area 2 (140,10 40x20) reaches beyond its picture of 160x120'],
  };
  for (const [name, [json]] of Object.entries(malformed)) {
    writeNeedle(folder, name, image, {});
    writeFileSync(join(folder, `${name}.json`), typeof json === 'string' ? json : JSON.stringify(json));
  }
  mkdirSync(join(folder, 'deeper'));
  writeNeedle(join(folder, 'deeper'), 'good', image, good);
  writeFileSync(join(folder, 'no-picture.json'), JSON.stringify(good));
  writeNeedle(folder, 'torn-picture', image, good);
  writeFileSync(join(folder, 'torn-picture.png'), readFileSync(join(folder, 'deeper', 'good.png')).subarray(0, 200));
  writeNeedle(folder, 'pointer', image, good);
  writeFileSync(join(folder, 'pointer.png'), 'version https://git-lfs.github.com/spec/v1\n');

  const { needles, rejected } = readNeedleFolder(folder);
  expect(needles.map(({ name }) => name)).toEqual(['good']);
  const reasons = new Map(rejected.map(({ file, reason }) => [basename(file, '.json'), reason]));
  for (const [name, [, reason]] of Object.entries(malformed)) expect(reasons.get(name), name).toContain(reason);
  expect(reasons.get('no-picture')).toBe('its picture no-picture.png is missing');
  expect(reasons.get('torn-picture')).toContain('torn-picture.png is not a readable PNG: ');
  expect(reasons.get('pointer')).toContain('Git LFS pointer');
  expect(rejected).toHaveLength(Object.keys(malformed).length + 3);
});

test('what a needle does not say is as in os-autoinst', () => {
  expect(readNeedleJson(JSON.stringify({ area: [{ xpos: '10', ypos: 10.7, width: 40, height: 20 }] }))).toEqual({
    kind: 'read',
    text: {
      tags: [],
      properties: [],
      areas: [{ type: 'match', x: 10, y: 10, width: 40, height: 20, match: 96, margin: 50, clickPoint: undefined }],
    },
  });
  const click = { ...area, match: 0, margin: 0, click_point: 'center' };
  expect(readNeedleJson(JSON.stringify({ area: [click] }))).toMatchObject({
    text: { areas: [{ match: 96, margin: 50, clickPoint: { x: 20, y: 10 } }] },
  });
});

test('needles are found by all their tags, or by name; a slip is answered with the nearest word', () => {
  const folder = test.info().outputPath('needles');
  const image = drawnScreen(1);
  writeNeedle(folder, 'one', image, good);
  writeNeedle(folder, 'two', image, { area: [area], tags: ['desktop', 'kde', 'desktop'] });
  writeFileSync(join(folder, 'broken.json'), '{');
  const read = readNeedleFolder(folder);
  const names = (tags: string): readonly string[] => read.tagged(tags).map(({ name }) => name);
  expect(names('desktop')).toEqual(['one', 'two']);
  expect(names('desktop kde')).toEqual(['two']);
  expect(read.called('one').map(({ name }) => name)).toEqual(['one']);
  expect(read.called('desktop').map(({ name }) => name)).toEqual(['one', 'two']);
  expect(() => read.tagged('destkop')).toThrow(
    /NEEDLE_NOT_FOUND: no needle has the tag "destkop" .*\n\s*Fix: did you mean "desktop"/u,
  );
  expect(() => read.called('broken')).toThrow(/broken\.json is malformed: its JSON cannot be read/u);
  expect(() => read.tagged('')).toThrow('NEEDLE_NOT_FOUND');
  expect(() => readNeedleFolder(join(folder, 'nowhere'))).toThrow(
    /NEEDLE_NOT_FOUND: there is no folder of needles at/u,
  );
});

test('links are followed, a folder inside itself is read once', () => {
  const folder = test.info().outputPath('needles');
  writeNeedle(join(folder, 'real'), 'one', drawnScreen(1), good);
  symlinkSync(join(folder, 'real'), join(folder, 'real', 'again'));
  symlinkSync(folder, join(folder, 'real', 'up'));
  expect(readNeedleFolder(folder).needles.map(({ name }) => name)).toEqual(['one']);
});
