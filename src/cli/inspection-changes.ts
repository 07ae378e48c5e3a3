/** What is different between two looks at the same application. */
import { everyElement, type InspectedElement } from './inspection.ts';

export interface ElementChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly element: InspectedElement;
  /** For `changed`: what, from what, to what. */
  readonly differences: readonly string[];
}

export function changesBetween(
  before: readonly InspectedElement[],
  after: readonly InspectedElement[],
): readonly ElementChange[] {
  const old = new Map([...everyElement(before)].map((element) => [element.id, element]));
  const now = new Map([...everyElement(after)].map((element) => [element.id, element]));
  const removed = [...old.values()].filter((element) => !now.has(element.id));
  return [
    ...removed.map((element): ElementChange => ({ kind: 'removed', element, differences: [] })),
    ...[...now.values()].flatMap((element) => changeOf(old.get(element.id), element)),
  ];
}

function changeOf(before: InspectedElement | undefined, element: InspectedElement): readonly ElementChange[] {
  if (before === undefined) return [{ kind: 'added', element, differences: [] }];
  const differences = [
    ...difference('role', before.role, element.role),
    ...difference('name', before.name, element.name),
    ...difference('text', before.text, element.text),
    ...difference('value', before.value, element.value),
    ...difference('bounds', before.bounds, element.bounds),
    ...stateDifferences(before.states, element.states),
  ];
  return differences.length === 0 ? [] : [{ kind: 'changed', element, differences }];
}

function difference(what: string, before: unknown, after: unknown): readonly string[] {
  const [from, to] = [JSON.stringify(before) ?? 'none', JSON.stringify(after) ?? 'none'];
  return from === to ? [] : [`${what} ${from} -> ${to}`];
}

function stateDifferences(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...before.filter((state) => !after.includes(state)).map((state) => `-${state}`),
    ...after.filter((state) => !before.includes(state)).map((state) => `+${state}`),
  ];
}
