/** What others did to the desktop: from the driver's signals and from refused acts, told once in the journal and once on the test. */
import { expect, test } from '@playwright/test';
import type { Signal } from '../contracts/driver.ts';
import type { JournalEntry } from '../contracts/journal.ts';
import { Signals } from '../support/signals.ts';
import { InterferenceBook, type InterferenceBookParts } from './interference-book.ts';

function stage() {
  const info = test.info();
  const testInfo: InterferenceBookParts['testInfo'] = { testId: info.testId, annotations: [], attachments: [] };
  const signals = new Signals();
  const journal: JournalEntry[] = [];
  const sink = { append: (entry: JournalEntry) => void journal.push(entry) };
  const session = { onSignal: (listener: (signal: Signal) => void) => signals.add(listener) };
  return { testInfo, signals, journal, sink, book: new InterferenceBook({ session, journal: sink, testInfo }) };
}

const moved = { what: 'pointer-moved', detail: 'to 5,5', during: 'click', follows: 'tried-again' } as const;

function outcome(error: string): JournalEntry {
  const effect = { verdict: 'unverifiable', evidence: [], waitedMs: 0 } as const;
  const record = { seq: 1, verb: 'click', target: 'the button', shown: '', effect, startedAt: 0, durationMs: 1, error };
  return { kind: 'outcome', testId: 'a', record };
}

test('a test that nobody disturbed says nothing', () => {
  const { book, journal, signals, testInfo } = stage();
  signals.emit({ kind: 'windows' });
  book.annotate();
  expect(journal).toEqual([]);
  expect(testInfo).toMatchObject({ annotations: [], attachments: [] });
});

test('acts that were refused because of others count, beside what the driver tells', () => {
  const { book, journal, sink, signals, testInfo } = stage();
  signals.emit({ kind: 'interference', interference: moved });
  const listening = book.listening(sink);
  for (const code of ['FOCUS_STOLEN', 'TARGET_NOT_FOREGROUND', 'ACTION_NO_EFFECT']) listening.append(outcome(code));
  book.annotate();
  const kinds = journal.flatMap((entry) => (entry.kind === 'interference' ? [entry.what] : []));
  expect(kinds).toEqual(['pointer-moved', 'focus-stolen', 'not-in-front']);
  const description = '1 pointer-moved, 1 not-in-front, 1 focus-stolen, 1 tried-again';
  expect(testInfo.annotations).toEqual([{ type: 'codexqa.interferences', description }]);
  const lines = String(testInfo.attachments[0]?.body).trimEnd().split('\n');
  expect(lines.map((line) => line.slice(26))).toEqual([
    'pointer-moved to 5,5, during click: tried-again',
    'focus-stolen the button, during click: refused',
    'not-in-front the button, during click: refused',
  ]);
});

test('after its test it hears nothing any more', () => {
  const { book, journal, signals } = stage();
  book[Symbol.dispose]();
  signals.emit({ kind: 'interference', interference: moved });
  expect(journal).toEqual([]);
});
