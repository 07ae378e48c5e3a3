/** Brings the keyboard to an element: its window active, the element focused, as a person would before typing. */

import type { NodeId } from '../contracts/accessibility.ts';
import type { DriverAct } from '../contracts/act.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { centerOf } from '../contracts/geometry.ts';
import { Deadline } from '../support/deadline.ts';
import type { Ready } from './actionable.ts';
import type { Found } from './find.ts';
import { below } from './forest.ts';
import { nodeLine } from './near-misses.ts';
import { addressOf } from './point-actions.ts';
import { again, done, retry } from './retry.ts';
import type { Stage } from './stage.ts';

/** A toolkit answers a request for the focus within one turn of its main loop. */
const focusMs = 400;

type Act = (act: DriverAct) => Promise<void>;

/**
 * Focuses through the accessibility interface, then by a click where the toolkit does not listen.
 * @throws ELEMENT_NOT_ACTIONABLE when another element keeps the keyboard: nothing may be typed into a stranger
 */
export async function takeFocus(stage: Stage, ready: Ready, act: Act): Promise<void> {
  const { found, window } = ready;
  if (window !== undefined && !window.active && stage.session.capabilities.has('window-control')) {
    await act({ kind: 'window', windowId: window.id, change: { kind: 'activate' } });
    await until(stage, async () =>
      (await stage.session.windows()).some((each) => each.id === window.id && each.active),
    );
  }
  if (await hasFocus(stage, found)) return;
  await askForFocus(act, found.node.id);
  if (await until(stage, () => hasFocus(stage, found))) return;
  const point = ready.point ?? (ready.bounds === undefined ? undefined : centerOf(ready.bounds));
  if (point !== undefined) {
    await act({ kind: 'click', point, button: 'left', count: 1, modifiers: [], address: addressOf(ready) });
    stage.pointer.movedTo(point, ready.bounds);
    if (await until(stage, () => hasFocus(stage, found))) return;
  }
  await assertNobodyElse(stage, found);
}

/** Some toolkits give the focus to an inner part of a field. */
export async function hasFocus(stage: Stage, found: Found): Promise<boolean> {
  const ids = [found.node.id, ...[...below(found.node)].slice(0, 20).map((node) => node.id)];
  const readings = await stage.session.read(ids);
  return readings.some((reading) => reading?.states.focused === true);
}

async function askForFocus(act: Act, nodeId: NodeId): Promise<void> {
  try {
    await act({ kind: 'focus', nodeId });
  } catch (error) {
    if (!(error instanceof CodexqaError && error.code === 'ACTION_NOT_POSSIBLE')) throw error;
  }
}

async function until(stage: Stage, condition: () => Promise<boolean>): Promise<boolean> {
  const met = await retry(stage.session, Deadline.after(focusMs), async () =>
    (await condition()) ? done(true) : again,
  );
  return met === true;
}

async function assertNobodyElse(stage: Stage, found: Found): Promise<void> {
  const others = [...found.forest.nodes()].filter((node) => node.states.focusable && node.id !== found.node.id);
  const readings = await stage.session.read(others.map((node) => node.id));
  const holder = others.find((_, i) => readings[i]?.states.focused === true && readings[i]?.states.editable === true);
  if (holder === undefined) return;
  throw new CodexqaError(
    'ELEMENT_NOT_ACTIONABLE',
    `${nodeLine(found.node)} does not take the keyboard focus; ${nodeLine(holder)} keeps it`,
    { fix: 'check that the element can be focused by a person, for example with a click' },
  );
}
