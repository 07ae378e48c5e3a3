/**
 * `npm run bench -- desktop [case …]`: what a session, a tree, an input and a whole job cost on this machine, beside dogtail and
 * xdotool. Needs `npx codexqa install-deps --with python3-dogtail,xdotool,imagemagick,xauth,dbus-x11`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinuxDriver } from '../dist/src/drivers/linux/driver.js';
import { compare, median, report } from './harness.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const options = {
  lane: 'background',
  screen: { width: 1280, height: 800, scale: 1 },
  locale: 'C.UTF-8',
  colorScheme: 'light',
  env: {},
};
const galculator = { name: 'calculator', command: 'galculator', args: [], env: {} };
const mousepad = { name: 'editor', command: 'mousepad', args: ['--disable-server'], env: {} };

function count(nodes) {
  return nodes.reduce((sum, node) => sum + 1 + count(node.children), 0);
}

function find(nodes, wanted) {
  for (const node of nodes) {
    if (wanted(node)) return node;
    const below = find(node.children, wanted);
    if (below !== undefined) return below;
  }
  return undefined;
}

/** Resolves with the roots once `ready` says so; woken by signals, as the product waits. */
async function treeWhen(session, app, ready) {
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

const hasSeven = (roots) => find(roots, ({ name }) => name === '7') !== undefined;

async function inSession(app, ready, body) {
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

const cases = {
  async 'session-ready'() {
    const driver = createLinuxDriver();
    const once = async () => {
      const startedAt = performance.now();
      const session = await driver.open(options);
      const ms = performance.now() - startedAt;
      await session.close();
      return ms;
    };
    return { ...(await compare('session-ready', { ours: once })), goal: '<= 150 ms' };
  },

  async 'tree-readable'() {
    const driver = createLinuxDriver();
    const once = async () => {
      const startedAt = performance.now();
      const session = await driver.open(options);
      await treeWhen(session, await session.launch(galculator), hasSeven);
      const ms = performance.now() - startedAt;
      await session.close();
      return ms;
    };
    return { ...(await compare('tree-readable', { ours: once })), goal: '<= 350 ms' };
  },

  async 'tree-prewarmed'() {
    const driver = createLinuxDriver();
    const once = async () => {
      driver.prewarm(options);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const startedAt = performance.now();
      const session = await driver.open(options);
      await treeWhen(session, await session.launch(galculator), hasSeven);
      const ms = performance.now() - startedAt;
      await session.close();
      return ms;
    };
    const row = await compare('tree-prewarmed', { ours: once });
    await driver.dispose();
    return { ...row, goal: '<= 200 ms' };
  },

  async 'tree-320'() {
    const enough = (roots) => count(roots) > 300;
    return inSession(mousepad, enough, async (session, app, roots) => {
      const mirror = () => session.tree({ kind: 'app', appId: app.id }, { fresh: false });
      const fresh = () => session.tree({ kind: 'app', appId: app.id }, { fresh: true });
      const row = await compare('tree-320', { ours: mirror, 'own walk, no mirror': fresh }, { runs: 30 });
      return { ...row, goal: '<= 10 ms', nodes: count(roots) };
    });
  },

  async click() {
    return inSession(galculator, hasSeven, async (session, _app, roots) => {
      const seven = find(roots, ({ name }) => name === '7');
      const [{ bounds }] = await session.read([seven.id]);
      const point = { x: bounds.x + 10, y: bounds.y + 10 };
      const act = { kind: 'click', point, button: 'left', count: 1, modifiers: [], address: {} };
      return { ...(await compare('click', { ours: () => session.act(act) }, { runs: 50 })), goal: '<= 5 ms' };
    });
  },

  async 'type-100'() {
    const text =
      'The quick brown fox jumps over the lazy dog. (0123456789) [!] {?} <;> "=" THE END, AND ONCE MORE: ok'.padEnd(
        100,
        '.',
      );
    const hasText = (roots) => find(roots, ({ role }) => role === 'textbox') !== undefined;
    return inSession(mousepad, hasText, async (session) => {
      const act = { kind: 'type', text, address: {} };
      return { ...(await compare('type-100', { ours: () => session.act(act) }, { runs: 20 })), goal: '<= 15 ms' };
    });
  },

  async frame() {
    return inSession(galculator, hasSeven, async (session) => {
      const row = await compare(
        'frame',
        { ours: () => session.capture({ kind: 'screen' }) },
        { runs: 100, warmUp: 10 },
      );
      return { ...row, goal: '<= 1 ms' };
    });
  },

  async 'fixed-job'() {
    const folder = mkdtempSync(join(tmpdir(), 'cqa-bench-'));
    const run = (command, ...args) => {
      const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
    };
    const contestants = {
      ours: () => run(process.execPath, join(here, 'peers/codexqa-calculator.mjs'), join(folder, 'ours.png')),
      'dogtail tuned': () => run(join(here, 'peers/dogtail.sh'), 'tuned', join(folder, 'tuned.png')),
      'dogtail as shipped': () => run(join(here, 'peers/dogtail.sh'), 'default', join(folder, 'default.png')),
      'xdotool + import': () => run(join(here, 'peers/xdotool.sh'), join(folder, 'xdotool.png')),
    };
    const row = await compare('fixed-job', contestants, { runs: 5 });
    rmSync(folder, { recursive: true });
    return { ...row, goal: '2x, 10x, 4x' };
  },

  async 'workers-8'() {
    const job = () => inSession(galculator, hasSeven, async (session) => session.capture({ kind: 'screen' }));
    const one = [];
    const eight = [];
    for (let round = 0; round < 3; round++) {
      for (const [times, sessions] of [
        [one, 1],
        [eight, 8],
      ]) {
        const startedAt = performance.now();
        await Promise.all(Array.from({ length: sessions }, job));
        times.push(performance.now() - startedAt);
      }
    }
    const [ours, alone] = [median(eight), median(one)];
    return {
      case: 'workers-8',
      unit: 'ms',
      ours,
      peers: { 'one alone': alone },
      ratios: { 'one alone': alone / ours },
      goal: 'no error',
    };
  },
};

export async function bench(wanted) {
  const names = wanted.length === 0 ? Object.keys(cases) : wanted;
  const rows = [];
  for (const name of names) {
    if (!(name in cases)) throw new Error(`no case "${name}"; there are ${Object.keys(cases).join(', ')}`);
    rows.push(await cases[name]());
  }
  report('desktop', rows);
}
