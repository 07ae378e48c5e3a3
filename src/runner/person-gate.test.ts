/** A person's mouse and keyboard come first: the run yields, pauses or halts before its next action, and the record says why. */
import { expect, test } from '@playwright/test';
import type { JournalEntry } from '../contracts/journal.ts';
import type { PersonInput } from '../contracts/presence.ts';
import { askRun, ControlReader } from '../journal/control.ts';
import { RunFolder } from '../journal/run-folder.ts';
import type { InputOptions } from './foreground-config.ts';
import { ControlGate } from './pause-gate.ts';
import { PersonGate } from './person-gate.ts';

const options: InputOptions = { onInput: 'yield', interruptions: [], stillMs: 40, yieldAtMostMs: 600_000 };
const allDay = [{ from: '00:00', to: '24:00' }];

class Desk {
  /** How many more times the person is seen at it. */
  busyFor = 0;
  looks = 0;
  #last: PersonInput | undefined;

  async personInput(): Promise<PersonInput | undefined> {
    this.looks += 1;
    if (this.busyFor > 0) {
      this.busyFor -= 1;
      this.#last = { at: Date.now(), evidence: 'pointer "Mouse 7"' };
    }
    return this.#last;
  }
}

function gateOf(root: string, changes: Partial<InputOptions>, hasRun = true) {
  const folder = RunFolder.create(root, { codexqa: '0', argv: [] });
  const desk = new Desk();
  const control = new ControlGate(new ControlReader(folder), test.info());
  const entries: JournalEntry[] = [];
  const gate = new PersonGate({
    inner: control,
    session: desk,
    journal: { append: (entry) => entries.push(entry) },
    options: { ...options, ...changes },
    testInfo: test.info(),
    ask: hasRun ? (wish) => askRun(folder, wish) : undefined,
    isEnded: () => control.isAborted || control.isHalted,
    pauses: () => control.pauses,
  });
  const told = () =>
    entries.map((entry) => (entry.kind === 'presence' ? `${entry.change}: ${entry.follows}` : entry.kind));
  return { folder, desk, gate, entries, told };
}

test('a desktop that nobody touches holds nothing up', async ({}, info) => {
  const { desk, gate, told } = gateOf(info.outputPath(), { onInput: 'halt' });
  await gate.pass();
  await gate.pass();
  expect(desk.looks).toBe(2);
  expect(told()).toEqual([]);
});

test('a run yields until the person has been still, and takes the same input for no second one', async ({}, info) => {
  const { desk, gate, entries, told } = gateOf(info.outputPath(), {});
  desk.busyFor = 4;
  const timeoutBefore = info.timeout;
  await gate.pass();
  expect(desk.busyFor).toBe(0);
  expect(told()).toEqual(['input: yields', 'still: goes on']);
  expect(entries[0]).toMatchObject({ detail: 'pointer "Mouse 7"' });
  // its own time-out stood still meanwhile
  expect(info.timeout).toBeGreaterThan(timeoutBefore);
  await gate.pass();
  expect(told()).toHaveLength(2);
});

test('a run that would yield for ever halts', async ({}, info) => {
  const { desk, gate, told } = gateOf(info.outputPath(), { yieldAtMostMs: 100 });
  desk.busyFor = Number.POSITIVE_INFINITY;
  await expect(gate.pass()).rejects.toThrow('RUN_HALTED: the run has halted before this step: a person has been using');
  expect(told()).toEqual(['input: yields', 'input: halts']);
});

test('an end that somebody asks for meanwhile is not held up', async ({}, info) => {
  const { desk, gate, folder, told } = gateOf(info.outputPath(), { stillMs: 600_000 });
  desk.busyFor = 1;
  const passing = gate.pass();
  await expect.poll(told).toEqual(['input: yields']);
  askRun(folder, { wish: 'abort', by: 'ada', reason: 'my desk', at: Date.now() });
  await expect(passing).rejects.toThrow('RUN_ABORTED: the run was aborted by ada: my desk');
  expect(told()).toEqual(['input: yields']);
});

test('a run pauses until somebody continues it; whoever does so at this desktop is yielded to', async ({}, info) => {
  const { desk, gate, folder, told } = gateOf(info.outputPath(), { onInput: 'pause' });
  desk.busyFor = 1;
  const passing = gate.pass();
  await expect.poll(() => new ControlReader(folder).read()).toMatchObject({ wish: 'pause', by: 'the presence guard' });
  desk.busyFor = 2;
  askRun(folder, { wish: 'continue', by: 'ada', reason: '', at: Date.now() });
  await passing;
  expect(told()).toEqual(['input: pauses', 'input: yields', 'still: goes on']);
});

test('a run halts before its next action, with the evidence', async ({}, info) => {
  const { desk, gate, folder, told } = gateOf(info.outputPath(), { onInput: 'halt' });
  desk.busyFor = 1;
  await expect(gate.pass()).rejects.toThrow('a person uses the desktop: pointer "Mouse 7"');
  expect(new ControlReader(folder).read().wish).toBe('halt');
  expect(told()).toEqual(['input: halts']);
});

test('S19: in an interruption window input pauses what would halt', async ({}, info) => {
  const { desk, gate, folder, told } = gateOf(info.outputPath(), { onInput: 'halt', interruptions: allDay });
  desk.busyFor = 1;
  const passing = gate.pass();
  await expect.poll(told).toEqual(['input: pauses']);
  askRun(folder, { wish: 'continue', by: 'ada', reason: '', at: Date.now() });
  await passing;
});

test('without a run that could be continued a pause is a yield, and a halt ends the test', async ({}, info) => {
  const yielding = gateOf(info.outputPath('a'), { onInput: 'pause' }, false);
  yielding.desk.busyFor = 1;
  await yielding.gate.pass();
  expect(yielding.told()).toEqual(['input: yields', 'still: goes on']);
  const halting = gateOf(info.outputPath('b'), { onInput: 'halt' }, false);
  halting.desk.busyFor = 1;
  await expect(halting.gate.pass()).rejects.toThrow('RUN_HALTED: the test has halted before this step');
});
