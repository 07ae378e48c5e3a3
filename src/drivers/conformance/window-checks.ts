/** The contract about windows: the list is true, and they obey. */
import type { WindowChange } from '../../contracts/act.ts';
import type { WindowInfo } from '../../contracts/driver.ts';
import { containsPoint } from '../../contracts/geometry.ts';
import { type ConformanceCheck, check } from './check.ts';
import { type Desk, expectEqual, expectRefusal, expectTrue } from './desk.ts';

export const windowChecks: readonly ConformanceCheck[] = [
  check('the window list names title, owner, place and kind', [], async (desk) => {
    const app = await desk.launch();
    const window = await desk.windowTitled('Form');
    const { kind, active, minimized, modal, appId } = window;
    expectEqual(
      'the window',
      { kind, active, minimized, modal, appId },
      {
        kind: 'normal',
        active: true,
        minimized: false,
        modal: false,
        appId: app.id,
      },
    );
    const { bounds, contentBounds } = window;
    const inside = containsPoint(bounds, contentBounds) && contentBounds.height <= bounds.height;
    expectTrue('the content inside the frame', inside, { bounds, contentBounds });
  }),

  check('windows move and take a size', ['window-control'], async (desk) => {
    await desk.launch();
    const { id, contentBounds } = await desk.windowTitled('Form');
    await change(desk, id, { kind: 'move', to: { x: 60, y: 70 } });
    await desk.windowUntil(id, 'the window at 60,70', ({ bounds }) => bounds.x === 60 && bounds.y === 70);
    const to = { width: contentBounds.width + 40, height: contentBounds.height + 30 };
    await change(desk, id, { kind: 'resize', to });
    const fits = ({ contentBounds: seen }: WindowInfo): boolean => seen.width === to.width && seen.height === to.height;
    await desk.windowUntil(id, `content of ${to.width}x${to.height}`, fits);
  }),

  check('windows minimize and come back', ['window-control'], async (desk) => {
    await desk.launch();
    const { id } = await desk.windowTitled('Form');
    await change(desk, id, { kind: 'minimize' });
    await desk.windowUntil(id, 'a minimized window', (window) => window.minimized && !window.active);
    await change(desk, id, { kind: 'restore' });
    await desk.windowUntil(id, 'a restored, active window', (window) => !window.minimized && window.active);
  }),

  check('windows maximize and return to their size', ['window-control'], async (desk) => {
    await desk.launch();
    const before = await desk.windowTitled('Form');
    const { width } = desk.session.screen;
    await change(desk, before.id, { kind: 'maximize' });
    await desk.windowUntil(
      before.id,
      `a window as wide as the screen (${width})`,
      ({ bounds }) => bounds.width >= width - 8,
    );
    await change(desk, before.id, { kind: 'restore' });
    await desk.windowUntil(
      before.id,
      `the size from before, ${JSON.stringify(before.bounds)}`,
      ({ bounds }) => bounds.width === before.bounds.width && bounds.height === before.bounds.height,
    );
  }),

  check('activation brings a window to the top', ['window-control'], async (desk) => {
    const first = await desk.launch();
    const second = await desk.launch();
    for (const app of [first, second]) {
      const window = (await desk.session.windows()).find((each) => each.appId === app.id);
      await change(desk, window?.id ?? '', { kind: 'activate' });
      await desk.until(`the window of ${app.id} active and on top`, async () => {
        const top = (await desk.session.windows()).at(-1);
        return top?.appId === app.id && top.active ? top : undefined;
      });
    }
  }),

  check('changes of the window list are signalled', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    const { heard, stop } = desk.listen();
    await desk.click('button', 'Change title', app);
    await desk.windowTitled('Form (changed)');
    await desk.until('a windows signal', () => heard.find((signal) => signal.kind === 'windows'));
    stop();
  }),

  check('a modal dialog is listed as one and is found in the tree', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    await desk.click('button', 'Dialog', app);
    const dialog = await desk.windowTitled('Question');
    const seen = await desk.windowUntil(dialog.id, 'an active modal dialog', (window) => window.active && window.modal);
    expectEqual('kind of the dialog', seen.kind, 'dialog');
    expectEqual('owner of the dialog', seen.appId, app.id);
    const node = await desk.find('dialog', 'Question', app);
    expectEqual('modal in the tree', node.states.modal, true);
    await desk.until('the dialog names its window', async () =>
      (await desk.find('dialog', 'Question', app)).windowId === dialog.id ? true : undefined,
    );
    await desk.click('button', 'No', app);
    await desk.status('Answer: No', app);
    await desk.until('one window left', async () =>
      (await desk.session.windows()).some((window) => window.id === dialog.id) ? undefined : true,
    );
  }),

  check('an open menu is a popup window', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    await desk.click('menuitem', 'File', app);
    const popup = await desk.until('a popup window', async () =>
      (await desk.session.windows()).find((window) => window.kind === 'popup'),
    );
    expectEqual('owner of the popup', popup.appId, app.id);
    if (!desk.session.capabilities.has('keyboard')) return;
    await desk.press('Escape');
    await desk.until('no popup after Escape', async () =>
      (await desk.session.windows()).some((window) => window.kind === 'popup') ? undefined : true,
    );
  }),

  check('closing the last window ends the application', ['window-control'], async (desk) => {
    const app = await desk.launch();
    await change(desk, (await desk.windowTitled('Form')).id, { kind: 'close' });
    const exit = await desk.until('the end of the application', () => app.exit);
    expectEqual('exit', exit, { code: 0, signal: null, expected: false });
  }),

  check('an unknown window is a named error', ['window-control'], async (desk) => {
    await desk.launch();
    await expectRefusal('activating window "0x7fffffff"', 'WINDOW_NOT_FOUND', () =>
      change(desk, '0x7fffffff', { kind: 'activate' }),
    );
  }),
];

function change(desk: Desk, windowId: string, what: WindowChange): Promise<void> {
  return desk.act({ kind: 'window', windowId, change: what });
}
