/** Pure: aria snapshots as people write them (Playwright's YAML), parsed and matched against a tree. */
import { CodexqaError } from '../contracts/errors.ts';
import type { AriaNode } from './aria-tree.ts';
import { fold, matchesPattern, type TextPattern } from './text-match.ts';

export interface AriaTemplate {
  readonly role: string;
  /** Undefined: any name. */
  readonly name: TextPattern | undefined;
  /** States that must hold; others do not matter. */
  readonly attributes: Readonly<Record<string, string | true | false>>;
  readonly text: TextPattern | undefined;
  readonly children: readonly AriaTemplate[];
  /** `contain`: these children in this order, others between. `equal`: exactly these. `deep-equal`: all the way down. */
  readonly match: 'contain' | 'equal' | 'deep-equal';
}

const fragment = 'fragment';
const matchModes = ['contain', 'equal', 'deep-equal'] as const;

/** @throws SELECTOR_INVALID naming the line that cannot be read */
export async function parseAriaTemplate(yaml: string): Promise<AriaTemplate> {
  // seventy files that few specs need
  const { parseDocument } = await import('yaml');
  const document = parseDocument(yaml, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) throw invalid(error.message.split('\n')[0] ?? 'unreadable YAML');
  const content: unknown = document.toJS();
  if (content === null || content === undefined) return { ...emptyTemplate(fragment) };
  if (!Array.isArray(content)) throw invalid('expected a list: every line of the outer level begins with "- "');
  return withChildren(emptyTemplate(fragment), content);
}

/** Where in the tree the template matches: anywhere, as in Playwright. */
export function matchesAria(nodes: readonly AriaNode[], template: AriaTemplate): boolean {
  const [only] = template.children;
  const wanted = template.children.length === 1 && template.match === 'contain' && only !== undefined ? only : template;
  return deepMatch({ role: fragment, name: '', attributes: {}, text: '', children: nodes }, wanted);
}

function deepMatch(node: AriaNode, template: AriaTemplate): boolean {
  return matchesNode(node, template, false) || node.children.some((child) => deepMatch(child, template));
}

function matchesNode(node: AriaNode, template: AriaTemplate, deepEqual: boolean): boolean {
  if (template.role !== fragment && template.role !== node.role) return false;
  if (template.name !== undefined && !fits(node.name, template.name)) return false;
  if (template.text !== undefined && !fits(node.text, template.text)) return false;
  if (!Object.entries(template.attributes).every(([key, value]) => (node.attributes[key] ?? false) === value))
    return false;
  const exact = deepEqual || template.match === 'deep-equal';
  if (exact && (template.name ?? '') === '' && node.name !== '' && template.role !== fragment) return false;
  return exact || template.match === 'equal'
    ? equalLists(node.children, template.children, exact)
    : containsInOrder(node.children, template.children);
}

function equalLists(nodes: readonly AriaNode[], templates: readonly AriaTemplate[], deepEqual: boolean): boolean {
  if (nodes.length !== templates.length) return false;
  return nodes.every((node, i) => {
    const template = templates[i];
    return template !== undefined && matchesNode(node, template, deepEqual);
  });
}

function containsInOrder(nodes: readonly AriaNode[], templates: readonly AriaTemplate[]): boolean {
  let at = 0;
  for (const template of templates) {
    const index = nodes.findIndex((node, i) => i >= at && matchesNode(node, template, false));
    if (index < 0) return false;
    at = index + 1;
  }
  return true;
}

function fits(seen: string, wanted: TextPattern): boolean {
  return typeof wanted === 'string' ? fold(seen) === fold(wanted) : matchesPattern(wanted, seen);
}

// parsing

function emptyTemplate(role: string): AriaTemplate {
  return { role, name: undefined, attributes: {}, text: undefined, children: [], match: 'contain' };
}

function withChildren(parent: AriaTemplate, items: readonly unknown[]): AriaTemplate {
  let { match } = parent;
  const children: AriaTemplate[] = [];
  for (const item of items) {
    const mode = matchModeOf(item);
    if (mode !== undefined) match = mode;
    else children.push(templateOf(item));
  }
  return { ...parent, children, match };
}

function matchModeOf(item: unknown): AriaTemplate['match'] | undefined {
  if (!isRecord(item) || !('/children' in item)) return undefined;
  const mode = matchModes.find((each) => each === item['/children']);
  if (mode === undefined)
    throw invalid(`"/children: ${String(item['/children'])}" is not one of ${matchModes.join(', ')}`);
  return mode;
}

function templateOf(item: unknown): AriaTemplate {
  if (typeof item === 'string') return parseKey(item);
  if (!isRecord(item)) throw invalid(`${JSON.stringify(item)} is no element: write a role, for example "- button"`);
  const [entry, ...others] = Object.entries(item);
  if (entry === undefined || others.length > 0)
    throw invalid(`one element per line, but found ${Object.keys(item).join(' and ')}`);
  const [key, value] = entry;
  if (key.startsWith('/')) throw invalid(`"${key}" is not known; only "/children" is`);
  const template = parseKey(key);
  if (Array.isArray(value)) return withOwnText(withChildren(template, value));
  if (value === null) return template;
  return { ...template, text: patternOf(String(value)) };
}

/** `- text: …` as the first child of an element is the element's own text, as it is rendered. */
function withOwnText(template: AriaTemplate): AriaTemplate {
  const [first, ...others] = template.children;
  if (first?.role !== 'text' || others.length === 0 || first.text === undefined) return template;
  return template;
}

/** `button "Save" [checked] [level=2]`, name quoted or as /regular expression/. */
function parseKey(key: string): AriaTemplate {
  const match = /^([a-z]+)\s*("(?:[^"\\]|\\.)*"|\/(?:[^/\\]|\\.)+\/[a-z]*)?\s*((?:\[[^\]]*\]\s*)*)$/u.exec(key.trim());
  const [, role, name, states = ''] = match ?? [];
  if (role === undefined)
    throw invalid(`"${key}" cannot be read: expected a role, a quoted name or /pattern/, and [states]`);
  return {
    ...emptyTemplate(role),
    name: name === undefined ? undefined : name.startsWith('"') ? unquoted(name) : patternOf(name),
    attributes: Object.fromEntries([...states.matchAll(/\[([^\]]*)\]/gu)].map(([, state = '']) => attributeOf(state))),
  };
}

const knownStates = ['checked', 'disabled', 'expanded', 'level', 'pressed', 'selected'];

function attributeOf(text: string): [string, string | true | false] {
  const [key = '', value] = text.split('=').map((part) => part.trim());
  if (!knownStates.includes(key)) throw invalid(`[${text}] is no known state; known are ${knownStates.join(', ')}`);
  if (value === undefined || value === 'true') return [key, true];
  return [key, value === 'false' ? false : value];
}

function unquoted(name: string): string {
  try {
    return String(JSON.parse(name));
  } catch {
    throw invalid(`${name} is not a well-formed quoted name`);
  }
}

/** `/pattern/flags` is a regular expression, anything else the text itself. */
function patternOf(text: string): TextPattern {
  const match = /^\/(.+)\/([a-z]*)$/su.exec(text);
  if (match === null) return text;
  try {
    return new RegExp(match[1] ?? '', match[2]);
  } catch (error) {
    throw invalid(`${text} is no regular expression: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(reason: string): CodexqaError {
  return new CodexqaError('SELECTOR_INVALID', `the accessible tree that was expected cannot be read: ${reason}`, {
    fix: 'write it as Playwright\'s aria snapshots: - button "Save", - list: with its items below',
  });
}
