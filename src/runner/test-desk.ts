/** One test's desktop: taken when the test first wants it, shown in the report when the test fails, given back clean. */
import type { TestInfo } from '@playwright/test';
import type { JournalSink } from '../contracts/journal.ts';
import { createDesktop, type Desktop } from '../session/desktop.ts';
import { attendedGate, neverPaused } from './attended-gate.ts';
import { annotateEffects, attachEvidence } from './evidence.ts';
import type { ProjectOptions } from './options.ts';
import type { SessionSupply } from './session-supply.ts';
import { step } from './steps.ts';

/** What all tests of a worker share. */
export interface Workplace {
  readonly options: ProjectOptions;
  readonly supply: SessionSupply;
  readonly journal: JournalSink;
}

export class TestDesk {
  readonly #workplace: Workplace;
  readonly #testInfo: TestInfo;
  #desktop: Desktop | undefined;

  constructor(workplace: Workplace, testInfo: TestInfo) {
    this.#workplace = workplace;
    this.#testInfo = testInfo;
  }

  async desktop(): Promise<Desktop> {
    this.#desktop ??= await this.#open();
    return this.#desktop;
  }

  /** Tests that never asked for a desktop cost nothing here. */
  async clear(): Promise<void> {
    const desktop = this.#desktop;
    if (desktop === undefined) return;
    const { status, expectedStatus } = this.#testInfo;
    annotateEffects(this.#testInfo, desktop.effectCounts());
    if (status !== expectedStatus) await attachEvidence(this.#testInfo, desktop);
    await this.#workplace.supply.giveBack(desktop.stage.session);
  }

  async #open(): Promise<Desktop> {
    const { options, supply, journal } = this.#workplace;
    const { timeouts } = options;
    return createDesktop({
      session: await supply.take(),
      gate: attendedGate,
      pauseGate: neverPaused,
      journal,
      apps: options.apps,
      settings: {
        actionTimeoutMs: timeouts.actionMs,
        effectTimeoutMs: timeouts.effectMs,
        launchTimeoutMs: timeouts.launchMs,
      },
      testId: this.#testInfo.testId,
      step,
    });
  }
}
