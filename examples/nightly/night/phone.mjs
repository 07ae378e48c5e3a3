/** A real browser at the size of a phone, and the thumb that holds a button. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const installed = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export async function openPhone() {
  const browser = await chromium.launch({
    // without one on the machine Playwright's own is used: npx playwright install chromium
    ...(existsSync(installed) ? { executablePath: installed } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  return { browser, page };
}

/** Presses until the page has sent the answer, as a thumb does. */
export async function hold(page, button) {
  await button.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await button.boundingBox();
  const answered = page.waitForResponse(/api\/answer/);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  const response = await answered;
  await page.mouse.up();
  return response;
}
