/** Runs inside Wine, in a project that has codexqa installed: times of the Windows driver on a window of 100 controls, as JSON. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createWindowsDriver } from '../node_modules/codexqa/dist/src/drivers/windows/driver.js';

const runs = 40;
const controls = 100;

async function times(work) {
  const measured = [];
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    await work();
    measured.push(performance.now() - startedAt);
    // the looks that the driver takes by itself come in between
    await delay(20);
  }
  return measured;
}

const count = (nodes) => nodes.reduce((sum, node) => sum + 1 + count(node.children), 0);

const session = await createWindowsDriver().open({
  lane: 'foreground',
  screen: { width: 1280, height: 800, scale: 1 },
  locale: 'C.UTF-8',
  colorScheme: 'light',
  env: {},
});
try {
  const app = await session.launch({
    name: 'hundred',
    command: join(process.cwd(), 'apps', 'hundred.exe'),
    args: [],
    env: {},
  });
  const scope = { kind: 'app', appId: app.id };
  const startedAt = performance.now();
  while (count(await session.tree(scope, { fresh: true })) <= controls) {
    if (performance.now() - startedAt > 20_000) throw new Error('the window of 100 controls did not appear');
    await delay(50);
  }
  const [window] = (await session.windows()).filter(({ appId }) => appId === app.id);
  await session.act({ kind: 'window', windowId: window.id, change: { kind: 'activate' } });
  const tree = await times(() => session.tree(scope, { fresh: true }));
  const capture = await times(() => session.capture({ kind: 'window', windowId: window.id }));
  writeFileSync('bench-times.json', JSON.stringify({ tree, capture }));
} finally {
  await session.close();
}
