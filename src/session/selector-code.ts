/** A selector written back as the TypeScript that made it: locators, messages and suggestions read like specs. */
import type { RoleOptions, Selector, SelectorRoot, TextMatch } from '../contracts/selector.ts';
import { patternCode, quoted } from './text-match.ts';

/** `window({ title: 'Prefs' }).getByRole('button', { name: 'Save' }).first()`; empty for a bare root. */
export function selectorCode(selector: Selector): string {
  switch (selector.kind) {
    case 'root':
      return rootCode(selector.root);
    case 'role':
      return after(
        selector.within,
        `getByRole(${quoted(selector.role)}${optionsCode(roleOptionEntries(selector.options))})`,
      );
    case 'text':
      return after(selector.within, textCode('getByText', selector.text));
    case 'label':
      return after(selector.within, textCode('getByLabel', selector.text));
    case 'description':
      return after(selector.within, textCode('getByDescription', selector.text));
    case 'id':
      return after(selector.within, `getById(${patternCode(selector.id)})`);
    case 'filter':
      return after(selector.within, `filter(${objectCode(filterEntries(selector))})`);
    case 'nth':
      return after(selector.within, nthCode(selector.index));
    case 'and':
      return after(selector.within, `and(${selectorCode(selector.other)})`);
    case 'or':
      return after(selector.within, `or(${selectorCode(selector.other)})`);
    case 'chain':
      return after(selector.within, `locator(${selectorCode(selector.inner)})`);
  }
}

/** Where a selector starts: the root of its outermost step. */
export function rootOf(selector: Selector): SelectorRoot {
  let step = selector;
  while (step.kind !== 'root') step = step.within;
  return step.root;
}

/** The application a selector is bound to; undefined for desktop-wide ones. */
export function appIdOf(root: SelectorRoot): string | undefined {
  switch (root.kind) {
    case 'desktop':
      return undefined;
    case 'app':
      return root.appId;
    case 'window':
      return appIdOf(root.of);
  }
}

function rootCode(root: SelectorRoot): string {
  if (root.kind !== 'window') return '';
  const title = root.title === undefined ? '' : `{ title: ${patternCode(root.title.pattern)}${exactCode(root.title)} }`;
  return `window(${title})`;
}

function after(within: Selector, call: string): string {
  const before = selectorCode(within);
  return before === '' ? call : `${before}.${call}`;
}

function textCode(method: string, text: TextMatch): string {
  return `${method}(${patternCode(text.pattern)}${text.exact ? ', { exact: true }' : ''})`;
}

function exactCode(text: TextMatch): string {
  return text.exact ? ', exact: true' : '';
}

function roleOptionEntries(options: RoleOptions): [string, string][] {
  const entries: [string, string][] = [];
  if (options.name !== undefined) entries.push(['name', patternCode(options.name.pattern)]);
  if (options.description !== undefined) entries.push(['description', patternCode(options.description.pattern)]);
  if (options.name?.exact === true || options.description?.exact === true) entries.push(['exact', 'true']);
  for (const state of ['disabled', 'expanded', 'focused', 'pressed', 'selected', 'level', 'includeHidden'] as const) {
    if (options[state] !== undefined) entries.push([state, String(options[state])]);
  }
  if (options.checked !== undefined) {
    entries.push(['checked', options.checked === 'mixed' ? quoted('mixed') : String(options.checked)]);
  }
  return entries;
}

function filterEntries(filter: Extract<Selector, { kind: 'filter' }>): [string, string][] {
  const entries: [string, string][] = [];
  if (filter.hasText !== undefined) entries.push(['hasText', patternCode(filter.hasText.pattern)]);
  if (filter.hasNotText !== undefined) entries.push(['hasNotText', patternCode(filter.hasNotText.pattern)]);
  if (filter.has !== undefined) entries.push(['has', selectorCode(filter.has)]);
  if (filter.hasNot !== undefined) entries.push(['hasNot', selectorCode(filter.hasNot)]);
  if (filter.visible !== undefined) entries.push(['visible', String(filter.visible)]);
  return entries;
}

function optionsCode(entries: readonly [string, string][]): string {
  return entries.length === 0 ? '' : `, ${objectCode(entries)}`;
}

function objectCode(entries: readonly [string, string][]): string {
  return `{ ${entries.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
}

function nthCode(index: number): string {
  if (index === 0) return 'first()';
  return index === -1 ? 'last()' : `nth(${index})`;
}
