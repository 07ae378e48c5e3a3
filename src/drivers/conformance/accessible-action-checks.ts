/** The contract about acting through the accessibility interface: it works, or it is refused in words. */

import { CodexqaError } from '../../contracts/errors.ts';
import { type ConformanceCheck, check } from './check.ts';
import { expectRefusal } from './desk.ts';

export const accessibleActionChecks: readonly ConformanceCheck[] = [
  check('set-text replaces a text', ['accessible-actions'], async (desk) => {
    const app = await desk.launch();
    const name = await desk.find('textbox', 'Name', app);
    for (const text of ['first', 'Grüße, 世界 😀', '']) {
      await desk.act({ kind: 'set-text', nodeId: name.id, text });
      await desk.readUntil(name, `Name reads ${JSON.stringify(text)}`, (reading) => reading.text === text);
    }
  }),

  check('set-text on what has no editable text is refused', ['accessible-actions'], async (desk) => {
    const app = await desk.launch();
    const button = await desk.find('button', 'Greet', app);
    await expectRefusal('set-text on a button', 'ACTION_NOT_POSSIBLE', () =>
      desk.act({ kind: 'set-text', nodeId: button.id, text: 'x' }),
    );
  }),

  check('set-value moves a slider', ['accessible-actions'], async (desk) => {
    const app = await desk.launch();
    const slider = await desk.find('slider', 'Volume', app);
    await desk.act({ kind: 'set-value', nodeId: slider.id, value: 70 });
    await desk.readUntil(slider, 'Volume is 70', (reading) => reading.value === 70);
    await desk.status('Volume: 70', app);
  }),

  check('invoke runs the default action', ['accessible-actions'], async (desk) => {
    const app = await desk.launch();
    const count = await desk.find('button', 'Count', app);
    await desk.act({ kind: 'invoke', nodeId: count.id });
    await desk.status('Count: 1', app);
    const [action] = (await desk.read(count)).actions;
    if (action === undefined) return;
    await desk.act({ kind: 'invoke', nodeId: count.id, action });
    await desk.status('Count: 2', app);
  }),

  check('an action that an element does not have is refused', ['accessible-actions'], async (desk) => {
    const app = await desk.launch();
    const count = await desk.find('button', 'Count', app);
    await expectRefusal('the action "no-such-action"', 'ACTION_NOT_POSSIBLE', () =>
      desk.act({ kind: 'invoke', nodeId: count.id, action: 'no-such-action' }),
    );
  }),

  check('focus goes where it is sent', ['accessible-actions'], async (desk) => {
    const app = await desk.launch();
    const password = await desk.find('textbox', 'Password', app);
    await desk.act({ kind: 'focus', nodeId: password.id });
    await desk.readUntil(password, 'Password has the focus', (reading) => reading.states.focused);
  }),

  check('scroll-into-view shows an element or refuses', ['accessible-actions'], async (desk) => {
    const app = await desk.launch();
    const row = await desk.find('button', 'Row 30', app);
    try {
      await desk.act({ kind: 'scroll-into-view', nodeId: row.id });
    } catch (error) {
      if (error instanceof CodexqaError && error.code === 'ACTION_NOT_POSSIBLE') return;
      throw error;
    }
    await desk.readUntil(
      row,
      'Row 30 is in sight',
      (reading) => reading.states.visible && reading.bounds !== undefined,
    );
  }),
];
