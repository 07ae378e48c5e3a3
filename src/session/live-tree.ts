/** Live: the aria tree of an element, a window, an application or the desktop. */
import type { NodeReading } from '../contracts/accessibility.ts';
import type { DriverSession } from '../contracts/driver.ts';
import type { Selector } from '../contracts/selector.ts';
import type { Deadline } from '../support/deadline.ts';
import { type AriaNode, ariaNodes, renderAria } from './aria-tree.ts';
import { findOne, growForest } from './find.ts';
import { below } from './forest.ts';
import { resolve } from './resolve.ts';

/** YAML text; the element itself is the first line. @throws LOCATOR_NOT_FOUND, LOCATOR_NOT_UNIQUE */
export async function liveTree(session: DriverSession, selector: Selector, deadline: Deadline): Promise<string> {
  if (selector.kind !== 'root') await findOne(session, selector, deadline);
  return renderAria(await ariaTreeNow(session, selector));
}

/** Walked afresh, every text and state read. Empty when nothing matches now. */
export async function ariaTreeNow(session: DriverSession, selector: Selector): Promise<readonly AriaNode[]> {
  const forest = await growForest(session, selector, true);
  const nodes = resolve(forest, selector);
  const all = nodes.flatMap((node) => [node, ...below(node)]).filter((node) => node.states.visible);
  const readings = await session.read(all.map((node) => node.id));
  const known = new Map<string, NodeReading>();
  for (const reading of readings) if (reading !== undefined) known.set(reading.id, reading);
  return ariaNodes(nodes, known);
}
