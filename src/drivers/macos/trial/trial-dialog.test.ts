/** The dialog that a killed run leaves behind goes by itself, by what its script says; the stand-in for `osascript` reads the script. */
import { expect, test } from '@playwright/test';
import { defaultSession } from '../../../contracts/driver.ts';
import { ManualClock } from '../../../support/clock.ts';
import { createSimulatedDriver } from '../../simulated/driver.ts';
import { osascript } from '../simulated-osascript.sample.ts';
import { trialDialog } from './trial-dialog.ts';

test('nobody answers it: it gives up after two minutes and its process ends', async () => {
  const clock = new ManualClock();
  const driver = createSimulatedDriver({ apps: { [trialDialog.command.command]: osascript({}) }, clock });
  const session = await driver.open(defaultSession);
  const app = await session.launch(trialDialog.command);
  clock.advance(119_000);
  expect(app.exit).toBeUndefined();
  expect(await session.windows()).toMatchObject([{ title: 'Sandbox' }]);
  clock.advance(2_000);
  expect(app.exit).toMatchObject({ code: 0 });
  expect(await session.windows()).toEqual([]);
  await session.close();
});
