/** What pointer events of macOS do on the simulated desktop. */
import type { Modifier } from '../../contracts/act.ts';
import type { SimulatedSession } from '../simulated/session.ts';
import type { SimulatedWindow } from '../simulated/window.ts';
import type { PointerEvent } from './backend.ts';
import { modifiersOf } from './key-codes.ts';

/** Events that belong together: one click, one drag, one turn of the wheel. */
export async function point(
  desktop: SimulatedSession,
  first: PointerEvent,
  events: readonly PointerEvent[],
): Promise<void> {
  const { point: at, button } = first;
  const modifiers = modifiersOf(first.flags) as Modifier[];
  const scroll = events.find((event) => event.kind === 'scroll')?.lines;
  const drop = events.some((event) => event.kind === 'drag') ? events.at(-1)?.point : undefined;
  const count = events.filter((event) => event.kind === 'down').length;
  const common = { modifiers, address: {} };
  if (scroll !== undefined)
    await desktop.act({ kind: 'scroll', point: at, notchesX: scroll.x, notchesY: scroll.y, ...common });
  else if (drop !== undefined) await desktop.act({ kind: 'drag', from: at, to: drop, button, steps: 4, ...common });
  else if (count === 0) await desktop.act({ kind: 'hover', point: at, address: {} });
  else await desktop.act({ kind: 'click', point: at, button, count, ...common });
}

/** What is addressed to a window reaches it, whatever lies over it, and leaves the order of windows as it was. */
export async function reaching(
  stack: SimulatedWindow[],
  windowId: string | undefined,
  work: () => Promise<void>,
): Promise<void> {
  const before = new Map(stack.map((window, at) => [window, at]));
  const rank = ({ id, kind }: SimulatedWindow): number => (kind === 'popup' ? 2 : Number(id === windowId));
  if (windowId !== undefined) stack.sort((a, b) => rank(a) - rank(b));
  await work();
  const place = (window: SimulatedWindow): number => before.get(window) ?? before.size;
  if (windowId !== undefined) stack.sort((a, b) => place(a) - place(b));
}
