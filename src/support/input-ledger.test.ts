/** Whose input it was, from nothing but how long ago the last one was. */
import { expect, test } from '@playwright/test';
import { InputLedger } from './input-ledger.ts';

function ledgerAt(start = 10_000) {
  const clock = { now: start };
  const ledger = new InputLedger(
    () => clock.now,
    () => clock.now + 1e9,
  );
  /** The system's counter, after so many ms. */
  const look = (afterMs: number, idleMs: number): boolean => {
    const before = ledger.personAt;
    clock.now += afterMs;
    ledger.see(idleMs);
    return ledger.personAt !== undefined && before === undefined;
  };
  return { clock, ledger, look };
}

test('what came before, and what is ours, is no person: however late or early the system counts it', () => {
  const { ledger, look } = ledgerAt();
  expect(look(0, 5000)).toBe(false);
  expect(look(3000, 3000)).toBe(false);
  ledger.sent();
  for (const [afterMs, idleMs] of [
    [0, 0],
    [50, 0],
    [50, 90],
    [5000, 5000],
    [0, 5016],
  ] as const) {
    expect(look(afterMs, idleMs), `${afterMs} ms later`).toBe(false);
  }
  expect(ledger.personAt).toBeUndefined();
});

test('an answer that was long on its way does not turn ours into a person', () => {
  const { clock, ledger } = ledgerAt();
  ledger.sent();
  clock.now += 9000;
  ledger.see(40, 10_050);
  expect(ledger.personAt).toBeUndefined();
  ledger.see(40, 18_000);
  expect(ledger.personAt).toBe(1e9 + 17_960);
});

test('an input after ours is a person: it keeps its moment while the counter wavers, and outlives our next input', () => {
  const { clock, ledger, look } = ledgerAt();
  ledger.sent();
  expect(look(2000, 400)).toBe(true);
  expect(ledger.personAt).toBe(1e9 + 11_600);
  clock.now += 1000;
  ledger.see(1416);
  expect(ledger.personAt).toBe(1e9 + 11_600);
  ledger.sent();
  clock.now += 50;
  ledger.see(0);
  expect(ledger.personAt).toBe(1e9 + 11_600);
  clock.now += 1000;
  ledger.see(10);
  expect(ledger.personAt).toBe(1e9 + 14_040);
});
