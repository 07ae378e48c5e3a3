/** What a spec holds for an element: how to find it, lazily and strictly, and everything that can be done to it. */

import type { NodeReading } from '../contracts/accessibility.ts';
import type { Point, Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { type Secret, shown } from '../contracts/secret.ts';
import type { Selector } from '../contracts/selector.ts';
import { captureElement } from './capture.ts';
import { findOne, look, onlyOne } from './find.ts';
import { Finder } from './finder.ts';
import { liveTree } from './live-tree.ts';
import * as point from './point-actions.ts';
import { selectOptions } from './select-option.ts';
import { selectorCode } from './selector-code.ts';
import { actionDeadline, type Stage } from './stage.ts';
import * as state from './state-actions.ts';
import * as text from './text-actions.ts';
import { type TextPattern, textMatch } from './text-match.ts';
import { type ElementState, waitForState } from './wait-state.ts';

export interface FilterOptions {
  readonly hasText?: TextPattern | undefined;
  readonly hasNotText?: TextPattern | undefined;
  readonly has?: Locator | undefined;
  readonly hasNot?: Locator | undefined;
  readonly visible?: boolean | undefined;
}

export class Locator extends Finder<Locator> {
  readonly selector: Selector;
  /** For the expectations; specs do not need it. */
  readonly stage: Stage;

  constructor(stage: Stage, selector: Selector) {
    super();
    this.stage = stage;
    this.selector = selector;
  }

  // finding

  filter({ hasText, hasNotText, has, hasNot, visible }: FilterOptions): Locator {
    return this.locate({
      kind: 'filter',
      within: this.selector,
      ...(hasText === undefined ? {} : { hasText: textMatch(hasText) }),
      ...(hasNotText === undefined ? {} : { hasNotText: textMatch(hasNotText) }),
      ...(has === undefined ? {} : { has: has.selector }),
      ...(hasNot === undefined ? {} : { hasNot: hasNot.selector }),
      ...(visible === undefined ? {} : { visible }),
    });
  }

  /** Zero-based; negative counts from the end. */
  nth(index: number): Locator {
    return this.locate({ kind: 'nth', within: this.selector, index });
  }

  first(): Locator {
    return this.nth(0);
  }

  last(): Locator {
    return this.nth(-1);
  }

  /** `inner` searched below each match of this one. */
  locator(inner: Locator): Locator {
    return this.locate({ kind: 'chain', within: this.selector, inner: inner.selector });
  }

  and(other: Locator): Locator {
    return this.locate({ kind: 'and', within: this.selector, other: other.selector });
  }

  or(other: Locator): Locator {
    return this.locate({ kind: 'or', within: this.selector, other: other.selector });
  }

  /** One locator per element there is now. Does not wait. */
  async all(): Promise<readonly Locator[]> {
    const count = await this.count();
    return Array.from({ length: count }, (_, i) => this.nth(i));
  }

  /** How many elements there are now. Does not wait. */
  async count(): Promise<number> {
    return (await look(this.stage.session, this.selector, true)).found.length;
  }

  // acting

  click(options: point.ClickOptions = {}): Promise<void> {
    return this.#step('click', '', () => point.click(this.stage, this.selector, options));
  }

  dblclick(options: Omit<point.ClickOptions, 'clickCount'> = {}): Promise<void> {
    const twice = { ...options, clickCount: 2 };
    return this.#step('dblclick', '', () => point.click(this.stage, this.selector, twice, 'dblclick'));
  }

  hover(options: point.PointerOptions = {}): Promise<void> {
    return this.#step('hover', '', () => point.hover(this.stage, this.selector, options));
  }

  /** Onto another element, or a point of the screen. */
  dragTo(target: Locator | Point, options: point.DragOptions = {}): Promise<void> {
    const end: point.DragEnd =
      target instanceof Locator ? { kind: 'element', selector: target.selector } : { kind: 'point', point: target };
    return this.#step('dragTo', String(target), () => point.dragTo(this.stage, this.selector, end, options));
  }

  /** Turns the wheel over the element; amounts in notches. */
  scroll(amount: point.ScrollAmount, options: point.PointerOptions & ScrollEffect = {}): Promise<void> {
    return this.#step('scroll', '', () => point.scroll(this.stage, this.selector, amount, options));
  }

  scrollIntoView(options: point.TimeoutOption = {}): Promise<void> {
    return this.#step('scrollIntoView', '', () => state.scrollIntoViewAct(this.stage, this.selector, options));
  }

  focus(options: point.TimeoutOption = {}): Promise<void> {
    return this.#step('focus', '', () => state.focus(this.stage, this.selector, options));
  }

  /** Replaces the whole text; it is read back and must be equal. @throws TEXT_NOT_ENTERED */
  fill(value: string | Secret, options: text.TextOptions = {}): Promise<void> {
    return this.#step('fill', shown(value), () => text.fill(this.stage, this.selector, value, options));
  }

  clear(options: text.TextOptions = {}): Promise<void> {
    return this.#step('clear', '', () => text.fill(this.stage, this.selector, '', options, 'clear'));
  }

  /** Focuses the element and types at its caret; what was inserted is read back. @throws TEXT_NOT_ENTERED */
  type(value: string | Secret, options: text.TextOptions = {}): Promise<void> {
    return this.#step('type', shown(value), () => text.type(this.stage, this.selector, value, options));
  }

  /** A key or chord: `Enter`, `Control+Shift+S`, `ControlOrMeta+A`. */
  press(chord: string, options: text.TextOptions = {}): Promise<void> {
    return this.#step('press', chord, () => text.press(this.stage, this.selector, chord, options));
  }

  check(options: point.PointerOptions = {}): Promise<void> {
    return this.setChecked(true, options);
  }

  uncheck(options: point.PointerOptions = {}): Promise<void> {
    return this.setChecked(false, options);
  }

  setChecked(checked: boolean, options: point.PointerOptions = {}): Promise<void> {
    const verb = checked ? 'check' : 'uncheck';
    return this.#step(verb, '', () => state.setChecked(this.stage, this.selector, checked, options));
  }

  /** Chooses by name in a combo box, list box, tab list or menu; several names where several can be selected. */
  select(names: TextPattern | readonly TextPattern[], options: point.TimeoutOption = {}): Promise<void> {
    const wanted = typeof names === 'string' || names instanceof RegExp ? [names] : names;
    return this.#step('select', wanted.join(', '), () => selectOptions(this.stage, this.selector, wanted, options));
  }

  /** Runs an accessible action ("click", "expand or contract"), the default one without a name. */
  invoke(action?: string, options: point.TimeoutOption & ScrollEffect = {}): Promise<void> {
    return this.#step('invoke', action ?? '', () => state.invoke(this.stage, this.selector, action, options));
  }

  // reading: waits until there is exactly one element

  /** On the screen; undefined when the element has no place there. */
  async bounds(options: point.TimeoutOption = {}): Promise<Rect | undefined> {
    return (await this.reading(options)).bounds;
  }

  /** Contents of a field or document; the name where an element has no text of its own. */
  async text(options: point.TimeoutOption = {}): Promise<string> {
    const { text, name } = await this.reading(options);
    return text ?? name;
  }

  /** Number of a slider, spin button or progress bar; the text elsewhere. */
  async value(options: point.TimeoutOption = {}): Promise<number | string> {
    const { value, text, name } = await this.reading(options);
    return value ?? text ?? name;
  }

  async reading(options: point.TimeoutOption = {}): Promise<NodeReading> {
    const deadline = actionDeadline(this.stage, options.timeout);
    return (await findOne(this.stage.session, this.selector, deadline)).reading;
  }

  /** Does not wait: absent is not visible. */
  async isVisible(): Promise<boolean> {
    const seen = await look(this.stage.session, this.selector, true);
    return onlyOne(seen, this.selector)?.reading.states.visible === true;
  }

  async isHidden(): Promise<boolean> {
    return !(await this.isVisible());
  }

  async isEnabled(options: point.TimeoutOption = {}): Promise<boolean> {
    return (await this.reading(options)).states.enabled;
  }

  async isDisabled(options: point.TimeoutOption = {}): Promise<boolean> {
    return !(await this.isEnabled(options));
  }

  async isEditable(options: point.TimeoutOption = {}): Promise<boolean> {
    const { states } = await this.reading(options);
    return states.editable && states.enabled;
  }

  async isChecked(options: point.TimeoutOption = {}): Promise<boolean> {
    return state.checkedState(await this.reading(options)) === true;
  }

  async isFocused(options: point.TimeoutOption = {}): Promise<boolean> {
    return (await this.reading(options)).states.focused;
  }

  async isSelected(options: point.TimeoutOption = {}): Promise<boolean> {
    return (await this.reading(options)).states.selected === true;
  }

  waitFor(options: { readonly state?: ElementState | undefined } & point.TimeoutOption = {}): Promise<void> {
    const wanted = options.state ?? 'visible';
    const deadline = actionDeadline(this.stage, options.timeout);
    return this.#step('waitFor', wanted, () => waitForState(this.stage.session, this.selector, wanted, deadline));
  }

  /** The accessible tree below the element, in the YAML of Playwright's aria snapshots. */
  async ariaTree(options: point.TimeoutOption = {}): Promise<string> {
    return liveTree(this.stage.session, this.selector, actionDeadline(this.stage, options.timeout));
  }

  /** The element's part of the screen, as it is now. @throws ELEMENT_NOT_ACTIONABLE when it has no place there */
  async screenshot(options: point.TimeoutOption = {}): Promise<RawImage> {
    return captureElement(this.stage, this.selector, actionDeadline(this.stage, options.timeout));
  }

  /** The code that made it. */
  override toString(): string {
    return selectorCode(this.selector);
  }

  protected locate(selector: Selector): Locator {
    return new Locator(this.stage, selector);
  }

  #step<T>(verb: string, detail: string, body: () => Promise<T>): Promise<T> {
    return this.stage.step(`${verb}${detail === '' ? '' : ` ${detail}`} ${this}`, body);
  }
}

type ScrollEffect = { readonly effect?: point.ClickOptions['effect'] };
