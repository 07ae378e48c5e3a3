import { expect, test } from '@playwright/test';
import type { JournalEntry } from '../contracts/journal.ts';
import { Cadence, type CadenceOptions } from './cadence.ts';

function sample(options: Partial<CadenceOptions>) {
  const entries: JournalEntry[] = [];
  const annotations: { type: string; description?: string }[] = [];
  const journal = { append: (entry: JournalEntry) => entries.push(entry) };
  const cadence = new Cadence({
    inner: { pass: async () => {} },
    journal,
    testInfo: { testId: 't', retry: 0, annotations },
    options: { everyActions: Number.POSITIVE_INFINITY, everyMs: 300_000, ...options },
    look: async () => ({ answered: true, windows: ['Form'] }),
  });
  const act = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) await cadence.pass();
  };
  const taken = () => entries.filter((entry) => entry.kind === 'checkpoint');
  return { cadence, journal, entries, annotations, act, taken };
}

test('S60: a checkpoint every so many actions, before the next one', async () => {
  const { act, taken, cadence, entries } = sample({ everyActions: 10 });
  await act(35);
  expect(taken().map(({ value }) => value)).toMatchObject(
    Array(3).fill({ reason: 'after 10 actions', actions: 10, answered: true }),
  );
  expect(taken()[0]).toMatchObject({ origin: 'automatic', name: 'automatic 1', verified: true, testId: 't' });
  cadence.close();
  expect(entries.at(-1)).toMatchObject({ kind: 'gap', actions: 10, automatic: 3 });
});

test('S63: after so much time at the next action; the gap is measured', async () => {
  const { act, taken, cadence, annotations } = sample({ everyMs: 40 });
  await act(3);
  const takenAfterOneMore = async (): Promise<number> => {
    await act(1);
    return taken().length;
  };
  await expect.poll(takenAfterOneMore, { intervals: [10] }).toBe(1);
  cadence.close();
  const [, ms = 0] = /(\d+) ms/.exec(annotations[0]?.description ?? '')?.map(Number) ?? [];
  expect(ms).toBeGreaterThanOrEqual(40);
});

test("a spec's own checkpoint begins the count anew, a recalled one too", async () => {
  const { act, taken, cadence, journal } = sample({ everyActions: 10 });
  const own = { kind: 'checkpoint', testId: 't', retry: 0, name: 'own', value: 1, verified: true } as const;
  await act(8);
  cadence.listening(journal).append({ ...own, origin: 'recorded' });
  await act(8);
  cadence.listening(journal).append({ ...own, origin: 'recalled' });
  await act(8);
  expect(taken().map(({ name }) => name)).toEqual(['own', 'own']);
});

test('a test that does nothing has no gap', () => {
  const { cadence, entries, annotations } = sample({});
  cadence.close();
  expect([...entries, ...annotations]).toEqual([]);
});
