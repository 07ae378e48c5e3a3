/** What is scrolled out of view is brought into it before it is clicked, in every toolkit as far as it lets us. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { App } from './app.ts';
import type { Desktop } from './desktop.ts';
import { linuxDesktop } from './linux-desktop.sample.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/apps');

async function withApp(
  start: (desktop: Desktop, home: string) => Promise<App>,
  body: (app: App, desktop: Desktop) => Promise<void>,
): Promise<void> {
  const { session, desktop } = await linuxDesktop({
    settings: { effectTimeoutMs: 30_000, actionTimeoutMs: 60_000, launchTimeoutMs: 60_000 },
  });
  try {
    const app = await start(desktop, session.home);
    await body(app, desktop);
  } finally {
    await session.close();
  }
}

test('GTK 3: a button far down a list', () =>
  withApp(
    (desktop) => desktop.launch({ command: '/usr/bin/python3', args: [join(fixtures, 'form.py')] }),
    async (app, desktop) => {
      await app.getByRole('button', { name: 'Row 30' }).click();
      await expect.poll(() => app.getByRole('status').text()).toBe('Row 30');
      await app.getByRole('button', { name: 'Row 1', exact: true }).click();
      await expect.poll(() => app.getByRole('status').text()).toBe('Row 1');
      expect(desktop.records().map(({ verb }) => verb)).toEqual([
        'launch',
        'scroll into view',
        'click',
        'scroll into view',
        'click',
      ]);
    },
  ));

test('Chromium: a button below the fold, and one in an area of its own', () =>
  withApp(
    (desktop, home) => {
      const rows = Array.from(
        { length: 40 },
        (_, row) => `<p><button onclick="said.value='Row ${row + 1}'">Row ${row + 1}</button>`,
      );
      writeFileSync(
        join(home, 'page.html'),
        `<!doctype html><title>Long</title><output style="position:fixed;right:0">Ready</output><div style="height:200px;overflow:auto">${rows.join('')}</div>
        <div style="height:3000px"></div><button onclick="said.value='Far'">Far below</button><script>const said=document.querySelector('output')</script>`,
      );
      return desktop.launch({
        command: 'chromium',
        args: [
          '--no-sandbox',
          '--no-first-run',
          '--force-renderer-accessibility',
          `--user-data-dir=${home}/profile`,
          `--app=file://${home}/page.html`,
        ],
      });
    },
    async (app) => {
      for (const name of ['Row 30', 'Far below', 'Row 2']) {
        await app.getByRole('button', { name, exact: true }).click();
        await expect.poll(() => app.getByRole('status').text()).toBe(name === 'Far below' ? 'Far' : name);
      }
    },
  ));

test('GTK 4: a button far down, and one back at the top', () =>
  withApp(
    (desktop) => desktop.launch({ command: '/usr/bin/python3', args: [join(fixtures, 'form4.py')] }),
    async (app) => {
      for (const name of ['Row 30', 'Row 1']) {
        await app.getByRole('button', { name, exact: true }).click();
        await expect.poll(() => app.getByRole('status').text()).toBe(name);
      }
      expect(app.output(), 'asking for places is no reason to complain').toBe('');
    },
  ));

test('Qt 5: a check box far down its page', () =>
  withApp(
    (desktop) => desktop.launch({ command: 'featherpad', args: ['--standalone'] }),
    async (app, desktop) => {
      await desktop.keyboard.press('Control+Shift+P');
      for (const name of ['Native file dialog', 'Tab navigation wraps around']) {
        const box = desktop.getByRole('checkbox', { name });
        const before = await box.isChecked();
        await box.click();
        await expect.poll(() => box.isChecked()).toBe(!before);
      }
      expect(app.exit).toBeUndefined();
    },
  ));
