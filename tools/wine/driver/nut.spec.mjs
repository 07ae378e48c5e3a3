/** nut.js itself as the pointer and the window handling of the visible desktop. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createWindowsDriver } from '../node_modules/codexqa/dist/src/drivers/windows/driver.js';

const options = {
  lane: 'foreground',
  pointer: 'nut-js',
  screen: { width: 1280, height: 800, scale: 1 },
  locale: 'C.UTF-8',
  colorScheme: 'light',
  env: {},
};
const form = { name: 'form', command: join(process.cwd(), 'apps', 'form.exe'), args: [], env: {} };

function named(nodes, name) {
  const all = (node) => [node, ...node.children.flatMap(all)];
  return nodes.flatMap(all).find((node) => node.name === name);
}

test("pointer: 'nut-js' clicks, moves and sizes windows", async () => {
  const session = await createWindowsDriver().open(options);
  const app = await session.launch(form);
  const tree = () => session.tree({ kind: 'app', appId: app.id }, { fresh: true });
  await expect.poll(async () => named(await tree(), 'Subscribe')?.id).toBeDefined();
  const windowOf = async () => (await session.windows()).find(({ appId }) => appId === app.id);
  const { id: windowId } = await windowOf();
  const change = (wanted) => session.act({ kind: 'window', windowId, change: wanted });

  await change({ kind: 'activate' });
  await change({ kind: 'move', to: { x: 120, y: 90 } });
  await expect.poll(async () => (await windowOf()).bounds).toMatchObject({ x: 120, y: 90 });
  const { contentBounds } = await windowOf();
  const size = { width: contentBounds.width + 30, height: contentBounds.height + 20 };
  await change({ kind: 'resize', to: size });
  await expect.poll(async () => (await windowOf()).contentBounds).toMatchObject(size);

  const nodeId = named(await tree(), 'Subscribe').id;
  const [{ bounds }] = await session.read([nodeId]);
  const point = { x: bounds.x + 8, y: bounds.y + Math.round(bounds.height / 2) };
  await session.act({ kind: 'click', point, button: 'left', count: 1, modifiers: [], address: { nodeId } });
  await expect.poll(async () => (await session.read([nodeId]))[0]?.states.checked).toBe(true);
  await session.close();
});
