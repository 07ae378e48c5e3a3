/** Pure: the accessible tree as Playwright's aria snapshots show it, with texts and states as read. */
import type { AccessibleNode, NodeId, NodeReading } from '../contracts/accessibility.ts';
import { fold } from './text-match.ts';

export interface AriaNode {
  readonly role: string;
  readonly name: string;
  /** `checked`, `disabled`, `expanded`, `level`, `pressed`, `selected`: only those that hold. */
  readonly attributes: Readonly<Record<string, string | true>>;
  /** Own text: contents of a field, number of a slider, text of a label. */
  readonly text: string;
  readonly children: readonly AriaNode[];
}

/** Visible nodes only; unnamed generic containers give way to their children. */
export function ariaNodes(
  nodes: readonly AccessibleNode[],
  readings: ReadonlyMap<NodeId, NodeReading>,
): readonly AriaNode[] {
  return nodes.flatMap((node) => ariaNode(node, readings));
}

function ariaNode(node: AccessibleNode, readings: ReadonlyMap<NodeId, NodeReading>): readonly AriaNode[] {
  const reading = readings.get(node.id);
  const { states } = reading ?? node;
  if (!states.visible) return [];
  const children = ariaNodes(node.children, readings);
  const name = fold(reading?.name ?? node.name);
  if (node.role === 'generic' && name === '' && (children.length > 0 || ownText(reading) === '')) return children;
  if (node.role === 'text') return textNodes(name, ownText(reading), children);
  return [
    { role: node.role, name, attributes: attributesOf(node, states), ...contents(node, name, children, reading) },
  ];
}

/** Parts of a text say nothing more than the whole. A label around a field gives the field's contents as its own text. */
function textNodes(name: string, own: string, children: readonly AriaNode[]): readonly AriaNode[] {
  const others = children.filter(({ role }) => role !== 'text');
  const text = others.length === 0 ? own || name : name || own;
  return text === '' ? children : [{ role: 'text', name: '', attributes: {}, text, children: [] }, ...others];
}

/** A lone text below an element is its own text, and says nothing when it repeats the name. */
function contents(
  node: AccessibleNode,
  name: string,
  children: readonly AriaNode[],
  reading: NodeReading | undefined,
): Pick<AriaNode, 'text' | 'children'> {
  // containers of web pages give the texts of everything below as their own
  const speaks = children.length === 0 || node.states.editable || node.hasValue;
  const own = speaks ? ownText(reading) : '';
  const [only] = children;
  const inner = children.length === 1 && only?.role === 'text' ? only.text : undefined;
  if (inner !== undefined && (inner === name || inner === own || own === '')) {
    return { text: inner === name ? '' : inner, children: [] };
  }
  return { text: own === name ? '' : own, children };
}

function ownText(reading: NodeReading | undefined): string {
  return fold(reading?.text ?? (reading?.value === undefined ? '' : String(reading.value)));
}

function attributesOf(node: AccessibleNode, states: AccessibleNode['states']): Record<string, string | true> {
  const attributes: Record<string, string | true> = {};
  if (states.checked === 'mixed') attributes['checked'] = 'mixed';
  else if (states.checked === true) attributes['checked'] = true;
  if (!states.enabled) attributes['disabled'] = true;
  if (states.expanded === true) attributes['expanded'] = true;
  const level = node.attributes?.['level'];
  if (node.role === 'heading' && level !== undefined) attributes['level'] = level;
  if (states.pressed === true) attributes['pressed'] = true;
  if (states.selected === true) attributes['selected'] = true;
  return attributes;
}

/** YAML in Playwright's syntax: `- button "Save" [disabled]`, `- textbox "Name": Ada`. */
export function renderAria(nodes: readonly AriaNode[], indent = ''): string {
  return nodes.map((node) => renderNode(node, indent)).join('\n');
}

function renderNode(node: AriaNode, indent: string): string {
  const { text, children } = node;
  const key = ariaKey(node);
  if (children.length === 0)
    return text === '' ? `${indent}- ${quotedKey(key)}` : `${indent}- ${quotedKey(key)}: ${quotedValue(text)}`;
  const inner = `${indent}  `;
  const textLine = text === '' ? '' : `${inner}- text: ${quotedValue(text)}\n`;
  return `${indent}- ${quotedKey(key)}:\n${textLine}${renderAria(children, inner)}`;
}

export function ariaKey({ role, name, attributes }: Pick<AriaNode, 'role' | 'name' | 'attributes'>): string {
  const states = Object.entries(attributes).map(([key, value]) =>
    value === true ? ` [${key}]` : ` [${key}=${value}]`,
  );
  return `${role}${name === '' ? '' : ` ${JSON.stringify(name)}`}${states.join('')}`;
}

function quotedKey(key: string): string {
  return /: |:$| #|^[-?&*!|>%@`{},[\]]|[\n\r]/u.test(key) || key.includes(':') ? `'${key.replaceAll("'", "''")}'` : key;
}

/** Texts that YAML would read as something else are quoted: numbers, booleans, marks, regular expressions. */
function quotedValue(text: string): string {
  const plain =
    /^[\p{L}][^:#\n\r]*$/u.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/iu.test(text) && text.trim() === text;
  return plain ? text : JSON.stringify(text);
}
