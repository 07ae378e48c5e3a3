/** The contract about reading: what the accessible tree says, and that readings are live. */
import type { AccessibleNode, NodeStates, Role } from '../../contracts/accessibility.ts';
import { centerOf, containsPoint } from '../../contracts/geometry.ts';
import { type ConformanceCheck, check } from './check.ts';
import { broken, expectEqual, expectRefusal, expectTrue } from './desk.ts';

/** Elements that every toolkit names alike, with the states they begin with. */
const documented: readonly (readonly [Role, string, Partial<NodeStates>])[] = [
  ['menuitem', 'File', { visible: true }],
  ['textbox', 'Name', { visible: true, enabled: true, editable: true, focusable: true }],
  ['textbox', 'Password', { visible: true, protected: true }],
  ['textbox', 'Notes', { visible: true, multiline: true, editable: true }],
  ['textbox', 'Read only', { visible: true, editable: false, readonly: true }],
  ['button', 'Greet', { visible: true, enabled: true }],
  ['checkbox', 'Subscribe', { visible: true, checked: false }],
  ['radio', 'Small', { visible: true, checked: true }],
  ['radio', 'Large', { visible: true, checked: false }],
  ['combobox', 'Colour', { visible: true }],
  ['spinbutton', 'Amount', { visible: true }],
  ['slider', 'Volume', { visible: true }],
  ['progressbar', 'Progress', { visible: true }],
  ['tab', 'First', { visible: true, selected: true }],
  ['tab', 'Second', { visible: true, selected: false }],
  ['button', 'Disabled', { visible: true, enabled: false }],
  ['button', 'Late button', { visible: true, enabled: false }],
];

export const readingChecks: readonly ConformanceCheck[] = [
  check('the tree has the documented elements with their states', ['accessibility'], async (desk) => {
    const app = await desk.launch();
    for (const [role, name, states] of documented) {
      const node = await desk.find(role, name, app);
      for (const [state, wanted] of Object.entries(states)) {
        expectEqual(`${role} "${name}" ${state}`, node.states[state as keyof NodeStates], wanted);
      }
    }
  }),

  check('top-level nodes name the window that shows them', ['accessibility'], async (desk) => {
    const app = await desk.launch();
    const window = await desk.windowTitled('Form');
    const root = await desk.until('a root that names the window', async () => {
      const roots = await desk.session.tree({ kind: 'app', appId: app.id }, { fresh: false });
      return roots.find((each) => each.name === 'Form' && each.windowId === window.id);
    });
    expectEqual('role of the root named "Form"', root.role, 'window');
  }),

  check('every visible control lies inside its window', ['accessibility'], async (desk) => {
    const app = await desk.launch();
    const window = await desk.windowTitled('Form');
    for (const [role, name] of documented) {
      const bounds = await desk.boundsOf(await desk.find(role, name, app));
      const inside = containsPoint(window.bounds, centerOf(bounds));
      expectTrue(`the centre of ${role} "${name}" inside the window ${JSON.stringify(window.bounds)}`, inside, bounds);
    }
  }),

  check('a tree read twice has the same ids, a fresh one too', ['accessibility'], async (desk) => {
    const app = await desk.launch();
    await desk.calm();
    const scope = { kind: 'app', appId: app.id } as const;
    const ids = async (fresh: boolean): Promise<readonly string[]> => idsOf(await desk.session.tree(scope, { fresh }));
    // of an application that stands still: what comes late is no other tree
    const first = await desk.until('the same ids in a second and in a fresh reading', async () => {
      const [once, again, fresh] = [await ids(false), await ids(false), await ids(true)];
      return [again, fresh].every((each) => each.join() === once.join()) ? once : undefined;
    });
    expectEqual('ids that occur twice', first.length - new Set(first).size, 0);
  }),

  check('readings are live: text, value and states follow at once', ['accessibility', 'pointer'], async (desk) => {
    const app = await desk.launch();
    const box = await desk.click('checkbox', 'Subscribe', app);
    await desk.readUntil(box, 'Subscribe is checked', (reading) => reading.states.checked === true);
    const slider = await desk.read(await desk.find('slider', 'Volume', app));
    expectEqual('value of Volume', slider.value, 50);
    const fixed = await desk.read(await desk.find('textbox', 'Read only', app));
    expectEqual('text of Read only', fixed.text, 'fixed');
  }),

  check('the tree follows what the application does', ['accessibility', 'pointer'], async (desk) => {
    const app = await desk.launch({ FIXTURE_LATE_MS: '50' });
    await desk.click('button', 'Enable late', app);
    await desk.until('Late button enabled in the tree', async () => {
      const nodes = await desk.nodes(app);
      return nodes.find((node) => node.name === 'Late button' && node.states.enabled);
    });
    await desk.click('button', 'Draw late', app);
    await desk.named('Late');
  }),

  check('changes of the tree are signalled', ['accessibility', 'pointer'], async (desk) => {
    const app = await desk.launch();
    const box = await desk.find('checkbox', 'Subscribe', app);
    await desk.calm();
    const { heard, stop } = desk.listen();
    await desk.clickNode(box);
    await desk.until(`a signal that ${box.id} is checked; heard ${heard.length} signals`, () =>
      heard.find((signal) => signal.kind === 'tree' && signal.nodeId === box.id && signal.change === 'state'),
    );
    stop();
  }),

  check('a password is never published', ['accessibility', 'keyboard', 'pointer'], async (desk) => {
    const app = await desk.launch();
    const password = await desk.field('Password');
    await desk.type('s3cret');
    await desk.click('button', 'Password length', app);
    await desk.status('Password length: 6', app);
    const { text } = await desk.read(password);
    expectTrue('no plain text of a password field', text?.includes('s3cret') !== true, text);
  }),

  check('unknown elements and applications are named errors', ['accessibility'], async (desk) => {
    await desk.launch();
    expectEqual('reading of an unknown id', (await desk.session.read(['no-such-element']))[0] ?? null, null);
    const unknown = { kind: 'app', appId: 'no-such-app' } as const;
    await expectRefusal('the tree of an unknown application', 'APP_UNKNOWN', () =>
      desk.session.tree(unknown, { fresh: false }),
    );
    if (!desk.session.capabilities.has('accessible-actions')) return;
    await expectRefusal('focusing an unknown element', 'ACTION_NOT_POSSIBLE', () =>
      desk.act({ kind: 'focus', nodeId: 'no-such-element' }),
    );
  }),

  check('elements that are gone read as gone', ['accessibility', 'pointer'], async (desk) => {
    const app = await desk.launch();
    await desk.click('button', 'Dialog', app);
    const yes = await desk.find('button', 'Yes', app);
    await desk.clickNode(yes);
    await desk.status('Answer: Yes', app);
    await desk.until('the button Yes reads as gone', async () => {
      const [reading] = await desk.session.read([yes.id]);
      return reading === undefined || !reading.states.visible ? true : undefined;
    });
  }),
];

function idsOf(nodes: readonly AccessibleNode[]): readonly string[] {
  if (nodes.length === 0) throw broken('the tree: expected elements, saw none');
  const all = (each: readonly AccessibleNode[]): readonly string[] =>
    each.flatMap((node) => [node.id, ...all(node.children)]);
  return all(nodes);
}
