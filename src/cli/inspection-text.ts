/** Inspected elements as lines for people: the tree on the left, how to find each element on the right. */
import { formatRect } from '../contracts/geometry.ts';
import type { InspectedElement } from './inspection.ts';
import type { ElementChange } from './inspection-changes.ts';
import { paint } from './terminal.ts';

const longText = 60;
/** Locators stand in a column of their own, at most here. */
const widestTree = 72;

interface Line {
  readonly element: InspectedElement;
  readonly indent: string;
}

export function treeText(elements: readonly InspectedElement[]): string {
  const lines = [...linesOf(elements, '')];
  const widths = lines.map(({ element, indent }) => indent.length + plain(element).length);
  const column = Math.min(widestTree, Math.max(0, ...widths)) + 2;
  return lines.map((line) => lineText(line, column)).join('\n');
}

/** `button "Save" [disabled] 120,40 200x30`: one element in words, without its locator. */
function elementText(element: InspectedElement): string {
  const { role, name, states, bounds } = element;
  const words = [
    paint('cyan', role),
    ...(name === '' ? [] : [paint('bold', quote(name))]),
    ...contentOf(element),
    ...(states.length === 0 ? [] : [paint('yellow', `[${states.join(', ')}]`)]),
    ...(bounds === undefined ? [] : [paint('dim', formatRect(bounds))]),
  ];
  return words.join(' ');
}

function* linesOf(elements: readonly InspectedElement[], indent: string): Iterable<Line> {
  for (const element of elements) {
    yield { element, indent };
    yield* linesOf(element.children, `${indent}  `);
  }
}

function lineText({ element, indent }: Line, column: number): string {
  const gap = ' '.repeat(Math.max(2, column - indent.length - plain(element).length));
  return `${indent}${elementText(element)}${gap}${paint('green', element.locator)}`;
}

function plain({ role, name, states, bounds, ...rest }: InspectedElement): string {
  return [
    role,
    ...(name === '' ? [] : [quote(name)]),
    ...contentOf(rest),
    ...(states.length === 0 ? [] : [`[${states.join(', ')}]`]),
    ...(bounds === undefined ? [] : [formatRect(bounds)]),
  ].join(' ');
}

function contentOf({ text, value }: Pick<InspectedElement, 'text' | 'value'>): readonly string[] {
  if (text !== undefined && text !== '') return [`= ${quote(text)}`];
  return value === undefined ? [] : [`= ${value}`];
}

function quote(text: string): string {
  return JSON.stringify(text.length > longText ? `${text.slice(0, longText - 1)}…` : text);
}

/** One change as a line: `+` came, `-` went, `~` is different now. */
export function changeText({ kind, element, differences }: ElementChange): string {
  switch (kind) {
    case 'added':
      return `${paint('green', '+')} ${elementText(element)}  ${paint('green', element.locator)}`;
    case 'removed':
      return `${paint('red', '-')} ${elementText(element)}`;
    case 'changed':
      return `${paint('yellow', '~')} ${paint('cyan', element.role)} ${paint('bold', quote(element.name))}: ${differences.join(', ')}`;
  }
}
