/** `test`: Playwright's, with a desktop. Here driver, journal, gates and session are put together, and nowhere else. */
import { resolve } from 'node:path';
import { test as base } from '@playwright/test';
import { runEnv } from '../contracts/run.ts';
import type { Desktop } from '../session/desktop.ts';
import { driverFor } from './drivers.ts';
import { openWindow } from './locked/locked-window.ts';
import { type DesktopOverrides, optionsOf, overridden, type ProjectOptions } from './options.ts';
import { downgraded } from './preflight/downgrade.ts';
import { openAsk, openControl, openEvidence, openJournal } from './run-journal.ts';
import { RunMemory } from './run-memory.ts';
import { SessionSupply } from './session-supply.ts';
import { TestDesk, type Workplace } from './test-desk.ts';

export interface TestFixtures {
  /** The whole desktop of this test. */
  desktop: Desktop;
  /**
   * Starts a configured application and waits for its first window.
   * @throws APP_UNKNOWN, APP_NOT_INSTALLED, APP_CRASHED, APP_START_TIMEOUT
   */
  launch: Desktop['launch'];
}

export interface WorkerFixtures {
  /** The project's options; `defineConfig` sets them. */
  codexqa: ProjectOptions;
  /** What this spec file changes: `test.use({ desktopOptions: { colorScheme: 'dark' } })`. */
  desktopOptions: DesktopOverrides;
}

interface HiddenTestFixtures {
  testDesk: TestDesk;
}

interface HiddenWorkerFixtures {
  workplace: Workplace;
}

const extended = base.extend<TestFixtures & HiddenTestFixtures, WorkerFixtures & HiddenWorkerFixtures>({
  codexqa: [
    optionsOf({}, {}, process.env[runEnv.config] ?? resolve('codexqa.config.ts')),
    { option: true, scope: 'worker' },
  ],
  desktopOptions: [{}, { option: true, scope: 'worker' }],

  workplace: [
    async ({ codexqa, desktopOptions }, use, { workerIndex }) => {
      const options = downgraded(overridden(codexqa, desktopOptions));
      using journal = openJournal(workerIndex);
      const driver = await driverFor(options.driver);
      const supply = new SessionSupply(driver, options, journal);
      await use({
        options,
        supply,
        journal,
        memory: new RunMemory(),
        evidence: openEvidence(),
        control: openControl(),
        ask: openAsk(),
        window: openWindow(options, journal),
      });
      await supply.close();
      await driver.dispose?.();
    },
    { scope: 'worker', box: true },
  ],

  testDesk: [
    async ({ workplace }, use, testInfo) => {
      const desk = new TestDesk(workplace, testInfo);
      await desk.begin();
      await use(desk);
      await desk.clear();
    },
    { auto: true, box: true },
  ],

  desktop: [async ({ testDesk }, use) => use(await testDesk.desktop()), { title: 'desktop' }],
  launch: [async ({ desktop }, use) => use((app, options) => desktop.launch(app, options)), { box: true }],
});

/**
 * Playwright Test's `test` with the fixtures `desktop` and `launch`.
 *
 * @example
 * test('adds', async ({ launch }) => {
 *   const calculator = await launch('calculator');
 *   await calculator.getByRole('button', { name: '7' }).click();
 * });
 */
export const test: ReturnType<typeof base.extend<TestFixtures, WorkerFixtures>> = extended;
