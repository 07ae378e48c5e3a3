/** The Windows driver keeps the driver contract inside Wine, with the form of this repository as the application. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { conformanceChecks, runCheck } from '../node_modules/codexqa/dist/src/drivers/conformance/conformance.js';
import { createWindowsDriver } from '../node_modules/codexqa/dist/src/drivers/windows/driver.js';

const form = { name: 'form', command: join(process.cwd(), 'apps', 'form.exe'), args: [], env: {} };
const patienceMs = 60_000;
/** What cannot come is not waited for that long. */
const inVainMs = 2000;

/** What cannot hold, with the reason; a check that passes in spite of this list fails, so that the list stays true. */
const menus = 'Wine lends no menu handles to other processes: menus are reached by keyboard only';
const everywhere = {
  'a session opens empty and closes without a trace': 'S18: one process has one visible desktop, the check opens two',
};
const inWine = {
  'the tree has the documented elements with their states': menus,
  'every visible control lies inside its window': menus,
  'a menu opens at a click and its item works': menus,
  'an open menu is a popup window': menus,
  'one window is pictured without what covers it': 'PrintWindow answers yes and draws black in Wine',
};

const impossible = process.env.CODEXQA_WINE === '1' ? { ...everywhere, ...inWine } : everywhere;

for (const check of conformanceChecks) {
  test(check.name, async () => {
    test.fail(check.name in impossible, impossible[check.name]);
    const timeoutMs = check.name in impossible ? inVainMs : patienceMs;
    const { status, detail } = await runCheck(check, createWindowsDriver(), { app: form, timeoutMs });
    test.skip(status === 'skipped', detail);
    expect({ status, detail }).toEqual({ status: 'ok', detail: '' });
  });
}
