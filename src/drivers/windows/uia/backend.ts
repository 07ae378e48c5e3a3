/** UI Automation as plain data, in the helper process: a whole window in one question, live readings, patterns. */
import { CodexqaError } from '../../../contracts/errors.ts';
import type { Com, Ref, Value } from './com.ts';
import { hresult, type PatternName, type PropertyName, patternIds, propertyIds, treeScope } from './vtables.ts';

export type Facts = Readonly<Partial<Record<PropertyName, Value>>>;

/** Properties that an element does not have are left out. */
export interface UiaElement {
  /** Its runtime id: the same as long as the element lives. */
  readonly key: string;
  readonly facts: Facts;
  readonly children: readonly UiaElement[];
}

export interface UiaReading {
  readonly facts: Facts;
  /** Of documents: what the text pattern tells. */
  readonly text?: string;
}

export interface UiaAddress {
  readonly hwnd: number;
  readonly key: string;
}

export type UiaAct =
  | { readonly kind: 'set-text'; readonly text: string }
  | { readonly kind: 'set-value'; readonly value: number }
  | { readonly kind: 'invoke'; readonly action: UiaAction }
  | { readonly kind: 'focus' }
  | { readonly kind: 'scroll-into-view' };

/** What an action is called here, and the patterns that do it, the best first. */
const patternsOf = {
  click: [
    ['IUIAutomationInvokePattern', 'Invoke'],
    ['IUIAutomationTogglePattern', 'Toggle'],
    ['IUIAutomationSelectionItemPattern', 'Select'],
  ],
  select: [['IUIAutomationSelectionItemPattern', 'Select']],
  expand: [['IUIAutomationExpandCollapsePattern', 'Expand']],
  collapse: [['IUIAutomationExpandCollapsePattern', 'Collapse']],
} as const;

export type UiaAction = keyof typeof patternsOf;

/** More elements than this of one window are not read. */
const mostElements = 5000;
const wholeText = -1;
const properties = Object.entries(propertyIds) as readonly (readonly [PropertyName, number])[];

export class UiaBackend {
  readonly #com: Com;
  readonly #automation: Ref;
  readonly #subtree: Ref;
  readonly #single: Ref;
  /** One reference per element, of the windows as they were read last. */
  readonly #elements = new Map<number, Map<string, Ref>>();

  /** @throws DRIVER_UNAVAILABLE where this Windows has no UI Automation */
  constructor(com: Com) {
    this.#com = com;
    this.#automation = com.automation();
    this.#subtree = this.#request(treeScope.subtree);
    this.#single = this.#request(treeScope.element);
  }

  /** Everything is named once, so that one question across the border answers it all. */
  #request(scope: number): Ref {
    const made = this.#com.object(this.#automation, 'IUIAutomation', 'CreateCacheRequest');
    if ('failed' in made) throw new CodexqaError('DRIVER_UNAVAILABLE', 'UI Automation gives no cache request');
    this.#com.call(made.ref, 'IUIAutomationCacheRequest', 'put_TreeScope', scope);
    for (const [, id] of properties) this.#com.call(made.ref, 'IUIAutomationCacheRequest', 'AddProperty', id);
    return made.ref;
  }

  /** One root per window; undefined for windows that are gone. @throws APP_UNRESPONSIVE */
  tree(windows: readonly number[]): readonly (UiaElement | undefined)[] {
    return windows.map((hwnd) => {
      const asked = [BigInt(hwnd), this.#subtree] as const;
      const made = this.#com.object(this.#automation, 'IUIAutomation', 'ElementFromHandleBuildCache', ...asked);
      if ('failed' in made) {
        mustHaveAnswered(made.failed);
        this.#forgetWindow(hwnd);
        return undefined;
      }
      const known = new Map<string, Ref>();
      const root = this.#walk(made.ref, '', known);
      this.#forgetWindow(hwnd);
      this.#elements.set(hwnd, known);
      return root;
    });
  }

  /** Takes over the reference. */
  #walk(ref: Ref, place: string, known: Map<string, Ref>): UiaElement {
    const facts = this.#facts(ref);
    const key = Array.isArray(facts.RuntimeId) ? facts.RuntimeId.join('.') : `at${place}`;
    // two elements with one id are a mistake of the application: the later one cannot be addressed
    if (known.has(key)) this.#com.release(ref);
    else known.set(key, ref);
    return { key, facts, children: known.size > mostElements ? [] : this.#children(ref, place, known) };
  }

  #children(parent: Ref, place: string, known: Map<string, Ref>): readonly UiaElement[] {
    const array = this.#com.object(parent, 'IUIAutomationElement', 'GetCachedChildren');
    if ('failed' in array) return [];
    const count = this.#com.number(array.ref, 'IUIAutomationElementArray', 'get_Length') ?? 0;
    const children: UiaElement[] = [];
    for (let at = 0; at < count; at++) {
      const child = this.#com.object(array.ref, 'IUIAutomationElementArray', 'GetElement', at);
      if ('ref' in child) children.push(this.#walk(child.ref, `${place}.${at}`, known));
    }
    this.#com.release(array.ref);
    return children;
  }

  #facts(ref: Ref): Facts {
    const facts: Partial<Record<PropertyName, Value>> = {};
    for (const [name, id] of properties) {
      const value = this.#com.property(ref, id);
      if (value !== undefined) facts[name] = value;
    }
    return facts;
  }

  /** Live; undefined for elements that are gone. @throws APP_UNRESPONSIVE */
  read(addresses: readonly UiaAddress[]): readonly (UiaReading | undefined)[] {
    return addresses.map((address) => {
      const element = this.#find(address);
      if (element === undefined) return undefined;
      const fresh = this.#com.object(element, 'IUIAutomationElement', 'BuildUpdatedCache', this.#single);
      if ('failed' in fresh) {
        mustHaveAnswered(fresh.failed);
        return undefined;
      }
      const facts = this.#facts(fresh.ref);
      this.#com.release(fresh.ref);
      const text =
        facts.IsTextPatternAvailable === true && facts.ValueValue === undefined ? this.#text(element) : undefined;
      return { facts, ...(text === undefined ? {} : { text }) };
    });
  }

  #text(element: Ref): string | undefined {
    const pattern = this.#pattern(element, 'IUIAutomationTextPattern');
    if (pattern === undefined) return undefined;
    const range = this.#com.object(pattern, 'IUIAutomationTextPattern', 'get_DocumentRange');
    this.#com.release(pattern);
    if ('failed' in range) return undefined;
    const text = this.#com.text(range.ref, 'IUIAutomationTextRange', 'GetText', wholeText);
    this.#com.release(range.ref);
    return text;
  }

  /** A helper that was started anew, or an element that appeared since, is looked for once more. */
  #find({ hwnd, key }: UiaAddress): Ref | undefined {
    const known = this.#elements.get(hwnd)?.get(key);
    if (known !== undefined) return known;
    this.tree([hwnd]);
    return this.#elements.get(hwnd)?.get(key);
  }

  /** @throws ACTION_NOT_POSSIBLE when the element has no such action, or is gone; APP_UNRESPONSIVE */
  act(address: UiaAddress, act: UiaAct): void {
    const element = this.#find(address);
    if (element === undefined) throw gone();
    switch (act.kind) {
      case 'focus':
        mustBeDone(this.#com.call(element, 'IUIAutomationElement', 'SetFocus'), 'take the focus');
        return;
      case 'set-text':
        this.#com.withText(act.text, (bstr) =>
          this.#use(element, [['IUIAutomationValuePattern', 'SetValue']], 'take a text', bstr),
        );
        return;
      case 'set-value':
        this.#use(element, [['IUIAutomationRangeValuePattern', 'SetValue']], 'take a number', act.value);
        return;
      case 'scroll-into-view':
        this.#use(element, [['IUIAutomationScrollItemPattern', 'ScrollIntoView']], 'be scrolled into view');
        return;
      case 'invoke':
        this.#use(element, patternsOf[act.action], act.action);
    }
  }

  /** The first of the patterns that the element has. */
  #use(
    element: Ref,
    patterns: readonly (readonly [PatternName, string])[],
    wanted: string,
    ...args: readonly unknown[]
  ): void {
    for (const [name, method] of patterns) {
      const pattern = this.#pattern(element, name);
      if (pattern === undefined) continue;
      const answer = this.#com.call(pattern, name, method as never, ...args);
      this.#com.release(pattern);
      mustBeDone(answer, wanted);
      return;
    }
    throw impossible(wanted, 'use another action, or another element: `codexqa inspect` shows what each one has');
  }

  #pattern(element: Ref, name: PatternName): Ref | undefined {
    const made = this.#com.object(element, 'IUIAutomationElement', 'GetCurrentPattern', patternIds[name]);
    if ('ref' in made) return made.ref;
    if (made.failed >>> 0 === hresult.elementNotAvailable) throw gone();
    return undefined;
  }

  #forgetWindow(hwnd: number): void {
    for (const ref of this.#elements.get(hwnd)?.values() ?? []) this.#com.release(ref);
    this.#elements.delete(hwnd);
  }

  close(): void {
    for (const hwnd of [...this.#elements.keys()]) this.#forgetWindow(hwnd);
    for (const ref of [this.#single, this.#subtree, this.#automation]) this.#com.release(ref);
    this.#com.close();
  }
}

function mustHaveAnswered(answer: number): void {
  const code = answer >>> 0;
  if (code !== hresult.timeout && code !== hresult.callWasRejected) return;
  throw new CodexqaError('APP_UNRESPONSIVE', `the application did not answer UI Automation (0x${code.toString(16)})`);
}

function mustBeDone(answer: number, wanted: string): void {
  if (answer >= 0) return;
  mustHaveAnswered(answer);
  const code = answer >>> 0;
  if (code === hresult.elementNotAvailable) throw gone();
  if (code === hresult.elementNotEnabled) throw impossible(wanted, 'wait until it is enabled');
  throw impossible(wanted, `the application answered 0x${code.toString(16)}`);
}

function impossible(wanted: string, fix: string): CodexqaError {
  return new CodexqaError('ACTION_NOT_POSSIBLE', `the element cannot ${wanted}`, { fix });
}

function gone(): CodexqaError {
  return new CodexqaError('ACTION_NOT_POSSIBLE', 'the element is gone', {
    fix: 'look it up again: its window was destroyed, or drawn anew',
  });
}
