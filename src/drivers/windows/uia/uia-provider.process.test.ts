/** The helper process of UI Automation: answers as the backend does, and is given up when a window hangs. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { AccessibleNode } from '../../../contracts/accessibility.ts';
import { compiledDouble, doubleWindow } from './uia-double.sample.ts';
import { UiaProvider } from './uia-provider.ts';

const script = join(import.meta.dirname, '../../../../dist/src/drivers/windows/uia/helper.js');

const library = compiledDouble();
test.afterEach(() => {
  delete process.env['CODEXQA_UIA_HANG'];
  delete process.env['CODEXQA_UIA_MISSING'];
});

function provider(answerWithinMs = 10_000): UiaProvider {
  return new UiaProvider({ answerWithinMs, library: library(), script, rootWindow: (hwnd) => hwnd });
}

function find(nodes: readonly AccessibleNode[], name: string): AccessibleNode {
  const all = (node: AccessibleNode): readonly AccessibleNode[] => [node, ...node.children.flatMap(all)];
  const found = nodes.flatMap(all).find((node) => node.name === name);
  if (found === undefined) throw new Error(`no element "${name}"`);
  return found;
}

test('reads and acts through the helper', async () => {
  const uia = provider();
  const tree = await uia.tree([doubleWindow]);
  const name = find(tree, 'Name');
  expect(name).toMatchObject({ role: 'textbox', nativeId: 'name', hasText: true, states: { editable: true } });
  expect(uia.windowOf(name.id)).toBe(doubleWindow);
  await uia.act({ kind: 'set-text', nodeId: name.id, text: 'Zoë' });
  expect((await uia.read([name.id, 'w1']))[0]).toMatchObject({ text: 'Zoë', bounds: { x: 10, width: 100 } });
  expect((await uia.read([name.id, 'w1']))[1]).toBeUndefined();
  const button = find(tree, 'Disabled');
  await expect(uia.act({ kind: 'invoke', nodeId: button.id })).rejects.toThrow('ACTION_NOT_POSSIBLE');
  await expect(uia.act({ kind: 'invoke', nodeId: button.id, action: 'fly' })).rejects.toThrow('no action "fly"');
  await uia.close();
});

test('a window that hangs costs the helper and not the worker', async () => {
  const uia = provider(5000);
  process.env['CODEXQA_UIA_HANG'] = '1';
  await expect(uia.tree([doubleWindow])).rejects.toThrow(
    'APP_UNRESPONSIVE: an application did not answer UI Automation within 5000 ms',
  );
  delete process.env['CODEXQA_UIA_HANG'];
  expect(find(await uia.tree([doubleWindow]), 'Form').role).toBe('window');
  await uia.close();
});

test('an element is found again by the helper that replaces a dead one', async () => {
  const uia = provider();
  const name = find(await uia.tree([doubleWindow]), 'Name');
  await uia.close();
  expect((await uia.read([name.id]))[0]?.text).toBe('initial');
  await uia.close();
});

test('a Windows without UI Automation is told what to use', async () => {
  process.env['CODEXQA_UIA_MISSING'] = '1';
  const uia = provider();
  await expect(uia.tree([doubleWindow])).rejects.toThrow(
    /DRIVER_UNAVAILABLE: this Windows has no UI Automation \(0x80040154\)\n {2}Fix: use driver: 'auto'/,
  );
});
