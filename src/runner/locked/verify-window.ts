/**
 * One window of a verification: a run of its own that works until its permission expires, and then has to show that the halt came: nothing
 * moves any more, its state is kept, its record is whole (S93, S96, S131).
 */
import { watch } from 'node:fs';
import { dirname } from 'node:path';
import type { TrialWindow } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { JournalSink } from '../../contracts/journal.ts';
import { chainOf } from '../../journal/chain.ts';
import { ControlReader } from '../../journal/control.ts';
import { EvidenceStore } from '../../journal/evidence.ts';
import { writeManifest } from '../../journal/manifest.ts';
import { JournalReader } from '../../journal/reader.ts';
import type { RunFolder } from '../../journal/run-folder.ts';
import { remember } from '../../journal/test-memory.ts';
import { verifyRun } from '../../journal/verify.ts';
import { JournalWriter } from '../../journal/writer.ts';
import type { Desktop } from '../../session/desktop.ts';
import type { Clock } from '../../support/clock.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import { driverFor } from '../drivers.ts';
import type { ProjectOptions } from '../options.ts';
import { ControlGate } from '../pause-gate.ts';
import { sandboxDesktop } from '../preflight/sandbox.ts';
import { reportStatus } from '../status-report.ts';
import type { Condition } from './conditions.ts';
import { HarmlessSuite, suiteGate } from './harmless-suite.ts';
import { LockedTimer } from './locked-timer.ts';
import type { LockedInForce } from './profile-file.ts';

export interface WindowPlan {
  readonly folder: RunFolder;
  readonly options: ProjectOptions;
  readonly inForce: LockedInForce;
  readonly conditions: readonly Condition[];
  /** Looks at them again. */
  readonly look: () => Promise<readonly Condition[]>;
  readonly minutes: number;
  /** Done in the windows before this one. */
  readonly rounds: number;
  /** Of the permission; real unless told. */
  readonly clock?: Clock;
}

export interface WindowResult {
  /** In all windows so far. */
  readonly rounds: number;
  /** Why it does not count; undefined when all of it held. */
  readonly fault: string | undefined;
}

/** Of what is remembered from window to window. */
const testId = 'verify-locked';
const checkpoint = 'rounds';
/** Between two rounds; a short window has twenty rounds at least. */
const paceMs = 5_000;
const leastRounds = 20;
/** There is no test that could be late. */
const untimed = { timeout: 0, setTimeout: () => {} };

/** @throws RUN_ABORTED when a person ended it */
export async function verifyWindow(plan: WindowPlan): Promise<WindowResult> {
  const { folder } = plan;
  const kept = keptRounds(folder);
  if (kept !== plan.rounds) return { rounds: plan.rounds, fault: `${plan.rounds} rounds were done, ${kept} were kept` };
  // one that a person broke off is a whole record, too
  const result = await work(plan).finally(() => writeManifest(folder));
  return { ...result, fault: result.fault ?? recordFault(folder) };
}

async function work({
  folder,
  options,
  inForce,
  conditions,
  look,
  minutes,
  rounds,
  clock,
}: WindowPlan): Promise<WindowResult> {
  using journal = JournalWriter.open(folder, testId);
  const { codexqa, argv } = folder.readHead();
  journal.append({ kind: 'run-begin', runId: folder.runId, version: codexqa, argv });
  folder.updateHead({ state: 'running' });
  const driver = await driverFor(options.driver);
  const session = await driver.open(options.session);
  const timer = LockedTimer.begin(folder, journal, inForce, conditions, minutes, clock);
  timer.keepLooking(look);
  const control = new ControlReader(folder);
  const { trial } = driver;
  const desktop = sandboxDesktop(session, trial, {
    gate: suiteGate(session, trial, inForce.profile, journal),
    pauseGate: new ControlGate(control, untimed, timer.window),
    journal,
  });
  const place = { desktop, trial, journal, control, evidence: new EvidenceStore(folder) };
  let result: WindowResult = { rounds, fault: 'it was broken off' };
  try {
    result = await untilHalted(place, rounds, Math.min(paceMs, (minutes * 60_000) / leastRounds));
  } finally {
    if (timer.end() !== 'halted') result = { ...result, fault: result.fault ?? 'it ended without a halt' };
    await session.close();
    const status = result.fault === undefined ? 'passed' : 'failed';
    journal.append({ kind: 'run-end', status, counts: {} });
    journal.append({ kind: 'state', to: 'halted', reason: result.fault ?? control.read().reason });
    folder.updateHead({ state: 'halted', endedAt: Date.now(), status });
  }
  return result;
}

interface Place {
  readonly desktop: Desktop;
  readonly trial: TrialWindow;
  readonly journal: JournalSink;
  readonly control: ControlReader;
  readonly evidence: EvidenceStore;
}

async function untilHalted(place: Place, before: number, pace: number): Promise<WindowResult> {
  const { desktop, trial, journal, control, evidence } = place;
  let rounds = before;
  let suite: HarmlessSuite | undefined;
  try {
    suite = await HarmlessSuite.open(desktop, trial);
    const fault = await suite.fenceFault();
    if (fault !== undefined) return { rounds, fault };
    for (;;) {
      await suite.round(rounds + 1);
      rounds++;
      const status = await reportStatus(desktop, evidence, []);
      noteRound(journal, rounds, status);
      if (status.picture === undefined) return { rounds, fault: `no picture was kept: ${status.trouble ?? ''}` };
      await pause(control, pace);
    }
  } catch (error) {
    const code = error instanceof CodexqaError ? error.code : undefined;
    if (code === 'RUN_ABORTED') throw error;
    if (code === 'RUN_HALTED') return { rounds, fault: await suite?.haltFault() };
    return { rounds, fault: error instanceof Error ? error.message : String(error) };
  }
}

/** As a resumed run would find it. */
function keptRounds(folder: RunFolder): number {
  const kept = remember(chainOf(folder)).get(testId)?.checkpoints.get(checkpoint);
  return kept === undefined ? 0 : Number(kept.value);
}

function noteRound(journal: JournalSink, rounds: number, status: object): void {
  const facts = { kind: 'checkpoint', testId, retry: 0, verified: true } as const;
  journal.append({ ...facts, name: `round ${rounds}`, value: status, origin: 'automatic' });
  journal.append({ ...facts, name: checkpoint, value: rounds, origin: 'recorded' });
}

/** Until the next round, or until somebody asks for something else. */
async function pause(control: ControlReader, ms: number): Promise<void> {
  const bell = new Bell();
  const watcher = watch(dirname(control.path), () => bell.ring());
  const deadline = Deadline.after(ms);
  try {
    while (control.read().wish === 'continue' && !deadline.passed) await bell.next(deadline.leftMs);
  } finally {
    watcher.close();
  }
}

/** The permission expired, and nobody took it back; the record says so and is whole. */
function recordFault(folder: RunFolder): string | undefined {
  const [finding] = verifyRun(folder).findings;
  if (finding !== undefined) return `its record is ${finding.weight}: ${finding.sentence}`;
  const events = [...new JournalReader(folder).records()].flatMap(({ entry }) =>
    entry.kind === 'locked' ? [`${entry.event}: ${entry.detail}`] : [],
  );
  return events.some((event) => event.startsWith('expired')) ? undefined : `it did not expire: ${events.join(', ')}`;
}
