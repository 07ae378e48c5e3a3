/** A locked window ends before the next action, whoever notices first, and for good; what is missing is named (S94, S96, S98, S129). */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { expect, type TestInfo, test } from '@playwright/test';
import { ControlReader } from '../../journal/control.ts';
import { JournalReader } from '../../journal/reader.ts';
import { RunFolder } from '../../journal/run-folder.ts';
import { JournalWriter } from '../../journal/writer.ts';
import { lockedState } from '../../preflight/locked-state.ts';
import type { PreflightRecord } from '../../preflight/record-book.ts';
import { ManualClock } from '../../support/clock.ts';
import { ControlGate } from '../pause-gate.ts';
import { assertConditions, type Condition } from './conditions.ts';
import { LockedTimer } from './locked-timer.ts';
import { LockedWindow } from './locked-window.ts';
import { type LockedInForce, profileDigest } from './profile-file.ts';

const hour = 60;
const minuteMs = 60_000;

/** The screen of whoever runs these tests stays as it is. */
const end = (timer: LockedTimer) => timer.end(() => 'no screen here');

function lockedRun(info: TestInfo, minutes = hour) {
  const root = info.outputPath('project');
  const folder = RunFolder.create(root, { codexqa: '0', argv: [] });
  const file = join(root, 'codexqa.locked.yaml');
  writeFileSync(file, 'version: 1\n');
  const profile: LockedInForce['profile'] = {
    version: 1,
    owner: 'alice',
    environments: ['lab'],
    minutes,
    apps: ['editor'],
    ask: { before: ['navigation', 'deletion', 'publishing'], approvers: ['alice'] },
    logging: 'full',
    machine: { encryption: 'probe', monitoring: 'probe', lock: 'probe' },
  };
  const inForce: LockedInForce = { file, digest: profileDigest(file) ?? '', profile };
  const journal = JournalWriter.open(folder, 'locked');
  const clock = new ManualClock();
  const begin = () => LockedTimer.begin(folder, journal, inForce, [], minutes, clock);
  const gateOf = (window: LockedWindow) => new ControlGate(new ControlReader(folder), test.info(), window);
  const events = () =>
    [...new JournalReader(folder).records()].flatMap(({ entry }) => (entry.kind === 'locked' ? [entry.event] : []));
  return { folder, file, journal, clock, begin, gateOf, events };
}

test('S94: the timer halts the run before its next action; nothing is undone either, and it is not taken up again', async ({}, info) => {
  const { begin, gateOf, events, folder, journal, clock } = lockedRun(info);
  const timer = begin();
  const gate = gateOf(timer.window);
  gate.lift();
  clock.advance(hour * minuteMs - 1);
  expect(new ControlReader(folder).read().wish).toBe('continue');
  // by the timer alone: nobody acts meanwhile
  clock.advance(1);
  expect(new ControlReader(folder).read().wish).toBe('halt');
  await expect(gate.pass()).rejects.toThrow(/RUN_HALTED: .* the locked window of 60 min is over/);
  await expect(gate.pass()).rejects.toThrow('RUN_HALTED');
  expect(end(timer)).toBe('halted');
  journal.close();
  expect(events()).toEqual(['begun', 'expired', 'ended']);
});

test('S94: a worker sees by its own clock that the time is over: timers stand still while a machine sleeps', async ({}, info) => {
  const { begin, gateOf, events, folder, journal } = lockedRun(info);
  const timer = begin();
  await gateOf(timer.window).pass();
  const awake = new LockedWindow(folder, { ...timer.window.grant, until: Date.now() }, journal);
  await expect(gateOf(awake).pass()).rejects.toThrow('RUN_HALTED');
  end(timer);
  expect(events()).toEqual(['begun', 'expired', 'ended']);
});

for (const [how, take] of [
  ['changed', (file: string) => writeFileSync(file, 'version: 1\nminutes: 60\n')],
  ['taken away', (file: string) => rmSync(file)],
] as const) {
  test(`S96: a profile that is ${how} takes its permission back`, async ({}, info) => {
    const { begin, gateOf, events, file } = lockedRun(info);
    const timer = begin();
    const gate = gateOf(timer.window);
    await gate.pass();
    take(file);
    await expect(gate.pass()).rejects.toThrow('the locked profile was changed or taken away');
    expect(gate.isHalted).toBe(true);
    expect(end(timer)).toBe('halted');
    expect(events()).toEqual(['begun', 'revoked', 'ended']);
  });
}

test('S96: what let it begin has to hold as long as it lasts', async ({}, info) => {
  const { begin, gateOf, events, folder, clock } = lockedRun(info);
  const timer = begin();
  const encrypted: Condition = { name: 'encrypted storage', rule: 'S102', state: 'met', why: 'by dm-crypt' };
  const looks: Condition[] = [encrypted, { ...encrypted, state: 'unknown', why: 'nobody tells any more' }];
  timer.keepLooking(async () => [looks.shift() ?? encrypted]);
  clock.advance(minuteMs - 1);
  expect(looks).toHaveLength(2);
  clock.advance(1);
  expect(looks).toHaveLength(1);
  await breathe();
  expect(new ControlReader(folder).read().wish).toBe('continue');
  clock.advance(minuteMs);
  await breathe();
  expect(new ControlReader(folder).read().wish).toBe('halt');
  await expect(gateOf(timer.window).pass()).rejects.toThrow('encrypted storage is unknown: nobody tells any more');
  expect(looks).toEqual([]);
  end(timer);
  expect(events()).toEqual(['begun', 'revoked', 'ended']);
});

test('S96: where nobody can look any more the run halts, too', async ({}, info) => {
  const { begin, folder, clock } = lockedRun(info);
  const timer = begin();
  timer.keepLooking(() => Promise.reject(new Error('the bus is gone')));
  clock.advance(minuteMs);
  await breathe();
  expect(new ControlReader(folder).read().reason).toBe('nobody can look any more: the bus is gone');
  end(timer);
});

test('a run that ends before its time leaves a window that ended by itself', async ({}, info) => {
  const { begin, events } = lockedRun(info);
  expect(end(begin())).toBe('by itself');
  expect(events()).toEqual(['begun', 'ended']);
});

test('S98: what is missing and what nobody can tell are named alike', () => {
  const met: Condition = { name: 'time box', rule: 'S98', state: 'met', why: '15 min' };
  assertConditions([met]);
  const unknown: Condition = {
    name: 'encrypted storage',
    rule: 'S102',
    state: 'unknown',
    why: 'nobody tells',
    fix: 'ask',
  };
  const refused = () =>
    assertConditions([met, unknown, { ...met, name: 'approval gate', state: 'missing', why: 'none' }]);
  expect(refused).toThrow('LOCKED_REFUSED: nothing begins behind a locked screen:');
  expect(refused).toThrow('encrypted storage is unknown: nobody tells (S102); ask');
  expect(refused).toThrow('approval gate is missing: none (S98)');
});

const machine = { host: 'night', system: 'linux', codexqa: '1', driver: 'linux', applications: {} };
const verified = (outcome: PreflightRecord['outcome'], minutes: number, at = 0): PreflightRecord => ({
  version: 1,
  kind: 'locked',
  at,
  machine,
  outcome,
  detail: { minutes: String(minutes), halts: '4 halts', fault: 'it clicked' },
});

test('S129, S130: only a whole hour on this machine with these versions counts, and a failure takes it back', () => {
  const state = (...records: PreflightRecord[]) => lockedState(records, machine).verdict;
  expect(state()).toBe('unknown');
  expect(state(verified('passed', 60))).toBe('passed');
  expect(state(verified('passed', 5))).toBe('unknown');
  expect(state(verified('passed', 60), verified('passed', 5))).toBe('passed');
  expect(state(verified('passed', 60), verified('failed', 5))).toBe('failed');
  expect(state(verified('failed', 60), verified('passed', 5))).toBe('failed');
  expect(state(verified('failed', 5), verified('passed', 60))).toBe('passed');
  expect(state({ ...verified('passed', 60), kind: 'dry-run' })).toBe('unknown');
  expect(lockedState([verified('passed', 60, Date.UTC(2026, 10, 23, 2))], machine).why).toBe(
    '60 min, 4 halts, codexqa 1 on night, as of 2026-11-23 02:00',
  );
  expect(lockedState([verified('passed', 60)], { ...machine, codexqa: '2' })).toEqual({
    verdict: 'unknown',
    why: 'as of 1970-01-01 00:00, and since then it was with codexqa 1',
  });
  expect(lockedState([verified('passed', 60)], { ...machine, host: 'day' }).verdict).toBe('unknown');
});
