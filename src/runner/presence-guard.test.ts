/** What follows a lock: a run on the visible desktop halts before its next action, sessions of its own go on; both on record. */
import { expect, test } from '@playwright/test';
import {
  changesBetween,
  type PresenceChange,
  type PresenceState,
  type PresenceWatch,
  presentState,
  whyUnavailable,
} from '../contracts/presence.ts';
import { ControlReader } from '../journal/control.ts';
import { JournalReader } from '../journal/reader.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { ControlGate } from './pause-gate.ts';
import { PresenceRecord } from './presence-guard.ts';

const here = presentState;

class Person implements PresenceWatch {
  readonly sources = ['logind'];
  state = here;
  #listener: (change: PresenceChange) => void = () => {};

  onChange(listener: (change: PresenceChange) => void): () => void {
    this.#listener = listener;
    return () => {};
  }

  becomes(change: Partial<PresenceState>): void {
    const before = this.state;
    this.state = { ...before, ...change };
    for (const each of changesBetween(before, this.state)) this.#listener(each);
  }

  async close(): Promise<void> {}
}

function watched(root: string, isVisible: boolean, state = here) {
  const folder = RunFolder.create(root, { codexqa: '0', argv: [] });
  const person = new Person();
  person.state = state;
  const record = new PresenceRecord(folder, person, isVisible);
  const gate = new ControlGate(new ControlReader(folder), test.info());
  const entries = () =>
    [...new JournalReader(folder).records()].flatMap(({ entry }) =>
      entry.kind === 'presence' ? [`${entry.change}: ${entry.follows}`] : [],
    );
  return { person, record, gate, entries };
}

test('sessions of its own go on under a locked screen, and the record says so', async ({}, info) => {
  const { person, record, gate, entries } = watched(info.outputPath(), false);
  person.becomes({ locked: true });
  await gate.pass();
  person.becomes({ locked: false });
  person.becomes({ asleep: true });
  person.becomes({ asleep: false, away: true });
  person.becomes({ away: false, displayOff: true });
  await gate.pass();
  record[Symbol.dispose]();
  expect(entries()).toEqual([
    'watched: goes on',
    'locked: goes on',
    'unlocked: goes on',
    'sleeps: goes on',
    'awake: goes on',
    'left: goes on',
    'returned: goes on',
    'display-off: goes on',
  ]);
});

for (const [change, why] of [
  [{ locked: true }, 'the screen is locked'],
  [{ asleep: true }, 'the machine goes to sleep'],
  [{ away: true }, "another user's session is on the screen"],
  [{ displayOff: true }, 'the display is off'],
] as const) {
  test(`S90: on the visible desktop nothing more is done when ${why}, and nothing is undone`, async ({}, info) => {
    const { person, record, gate, entries } = watched(info.outputPath(), true);
    await gate.pass();
    person.becomes(change);
    await expect(gate.pass()).rejects.toThrow(`RUN_HALTED: the run has halted before this step: ${why}`);
    expect(gate.isHalted).toBe(true);
    // it is not taken up again behind somebody's back
    person.becomes(here);
    await expect(gate.pass()).rejects.toThrow('RUN_HALTED');
    record[Symbol.dispose]();
    expect(entries()[1]).toMatch(/: halts$/);
  });
}

test('a screen that is locked already lets nothing begin; one that nobody can ask about claims nothing', async ({}, info) => {
  const { gate, record } = watched(info.outputPath('a'), true, { ...here, locked: true });
  await expect(gate.pass()).rejects.toThrow('RUN_HALTED');
  record[Symbol.dispose]();
  const unknown = watched(info.outputPath('b'), true, { ...here, locked: undefined });
  await unknown.gate.pass();
  unknown.record[Symbol.dispose]();
  expect(whyUnavailable({ ...here, locked: undefined })).toBeUndefined();
  expect(changesBetween({ ...here, locked: undefined }, here)).toEqual([]);
});
