/** The UI Automation client on Windows' own COM: class by registry, real texts and arrays; behind it a stand-in of ours. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { UiaProvider } from '../node_modules/codexqa/dist/src/drivers/windows/uia/uia-provider.js';

/** The window that the stand-in knows. */
const doubleWindow = 0x1234;
const key = 'HKLM\\Software\\Classes\\CLSID\\{ff48dba4-60ef-4201-aa87-54103eef594e}';

test.skip(process.env.CODEXQA_WINE !== '1', 'a real Windows has UI Automation');

function reg(...args) {
  const { status, stderr } = spawnSync('reg.exe', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`reg ${args.join(' ')}: ${stderr}`);
}

function provider() {
  return new UiaProvider({ answerWithinMs: 20_000, rootWindow: (hwnd) => hwnd });
}

function find(nodes, name) {
  const all = (node) => [node, ...node.children.flatMap(all)];
  return nodes.flatMap(all).find((node) => node.name === name);
}

const unregister = () => void spawnSync('reg.exe', ['delete', key, '/f']);
// a run that was killed may have left it
test.beforeEach(unregister);
test.afterEach(unregister);

test('without UI Automation it says so', async () => {
  const uia = provider();
  await expect(uia.tree([doubleWindow])).rejects.toThrow(
    'DRIVER_UNAVAILABLE: this Windows has no UI Automation (0x80040154)',
  );
  await uia.close();
});

test('a window is read and used through COM', async () => {
  const server = `${key}\\InprocServer32`;
  reg('add', server, '/ve', '/t', 'REG_SZ', '/d', join(process.cwd(), 'apps', 'uia.dll'), '/f');
  reg('add', server, '/v', 'ThreadingModel', '/t', 'REG_SZ', '/d', 'Both', '/f');
  const uia = provider();
  const tree = await uia.tree([doubleWindow]);
  const field = find(tree, 'Name');
  expect(field).toMatchObject({ role: 'textbox', nativeId: 'name', states: { editable: true, enabled: true } });
  await uia.act({ kind: 'set-text', nodeId: field.id, text: 'Zoë' });
  await uia.act({ kind: 'set-value', nodeId: find(tree, 'Volume').id, value: 12.5 });
  await uia.act({ kind: 'invoke', nodeId: find(tree, 'Subscribe').id });
  await uia.act({ kind: 'invoke', nodeId: find(tree, 'Banana').id, action: 'select' });
  const names = ['Name', 'Volume', 'Subscribe', 'Banana', 'Notes'];
  const readings = await uia.read(names.map((name) => find(tree, name).id));
  expect(readings).toMatchObject([
    { text: 'Zoë', bounds: { x: 10, width: 100, height: 25 } },
    { value: 12.5 },
    { states: { checked: true } },
    { states: { selected: true } },
    { text: 'first\nsecond' },
  ]);
  await expect(uia.act({ kind: 'invoke', nodeId: find(tree, 'Disabled').id })).rejects.toThrow('ACTION_NOT_POSSIBLE');
  await uia.close();
});
