import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { readPng } from '../png-read.ts';
import { drawnScreen, writeNeedle } from './needle.sample.ts';
import { readNeedleFolder } from './needle-folder.ts';
import { assertOcr, readOcrAreas } from './ocr.ts';

const area = { xpos: 10, ypos: 10, width: 40, height: 20 };

test('without tesseract a needle with OCR areas is refused with the command that installs it, others are not', async () => {
  const folder = test.info().outputPath('needles');
  writeNeedle(folder, 'plain', drawnScreen(1), { area: [area], tags: ['plain'] });
  writeNeedle(folder, 'reads', drawnScreen(1), { area: [area, { ...area, type: 'ocr' }], tags: ['reads'] });
  const needles = readNeedleFolder(folder);
  const path = process.env['PATH'];
  process.env['PATH'] = folder;
  try {
    await assertOcr(needles.tagged('plain'));
    await expect(assertOcr(needles.tagged('reads'))).rejects.toThrow(
      /OCR_NOT_INSTALLED: needle "reads" has OCR areas, and there is no tesseract on PATH\n\s*Fix: install it: apt-get install tesseract-ocr/u,
    );
  } finally {
    process.env['PATH'] = path;
  }
});

test('tesseract reads what stands in an OCR area', async () => {
  test.skip(spawnSync('tesseract', ['--version']).error !== undefined, 'tesseract is not installed');
  const picture = 'fixtures/needles/calculator-shows-42.png';
  const screen = readPng(readFileSync(picture), picture).image;
  const folder = test.info().outputPath('needles');
  const shown = { xpos: 660, ypos: 268, width: 138, height: 52 };
  writeNeedle(folder, 'display', screen, {
    area: [
      { ...shown, type: 'match' },
      { ...shown, type: 'ocr' },
    ],
    tags: ['display'],
  });
  const [needle] = readNeedleFolder(folder).tagged('display');
  if (needle === undefined) throw new Error('no needle');
  expect((await readOcrAreas(screen, needle)).map((text) => text.trim())).toEqual(['42']);
});
