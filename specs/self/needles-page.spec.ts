/** The page on which a needle's areas are drawn, in a real browser: what it saves is a needle that a run reads. */
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { configText, expect, specText, test } from './inline-project.ts';

const pictures = join(import.meta.dirname, '..', '..', 'fixtures', 'needles');

async function printedUrl(server: ChildProcess): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    server.stdout?.on('data', (chunk) => {
      text += String(chunk);
      const url = /http:\/\/\S+/u.exec(text)?.[0];
      if (url !== undefined && text.includes('Ctrl-C')) resolve(url);
    });
    server.once('exit', (code) => reject(new Error(`ended with ${code} before it printed an address: ${text}`)));
  });
}

interface Saved {
  readonly tags: readonly string[];
  readonly area: readonly Record<string, unknown>[];
}

test('areas are drawn, moved, described and saved; what a run would leave out is not saved', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': specText({}) });
  mkdirSync(project.path('needles'));
  copyFileSync(join(pictures, 'calculator-equals.png'), project.path('needles', 'keys.png'));
  const saved = (): Saved => JSON.parse(readFileSync(project.path('needles', 'keys.json'), 'utf8')) as Saved;
  const server = project.start([process.execPath, project.cli, 'needles', 'edit', 'keys']);
  const url = await printedUrl(server);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1700, height: 950 } });
    const strangers: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) strangers.push(request.url());
    });
    await page.goto(url);
    await expect(page.getByRole('status')).toHaveText('nothing changed');
    await expect(page.getByRole('heading')).toHaveText('keys');

    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('status')).toHaveText('area: expected at least one area');
    expect(project.has('needles/keys.json')).toBe(false);

    const corner = await page.getByRole('region', { name: 'Picture' }).boundingBox();
    const at = (x: number, y: number): [number, number] => [(corner?.x ?? 0) + x, (corner?.y ?? 0) + y];
    const drag = async (x: number, y: number, toX: number, toY: number): Promise<void> => {
      await page.mouse.move(...at(x, y));
      await page.mouse.down();
      await page.mouse.move(...at(toX, toY));
      await page.mouse.up();
    };
    await drag(740, 500, 800, 574);
    await drag(480, 420, 540, 454);
    await page.getByRole('combobox', { name: 'Type of area 2' }).selectOption('exclude');
    await page.getByRole('spinbutton', { name: 'match of area 1' }).fill('98');
    await page.getByRole('spinbutton', { name: 'match of area 1' }).blur();
    await page.keyboard.down('Alt');
    await page.mouse.click(...at(770, 537));
    await page.keyboard.up('Alt');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowUp');
    await page.getByRole('textbox', { name: 'Tags' }).fill('keys equals');
    await page.keyboard.press('Control+s');
    await expect(page.getByRole('status')).toHaveText('saved keys.json');
    expect(saved()).toEqual({
      area: [
        { type: 'match', xpos: 741, ypos: 500, width: 60, height: 73, match: 98, click_point: { xpos: 30, ypos: 37 } },
        { type: 'exclude', xpos: 480, ypos: 420, width: 60, height: 34 },
      ],
      tags: ['keys', 'equals'],
      properties: [],
    });
    await page.screenshot({ path: test.info().outputPath('page.png') });

    await page.reload();
    await expect(page.getByRole('listitem')).toHaveCount(2);
    await page.mouse.click(...at(500, 430));
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('status')).toHaveText('saved keys.json');
    expect(saved().area).toHaveLength(1);
    expect(strangers, 'nothing is fetched from elsewhere').toEqual([]);
  } finally {
    await browser.close();
    server.kill('SIGINT');
  }
  expect((await project.finish(server)).exitCode).toBe(0);
  expect((await project.codexqa(['needles', 'check'])).stdout).toContain('1 needle with 2 tags, 0 malformed');
});

test('there must be a picture to draw on', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': specText({}),
    'needles/torn.png': 'no picture',
  });
  const missing = await project.codexqa(['needles', 'edit', 'nothing']);
  expect(missing.exitCode).toBe(2);
  expect(missing.stderr).toContain('NEEDLE_NOT_FOUND: there is no picture at ');
  const torn = await project.codexqa(['needles', 'edit', 'torn']);
  expect(torn.exitCode).toBe(2);
  expect(torn.stderr).toMatch(/NEEDLE_INVALID: the picture .*torn\.png cannot be edited: .* is not a readable PNG/u);
});
