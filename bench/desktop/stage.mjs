/** What the desktop cases share: sessions of one kind, their applications, and waiting for a tree as the product waits. */
import { createLinuxDriver } from '../../dist/src/drivers/linux/driver.js';

export const options = {
  lane: 'background',
  screen: { width: 1280, height: 800, scale: 1 },
  locale: 'C.UTF-8',
  colorScheme: 'light',
  env: {},
};
export const galculator = { name: 'calculator', command: 'galculator', args: [], env: {} };
export const mousepad = { name: 'editor', command: 'mousepad', args: ['--disable-server'], env: {} };

export function count(nodes) {
  return nodes.reduce((sum, node) => sum + 1 + count(node.children), 0);
}

export function find(nodes, wanted) {
  for (const node of nodes) {
    if (wanted(node)) return node;
    const below = find(node.children, wanted);
    if (below !== undefined) return below;
  }
  return undefined;
}

export const hasSeven = (roots) => find(roots, ({ name }) => name === '7') !== undefined;

/** Resolves with the roots once `ready` says so; woken by signals. */
export async function treeWhen(session, app, ready) {
  for (;;) {
    const roots = await session.tree({ kind: 'app', appId: app.id }, { fresh: false });
    if (ready(roots)) return roots;
    await new Promise((resolve) => {
      const timer = setTimeout(done, 50);
      const off = session.onSignal(done);
      function done() {
        clearTimeout(timer);
        off();
        resolve();
      }
    });
  }
}

/** Times what `body` does with a session of this driver, from before it is opened; its end is not counted. */
export async function timedSession(driver, body = async () => {}) {
  const startedAt = performance.now();
  const session = await driver.open(options);
  await body(session);
  const ms = performance.now() - startedAt;
  await session.close();
  return ms;
}

export async function inSession(app, ready, body) {
  const driver = createLinuxDriver();
  const session = await driver.open(options);
  try {
    const handle = await session.launch(app);
    const roots = await treeWhen(session, handle, ready);
    return await body(session, handle, roots);
  } finally {
    await session.close();
    await driver.dispose();
  }
}
