/** One test's desktop: taken when the test first wants it, shown in the report when the test fails, given back clean. */
import { dirname } from 'node:path';
import type { TestInfo } from '@playwright/test';
import type { DriverSession } from '../contracts/driver.ts';
import type { Gate, PauseGate } from '../contracts/gate.ts';
import type { JournalSink } from '../contracts/journal.ts';
import { taskIn } from '../contracts/task.ts';
import type { Control, ControlReader } from '../journal/control.ts';
import { Fence } from '../policy/fence.ts';
import { createDesktop, type Desktop } from '../session/desktop.ts';
import type { Rehearsal } from '../session/rehearsal.ts';
import { relativePath } from '../support/relative-path.ts';
import { deskOf } from './approval-desk.ts';
import { attendedGate } from './attended-gate.ts';
import { Cadence } from './cadence.ts';
import { annotateRollback, compensate, failedForGood } from './compensate.ts';
import { CurrentTest, setCurrentTest } from './current-test.ts';
import { askNobody, excuseTest, rehearsalOf } from './dry-run.ts';
import { annotateEffects, attachEvidence } from './evidence.ts';
import { InterferenceBook } from './interference-book.ts';
import type { LockedWindow } from './locked/locked-window.ts';
import { NeedleShelf } from './needle/shelf.ts';
import type { ProjectOptions } from './options.ts';
import { ControlGate } from './pause-gate.ts';
import { PersonGate } from './person-gate.ts';
import { PolicyGate } from './policy-gate.ts';
import { tellQuarantine } from './quarantine.ts';
import type { RunMemory } from './run-memory.ts';
import type { SessionSupply } from './session-supply.ts';
import { reportStatus, type StatusEvidence, type StatusReport } from './status-report.ts';
import { step } from './steps.ts';
import { askPerson } from './stuck.ts';
import { askDone } from './task-done.ts';
import { TaskGate, tellKnownFailure } from './task-gate.ts';

/** What all tests of a worker share. */
export interface Workplace {
  readonly options: ProjectOptions;
  readonly supply: SessionSupply;
  readonly journal: JournalSink;
  readonly memory: RunMemory;
  readonly evidence: StatusEvidence;
  /** Undefined without a run folder: then nobody can pause or abort. */
  readonly control: ControlReader | undefined;
  /** Puts a wish to the run; undefined likewise. */
  readonly ask: ((control: Control) => void) | undefined;
  /** Undefined unless nobody can see the screen. */
  readonly window: LockedWindow | undefined;
}

export class TestDesk {
  readonly #workplace: Workplace;
  readonly #testInfo: TestInfo;
  readonly #running: CurrentTest;
  readonly #gate: ControlGate;
  readonly #taskGate: TaskGate;
  readonly #cadence: Cadence;
  readonly #rehearsal: Rehearsal | undefined;
  #desktop: Desktop | undefined;
  #interferences: InterferenceBook | undefined;

  constructor(workplace: Workplace, testInfo: TestInfo) {
    this.#workplace = workplace;
    this.#testInfo = testInfo;
    const { journal, memory, control, options, window } = workplace;
    this.#gate = new ControlGate(control, testInfo, window);
    this.#taskGate = new TaskGate(this.#gate, testInfo);
    this.#cadence = new Cadence({
      inner: this.#taskGate,
      journal,
      testInfo,
      options: options.cadence,
      look: () => this.#look(),
    });
    this.#rehearsal = rehearsalOf(testInfo, journal);
    const hold = { pass: () => this.#hold() };
    this.#running = new CurrentTest(testInfo, options, this.#cadence, journal, memory, hold, this.#rehearsal);
  }

  /** Before the body of the test: a paused run does not begin another one. @throws RUN_ABORTED, TASK_LIMIT */
  async begin(): Promise<void> {
    setCurrentTest(this.#running);
    tellQuarantine(this.#testInfo);
    await this.#hold();
  }

  async desktop(): Promise<Desktop> {
    this.#desktop ??= await this.#open();
    return this.#desktop;
  }

  /** After the body. Tests that never asked for a desktop cost nothing here. */
  async clear(): Promise<void> {
    excuseTest(this.#testInfo, this.#rehearsal);
    const { status, expectedStatus } = this.#testInfo;
    if (status !== expectedStatus) tellKnownFailure(this.#testInfo);
    else if (!this.#gate.isAborted && this.#rehearsal === undefined) await askDone(this.#running);
    if (!this.#gate.isHalted && (failedForGood(this.#running) || this.#gate.isAborted)) {
      this.#gate.lift();
      this.#taskGate.lift();
      await compensate(this.#running);
    }
    annotateRollback(this.#running);
    setCurrentTest(undefined);
    this.#taskGate.close();
    this.#cadence.close();
    const desktop = this.#desktop;
    if (desktop === undefined) return;
    annotateEffects(this.#testInfo, desktop.effectCounts());
    this.#interferences?.annotate();
    this.#interferences?.[Symbol.dispose]();
    if (status !== expectedStatus) await attachEvidence(this.#testInfo, desktop);
    await this.#workplace.supply.giveBack(desktop.stage.session);
  }

  async #hold(): Promise<void> {
    await this.#gate.pass();
    this.#taskGate.assertTime();
  }

  /** What cannot be logged behind a locked screen does not happen there (S93). @throws RUN_HALTED */
  async #look(): Promise<StatusReport> {
    const { evidence, options, window } = this.#workplace;
    const status = await reportStatus(this.#desktop, evidence, options.approvals.hide);
    if (window === undefined || this.#desktop === undefined || status.picture !== undefined) return status;
    window.halt('revoked', `what is done cannot be logged: ${status.trouble ?? 'no picture was kept'}`);
    await this.#gate.pass();
    return status;
  }

  async #keepEvidence(): Promise<void> {
    if (this.#desktop !== undefined) await attachEvidence(this.#testInfo, this.#desktop);
  }

  #gateOf(session: DriverSession): Gate {
    const { options, journal } = this.#workplace;
    if (options.policy === undefined) return attendedGate;
    const programs = Object.fromEntries(Object.entries(options.apps).map(([name, { command }]) => [name, command]));
    const fence = options.locked === undefined ? {} : { fence: new Fence(options.locked.profile, programs) };
    const { file, digest, role, policy } = options.policy;
    const { owner, routes = {} } = policy;
    journal.append({
      kind: 'policy',
      file: relativePath(dirname(options.configFile), file),
      digest,
      role,
      owner,
      routes,
    });
    return new PolicyGate({
      ...fence,
      inForce: options.policy,
      session,
      lane: options.session.lane,
      supervision: options.supervision,
      kind: taskIn(this.#testInfo.annotations)?.kind,
      ask: (question) => (this.#rehearsal === undefined ? deskOf(this.#running).obtain(question) : askNobody()),
    });
  }

  #pauseGateOf(session: DriverSession): PauseGate {
    const { journal, options, ask } = this.#workplace;
    if (options.session.lane === 'background' || session.personInput === undefined) return this.#cadence;
    const gate = this.#gate;
    return new PersonGate({
      inner: this.#cadence,
      session,
      journal,
      options: options.input,
      testInfo: this.#testInfo,
      ask,
      isEnded: () => gate.isAborted || gate.isHalted,
      pauses: () => gate.pauses,
    });
  }

  async #open(): Promise<Desktop> {
    const { options, supply, journal } = this.#workplace;
    const { timeouts } = options;
    const session = await supply.take();
    this.#interferences = new InterferenceBook({ session, journal, testInfo: this.#testInfo });
    return createDesktop({
      session,
      images: new NeedleShelf(options),
      gate: this.#gateOf(session),
      pauseGate: this.#pauseGateOf(session),
      journal: this.#interferences.listening(journal),
      apps: options.apps,
      settings: {
        actionTimeoutMs: timeouts.actionMs,
        effectTimeoutMs: timeouts.effectMs,
        launchTimeoutMs: timeouts.launchMs,
      },
      testId: this.#testInfo.testId,
      step,
      rehearsal: this.#rehearsal,
      stuck: (unexpected) =>
        askPerson(unexpected, {
          supervision: options.supervision,
          keepEvidence: () => this.#keepEvidence(),
          wait: () => this.#gate.pass(),
        }),
    });
  }
}
