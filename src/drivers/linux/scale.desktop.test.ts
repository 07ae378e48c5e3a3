/** On a scaled screen places are pixels for every toolkit: what is clicked in its middle answers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type DriverSession, defaultSession, type WindowInfo } from '../../contracts/driver.ts';
import { containsPoint, type Rect } from '../../contracts/geometry.ts';
import { Subject } from './atspi/atspi.sample.ts';
import { createLinuxDriver } from './driver.ts';
import { until } from './linux.sample.ts';

const page = `<!doctype html><title>Scaled</title>
<p><select aria-label="Colour" onchange="document.title = this.value"><option>Red<option>Green</select>
<p><button onclick="document.title = confirm('Sure?') ? 'Confirmed' : 'Refused'">Ask</button>`;

for (const scale of [1.5, 2]) {
  test.describe(`scale ${scale}`, () => {
    let session: DriverSession;

    test.beforeEach(async () => {
      session = await createLinuxDriver().open({ ...defaultSession, screen: { ...defaultSession.screen, scale } });
      expect(session.screen).toEqual({ width: 1280 * scale, height: 800 * scale, scale });
    });

    test.afterEach(async () => {
      await session.close();
    });

    test('GTK 3: buttons, and an item of a menu', async () => {
      const calculator = await Subject.launch(session, 'galculator');
      for (const key of ['1', '2', '+', '3', '0', '=']) await calculator.click('button', key);
      await calculator.becomes(await calculator.find('textbox', ''), ({ text }) => text === '42', 'the sum');
      await calculator.click('menuitem', 'View');
      await calculator.click('menuitemradio', 'Scientific Mode');
      await calculator.find('button', 'sin');
      await expectToFill(calculator, 'galculator');
    });

    test('GTK 4: buttons, and an item of a popover', async () => {
      const calculator = await Subject.launch(session, 'gnome-calculator');
      for (const key of ['1', '2', '+', '3', '0', '=']) await calculator.click('button', key);
      const display = await until(
        session,
        async () => (await calculator.visible()).find(({ states }) => states.editable && states.multiline),
        'the display',
      );
      await calculator.becomes(display, ({ text }) => text === '42', 'the sum');
      await calculator.click('button', 'Basic');
      await calculator.click('menuitemradio', 'Advanced');
      await calculator.find('button', 'Advanced');
    });

    test('Qt 5: buttons, and an item of a menu', async () => {
      const editor = await Subject.launch(session, 'featherpad', ['--standalone']);
      await editor.click('button', 'New');
      const pages = async () => (await editor.visible()).filter(({ role }) => role === 'tab');
      await until(session, async () => (await pages()).length === 2 || undefined, 'a second tab');
      await editor.click('menuitem', 'File');
      await editor.click('menuitem', 'New');
      await until(session, async () => (await pages()).length === 3 || undefined, 'a third tab');
      await expectToFill(editor, 'Untitled');
    });

    test('Qt 6: tabs, a combo box and its options', async () => {
      const settings = await Subject.launch(session, 'qt6ct');
      await settings.click('combobox', 'Fusion');
      await settings.click('option', 'Windows');
      await settings.find('combobox', 'Windows');
      await settings.click('tab', 'Interface');
      await settings.find('checkbox', 'Enable gui effects');
      await expectToFill(settings, 'Qt6 Configuration Tool');
    });

    test('Chromium: the page, the list of a combo box, and a dialog that is no part of the page', async () => {
      const file = join(session.home, 'page.html');
      writeFileSync(file, page);
      const browser = await Subject.launch(session, 'chromium', [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--force-renderer-accessibility',
        '--no-first-run',
        `--user-data-dir=${join(session.home, 'profile')}`,
        `--app=file://${file}`,
      ]);
      await browser.click('combobox', 'Colour');
      await browser.click('option', 'Green');
      await browser.find('window', 'Green');
      await browser.click('button', 'Ask');
      await browser.find('button', 'OK');
      const isOpen = async () => (await browser.visible()).some(({ name }) => name === 'OK');
      // Chromium takes no answer while a person cannot have read the question yet
      await expect(async () => {
        if (await isOpen()) await browser.click('button', 'OK');
        expect(await isOpen()).toBe(false);
      }).toPass();
      await browser.find('window', 'Confirmed');
      await expectToFill(browser, 'Confirmed');
    });
  });
}

/** The element of a window and the window of the display are at one place, up to the frame a toolkit counts in. */
async function expectToFill(subject: Subject, title: string): Promise<void> {
  const isFilled = async () => {
    const node = await subject.find('window', new RegExp(title));
    const window = (await subject.session.windows()).find(({ id }) => id === node.windowId);
    return fits((await subject.read(node)).bounds, window);
  };
  await expect.poll(isFilled, `${title} fills its window`).toBe(true);
}

function fits(bounds: Rect | undefined, window: WindowInfo | undefined): boolean {
  if (bounds === undefined || window === undefined) return false;
  const outer = window.bounds;
  const roomy = { x: outer.x - 2, y: outer.y - 2, width: outer.width + 4, height: outer.height + 4 };
  return (
    containsPoint(roomy, bounds) &&
    containsPoint(roomy, { x: bounds.x + bounds.width, y: bounds.y + bounds.height }) &&
    bounds.width >= window.contentBounds.width - 2 &&
    bounds.height >= window.contentBounds.height - 2
  );
}
