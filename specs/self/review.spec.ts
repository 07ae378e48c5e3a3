/** The review page in a real browser: a morning's differences settled by keyboard, by pointer and on a phone. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import { test as base, configText, expect, InlineProject, specText } from './inline-project.ts';

interface ReviewFixtures {
  /** A project whose last run differs in four places: three alike, and one more. */
  readonly differing: InlineProject;
  readonly url: string;
  readonly page: Page;
}

const key = `const app = await launch('calculator');
  if (process.env.CHANGED) await app.getByRole('button', { name: '7', exact: true }).click();`;
const specs = {
  'specs/keys.spec.ts': specText({
    first: `${key}\n  await expect(app).toMatchBaseline('first.png');`,
    second: `${key}\n  await expect(app).toMatchBaseline('second.png');`,
    third: `${key}\n  await expect(app).toMatchBaseline('third.png');`,
  }),
  'specs/form.spec.ts': specText({
    form: `const app = await launch('form');
  if (process.env.CHANGED) await app.getByRole('textbox').first().fill('changed');
  await expect(app).toMatchBaseline('form.png');`,
  }),
};

const test = base.extend<ReviewFixtures, { readonly browser: Browser; readonly prepared: InlineProject }>({
  browser: [
    async ({}, use) => {
      const browser = await chromium.launch({
        executablePath: '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  prepared: [
    async ({ installation }, use) => {
      using project = new InlineProject(installation.folder).write({ 'codexqa.config.ts': configText(), ...specs });
      expect((await project.codexqa(['test', '-u'])).exitCode).toBe(0);
      expect((await project.codexqa(['test'], { env: { CHANGED: '1' } })).exitCode).toBe(1);
      project.keep();
      await use(project);
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  differing: async ({ prepared }, use) => {
    prepared.restore();
    await use(prepared);
  },
  url: async ({ differing }, use) => {
    const server = differing.start([process.execPath, differing.cli, 'baselines', 'review', '--by', 'Ada']);
    await use(await printedUrl(server));
    server.kill('SIGINT');
    expect((await differing.finish(server)).exitCode).toBe(0);
  },
  page: async ({ browser, url }, use) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const strangers: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) strangers.push(request.url());
    });
    await page.goto(url);
    // the list is fetched after the page itself has loaded
    await expect(page.getByRole('status')).toHaveText('4 of 4 open');
    await use(page);
    expect(strangers, 'nothing is fetched from elsewhere').toEqual([]);
    await page.close();
  },
});

// one worker, so that the two runs are made once
test.describe.configure({ mode: 'default' });

/** The stream is left open: who closes it ends the server with its next line. */
async function printedUrl(server: ChildProcess): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    server.once('close', () => reject(new Error(`no address in ${JSON.stringify(text)}`)));
    server.stdout?.on('data', (chunk) => {
      text += String(chunk);
      const [url] = /http:\S+/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}

const decisions = (project: InlineProject): string[] =>
  project
    .read('baselines/accepted.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; baseline: string; by: string; reason: string })
    .map(({ event, baseline, by, reason }) => `${event} ${baseline.split('/').at(-1)} ${by} ${reason}`);

test('a morning by keyboard: look in five ways, settle a group, one more, and take it back', async ({
  page,
  differing,
}) => {
  const list = page.getByRole('navigation').getByRole('listitem');
  await expect(list).toHaveCount(4);
  await expect(page.getByRole('status')).toHaveText('4 of 4 open');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('form');
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('first');
  for (const kind of ['Baseline', 'New', 'Difference']) {
    await expect(page.getByRole('img', { name: `${kind} picture` })).toHaveJSProperty('complete', true);
  }
  await page.keyboard.press('2');
  await expect(page.getByRole('button', { name: 'Slider' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('slider').fill('20');
  await expect(page.getByRole('img', { name: 'New picture' })).toHaveCSS('clip-path', 'inset(0px 0px 0px 20%)');
  await page.keyboard.press('3');
  await expect(page.getByRole('img', { name: 'New picture' })).toHaveCSS('opacity', '0.2');
  await page.keyboard.press('4');
  await expect(page.locator('[data-kind="actual"]')).toBeHidden();
  await expect(page.locator('[data-kind="actual"]')).toBeVisible();
  await page.keyboard.press('5');
  await expect(page.getByRole('img')).toHaveCount(1);
  await page.keyboard.press('b');
  await expect(page.locator('.frame i.current')).toBeInViewport();

  await page.getByLabel('Reason').fill('new keys');
  await page.getByLabel('Reason').blur();
  await page.keyboard.press('Shift+A');
  await expect(page.getByRole('status')).toHaveText('1 of 4 open');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('form');
  await page.keyboard.press('r');
  await expect(page.getByRole('status')).toHaveText('all 4 settled');
  await page.keyboard.press('u');
  await expect(page.getByRole('status')).toHaveText('1 of 4 open');
  expect(decisions(differing)).toEqual([
    'accepted first.png Ada new keys',
    'accepted second.png Ada new keys',
    'accepted third.png Ada new keys',
    'rejected form.png Ada ',
    'undone form.png Ada ',
  ]);
  const after = await differing.codexqa(['test'], { env: { CHANGED: '1' } });
  expect(after.stdout).toMatch(/1 failed[\s\S]*form[\s\S]*3 passed/);
});

test('filters, accept all shown, and undo of an accepted one', async ({ page, differing }) => {
  const picture = `baselines/${process.platform}/form.spec.ts/form.png`;
  const before = readFileSync(differing.path(picture));
  await page.getByLabel('Spec').selectOption('specs/form.spec.ts');
  await expect(page.getByRole('navigation').getByRole('listitem')).toHaveCount(1);
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Accept all shown' }).click();
  await expect(page.getByRole('status')).toHaveText('3 of 4 open');
  expect(readFileSync(differing.path(picture)).equals(before)).toBe(false);
  await page.getByLabel('State').selectOption('accepted');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('status')).toHaveText('4 of 4 open');
  expect(readFileSync(differing.path(picture)).equals(before)).toBe(true);
  await page.keyboard.press('+');
  await expect(page.getByRole('status')).toHaveText('3 of 4 open');
  expect(readFileSync(differing.path(picture)).equals(before)).toBe(true);
  expect(differing.has(picture.replace('.png', '~2.png'))).toBe(true);
  await page.getByLabel('Filter by test').fill('no such test');
  await expect(page.getByText('No difference fits the filter.')).toBeVisible();
});

test('what cannot be accepted is said, and nothing is lost', async ({ page, differing, url }) => {
  const picture = differing.path(`baselines/${process.platform}/form.spec.ts/form.png`);
  const other = readFileSync(differing.path(`baselines/${process.platform}/keys.spec.ts/first.png`));
  writeFileSync(picture, other);
  await page.keyboard.press('a');
  await expect(page.getByRole('alert')).toContainText('BASELINE_CHANGED');
  expect(readFileSync(picture).equals(other)).toBe(true);
  expect(existsSync(differing.path('baselines/accepted.jsonl'))).toBe(false);
  // another page in the same browser knows neither the key nor the name
  const { port } = new URL(url);
  expect((await page.request.get(`http://127.0.0.1:${port}/wrong/`)).status()).toBe(404);
  expect((await page.request.get(url, { headers: { host: 'evil.example' } })).status()).toBe(403);
  const bad = await page.request.post(`${url}api/decisions`, { data: { verb: 'delete', ids: [] } });
  expect(bad.status()).toBe(400);
});

test('on a phone: no sideways scrolling, buttons for a thumb', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const root = page.locator('html');
  const width = (side: string) => root.evaluate((element, name) => Reflect.get(element, name) as unknown, side);
  expect(await width('scrollWidth')).toBe(await width('clientWidth'));
  for (const name of ['Accept', 'Reject', 'Undo']) {
    const box = await page.getByRole('button', { name, exact: true }).boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
  }
});
