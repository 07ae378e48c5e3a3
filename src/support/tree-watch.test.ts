/** Signals out of differences between two looks. */
import { expect, test } from '@playwright/test';
import type { AccessibleNode, NodeStates, Role } from '../contracts/accessibility.ts';
import type { Signal } from '../contracts/driver.ts';
import { Watch } from './tree-watch.ts';

const states: NodeStates = { visible: true, enabled: true, focusable: false, focused: false, editable: false };

function node(id: string, role: Role, more: Partial<AccessibleNode> = {}): AccessibleNode {
  const plain = { nativeRole: role, name: id, description: '', states, children: [], hasText: true, hasValue: false };
  return { ...plain, id, role, ...more };
}

/** A desktop that shows one tree after the other. */
function scripted(looks: readonly (AccessibleNode | undefined)[], contents: readonly string[] = []) {
  const signals: Signal[] = [];
  let at = -1;
  const watch = new Watch(
    {
      windows: () => [],
      living: () => ['app'],
      clipboardNumber: () => 0,
      trees: async (into) => {
        at = Math.min(at + 1, looks.length - 1);
        into.set('edit', contents[at] ?? '');
        const root = looks[at];
        return root === undefined ? [] : [{ appId: 'app', root }];
      },
    },
    (signal) => signals.push(signal),
  );
  return { watch, signals };
}

async function until(seen: () => boolean): Promise<void> {
  await expect.poll(seen).toBe(true);
}

test('text, state, name and children are told with the element they happened to', async () => {
  const before = node('window', 'window', { children: [node('edit', 'textbox')] });
  const after = node('window', 'window', {
    children: [node('edit', 'textbox', { states: { ...states, focused: true } }), node('new', 'dialog')],
  });
  const { watch, signals } = scripted([before, after], ['old', 'new']);
  await watch.absorb();
  watch.alert();
  await until(() => signals.length >= 3);
  await watch.stop();
  expect(signals.filter(({ kind }) => kind === 'tree')).toEqual([
    { kind: 'tree', appId: 'app', nodeId: 'edit', change: 'text', detail: 'text' },
    { kind: 'tree', appId: 'app', nodeId: 'edit', change: 'state', detail: 'focused' },
    { kind: 'tree', appId: 'app', nodeId: 'window', change: 'children', detail: 'add' },
  ]);
});

test('what had changed before an act is absorbed without a word', async () => {
  const { watch, signals } = scripted([node('window', 'window'), node('window', 'window', { name: 'renamed' })]);
  await watch.absorb();
  await watch.absorb();
  await watch.stop();
  expect(signals).toEqual([]);
});

test('windows that vanish with their application wait for the news of its end', async () => {
  const { watch, signals } = scripted([node('window', 'window'), undefined]);
  await watch.absorb();
  const startedAt = performance.now();
  watch.alert();
  await until(() => signals.some((signal) => signal.kind === 'tree'));
  await watch.stop();
  expect(performance.now() - startedAt).toBeGreaterThan(450);
});
