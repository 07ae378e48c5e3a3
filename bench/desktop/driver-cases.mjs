/** Cases on the driver alone: a session, its tree, its input, its picture. */
import { createLinuxDriver } from '../../dist/src/drivers/linux/driver.js';
import { compare, median, rowAgainst } from '../harness.mjs';
import { count, find, galculator, hasSeven, inSession, mousepad, options, timedSession, treeWhen } from './stage.mjs';

const launched = async (session) => treeWhen(session, await session.launch(galculator), hasSeven);
const pangram = 'The quick brown fox jumps over the lazy dog. (0123456789) [!] {?} <;> "=" THE END, AND ONCE MORE: ok';

export const driverCases = {
  async 'session-ready'() {
    const driver = createLinuxDriver();
    return { ...(await compare('session-ready', { ours: () => timedSession(driver) })), goal: '<= 150 ms' };
  },

  async 'tree-readable'() {
    const driver = createLinuxDriver();
    return { ...(await compare('tree-readable', { ours: () => timedSession(driver, launched) })), goal: '<= 350 ms' };
  },

  async 'tree-prewarmed'() {
    const driver = createLinuxDriver();
    const ours = async () => {
      driver.prewarm(options);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return timedSession(driver, launched);
    };
    const row = await compare('tree-prewarmed', { ours });
    await driver.dispose();
    return { ...row, goal: '<= 200 ms' };
  },

  async 'tree-320'() {
    const enough = (roots) => count(roots) > 300;
    return inSession(mousepad, enough, async (session, app, roots) => {
      const scope = { kind: 'app', appId: app.id };
      const contestants = {
        ours: () => session.tree(scope, { fresh: false }),
        'own walk, no mirror': () => session.tree(scope, { fresh: true }),
      };
      const row = await compare('tree-320', contestants, { runs: 30 });
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
    const hasText = (roots) => find(roots, ({ role }) => role === 'textbox') !== undefined;
    return inSession(mousepad, hasText, async (session) => {
      const act = { kind: 'type', text: pangram.padEnd(100, '.'), address: {} };
      return { ...(await compare('type-100', { ours: () => session.act(act) }, { runs: 20 })), goal: '<= 15 ms' };
    });
  },

  /** In the memory of the frame before last, as the product takes them one after the other; and in fresh memory. */
  async frame() {
    return inSession(galculator, hasSeven, async (session) => {
      const frames = [];
      const again = async () => {
        frames.push(await session.capture({ kind: 'screen' }, frames.length < 2 ? undefined : frames.shift()));
      };
      const contestants = { ours: again, 'own, fresh memory': () => session.capture({ kind: 'screen' }) };
      return { ...(await compare('frame', contestants, { runs: 100, warmUp: 10 })), goal: '<= 1 ms' };
    });
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
    return { ...rowAgainst('workers-8', median(eight), { 'one alone': median(one) }), goal: 'no error' };
  },
};
