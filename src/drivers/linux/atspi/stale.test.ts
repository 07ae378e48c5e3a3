import { expect, test } from '@playwright/test';
import type { NodeRecord } from './record.ts';
import { roleNumber } from './roles.ts';
import { StaleMarks } from './stale.ts';
import { StateBits } from './states.ts';

function record(id: string, role: string, parent: string | undefined, children: readonly string[]): NodeRecord {
  return {
    id,
    ref: { bus: ':1.1', path: id },
    parent,
    children,
    roleNumber: roleNumber(role),
    name: '',
    description: '',
    bits: StateBits.none,
    interfaces: new Set(),
  };
}

const records: ReadonlyMap<string, NodeRecord> = new Map(
  [
    record('app', 'application', undefined, ['window']),
    record('window', 'frame', 'app', ['button', 'side']),
    record('button', 'push button', 'window', ['label']),
    record('label', 'label', 'button', []),
    record('side', 'panel', 'window', ['pane']),
    record('pane', 'scroll pane', 'side', ['row', 'bar']),
    record('row', 'push button', 'pane', []),
    record('bar', 'scroll bar', 'pane', []),
  ].map((each) => [each.id, each]),
);

function marked(id: string, ...kinds: Parameters<StaleMarks['note']>[1]): StaleMarks {
  const marks = new StaleMarks();
  marks.note(id, kinds);
  return marks;
}

test('text concerns a label, whose name it is, and nothing else', () => {
  expect(marked('label', 'text').concern(records, 'gtk3')).toBe(true);
  expect(marked('button', 'text').concern(records, 'gtk3')).toBe(false);
});

test('a new place concerns what can be scrolled away', () => {
  expect(marked('row', 'place').concern(records, 'gtk3')).toBe(true);
  expect(marked('button', 'place').concern(records, 'gtk3')).toBe(false);
  expect(marked('button', 'place').concern(records, 'chromium')).toBe(true);
});

test('an element that is not known concerns the tree', () => {
  expect(marked('new', 'text').concern(records, 'gtk3')).toBe(true);
});

test('what is to be asked again is handed over once', () => {
  const marks = marked('button', 'states-below', 'siblings');
  marks.note('label', ['facts']);
  expect(marks.isSuspect).toBe(false);
  expect(marks.take(records)).toEqual({
    states: new Set(['button', 'label']),
    children: new Set(['window']),
    facts: new Set(['label']),
  });
  expect(marks.isEmpty).toBe(true);
});
