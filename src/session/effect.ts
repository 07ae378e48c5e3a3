/** Pure judge of effects: which of the things seen after an act prove that it did something? */
import type { NodeId, NodeReading, NodeStates, Role } from '../contracts/accessibility.ts';
import type { Signal, WindowInfo } from '../contracts/driver.ts';

/** `required`: no effect is an error. `optional`: recorded only. `none`: an effect is an error (a decoy must stay dead). */
export type EffectDemand = 'required' | 'optional' | 'none';

export type TreeSignal = Extract<Signal, { kind: 'tree' }>;

/** What was true right before the act. */
export interface Scene {
  /** Signals of other applications prove nothing. Undefined: the owner is unknown and any application counts. */
  readonly appId: string | undefined;
  readonly nodeId: NodeId | undefined;
  readonly role: Role | undefined;
  readonly windows: readonly WindowInfo[];
  /** Elements whose states answer the pointer only (a menu item's siblings, its menu). */
  readonly feedback: ReadonlySet<NodeId>;
  /**
   * How it was done. Moving the focus is the effect of a key, but only feedback to a click; scrolling and dragging move
   * elements about.
   */
  readonly by: 'click' | 'gesture' | 'keyboard';
}

/** Roles that promise to do something when clicked: no effect is a failure unless the spec says otherwise. */
const actionable: ReadonlySet<Role> = new Set([
  'button',
  'checkbox',
  'combobox',
  'link',
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
  'option',
  'radio',
  'switch',
  'tab',
]);

const focusable: ReadonlySet<Role> = new Set(['textbox', 'searchbox', 'spinbutton', 'slider', 'document', 'combobox']);
const menuRoles: ReadonlySet<Role> = new Set(['menu', 'menubar', 'menuitem', 'menuitemcheckbox', 'menuitemradio']);

export function isActionable(role: Role | undefined): boolean {
  return role !== undefined && actionable.has(role);
}

export function isMenuRole(role: Role | undefined): boolean {
  return role !== undefined && menuRoles.has(role);
}

/** A radio button, option or tab that is chosen already stays as it is when clicked: nothing has to happen. */
export function demandFor(role: Role | undefined, states: NodeStates | undefined): EffectDemand {
  if (!isActionable(role)) return 'optional';
  const chosen = role === 'radio' || role === 'menuitemradio' ? states?.checked === true : states?.selected === true;
  const single = role === 'radio' || role === 'menuitemradio' || role === 'option' || role === 'tab';
  return single && chosen ? 'optional' : 'required';
}

/** What a signal is worth: proof, a reason to read the target again, or nothing. */
export type Weight = 'proof' | 'read-target' | 'nothing';

/**
 * Weighs a tree signal of an element that is known to be no help bubble. States of the target itself are only believed
 * when it is read again: a push button is "checked" or "pressed" while the pointer holds it down (GTK 3).
 */
export function weigh(scene: Scene, signal: TreeSignal): Weight {
  if (scene.appId !== undefined && signal.appId !== scene.appId) return 'nothing';
  switch (signal.change) {
    case 'text':
    case 'value':
    case 'name':
    case 'children':
    case 'selection':
      return scene.feedback.has(signal.nodeId) ? 'nothing' : 'proof';
    case 'state':
      return weighState(scene, signal);
    case 'other':
      return scene.by === 'keyboard' && /caret/iu.test(signal.detail) ? 'proof' : 'nothing';
    case 'bounds':
      return scene.by === 'gesture' ? 'proof' : 'nothing';
  }
}

/** States that speak of the application; others (armed, active, horizontal, has-tooltip …) follow pointer and layout. */
const tellingStates: ReadonlySet<string> = new Set([
  'checked',
  'collapsed',
  'editable',
  'enabled',
  'expanded',
  'iconified',
  'indeterminate',
  'invalid-entry',
  'pressed',
  'read-only',
  'selected',
  'sensitive',
  'showing',
  'visible',
]);

function weighState(scene: Scene, { detail, nodeId }: TreeSignal): Weight {
  if (detail === 'focused') return focusWeight(scene);
  if (!tellingStates.has(detail)) return 'nothing';
  if (nodeId === scene.nodeId) return 'read-target';
  return scene.feedback.has(nodeId) ? 'nothing' : 'proof';
}

/** Where the focus is only feedback to a click, nobody is asked about it: the application has better things to answer. */
function focusWeight({ by, role }: Scene): Weight {
  if (by === 'keyboard') return 'proof';
  return role === undefined || focusable.has(role) ? 'read-target' : 'nothing';
}

/** What of the target is different now; undefined when nothing is that counts. */
export function readingChange(scene: Scene, before: NodeReading, now: NodeReading): string | undefined {
  if (now.name !== before.name) return 'name';
  if (now.text !== before.text) return 'text';
  if (now.value !== before.value) return 'value';
  const states: (keyof NodeStates)[] = ['checked', 'pressed', 'expanded', 'enabled', 'visible'];
  // menu items are "selected" by the pointer passing over them
  if (!isMenuRole(scene.role)) states.push('selected');
  if (scene.by === 'keyboard' || (scene.role !== undefined && focusable.has(scene.role))) states.push('focused');
  return states.find((state) => now.states[state] !== before.states[state]);
}

export interface WindowNews {
  /** Proof: opened, closed, retitled. */
  readonly evidence: readonly string[];
  /** Its own menu or tooltip went away: an answer to the pointer, not yet of the application. */
  readonly weak: readonly string[];
}

/** What the window list says happened. `tooltips` are help bubbles, which come and go with the pointer. */
export function windowNews(scene: Scene, now: readonly WindowInfo[], tooltips: ReadonlySet<string>): WindowNews {
  const counts = (window: WindowInfo): boolean =>
    (scene.appId === undefined || window.appId === undefined || window.appId === scene.appId) &&
    !tooltips.has(window.id) &&
    (window.kind === 'normal' || window.kind === 'dialog' || window.kind === 'popup');
  const before = new Map(scene.windows.map((window) => [window.id, window]));
  const changed = now.filter(counts).map((window) => windowChange(before.get(window.id), window));
  const left = new Set(now.map((window) => window.id));
  const closed = scene.windows.filter((window) => counts(window) && !left.has(window.id));
  const isOwnMenu = (window: WindowInfo): boolean => window.kind === 'popup' && isMenuRole(scene.role);
  const closedWords = (window: WindowInfo): string => `${windowWords(window)} closed`;
  return {
    evidence: [
      ...changed.filter((line) => line !== undefined),
      ...closed.filter((window) => !isOwnMenu(window)).map(closedWords),
    ],
    weak: closed.filter(isOwnMenu).map(closedWords),
  };
}

function windowChange(was: WindowInfo | undefined, window: WindowInfo): string | undefined {
  if (was === undefined) return `${windowWords(window)} opened`;
  if (was.title !== window.title) return `${windowWords(was)} retitled to "${window.title}"`;
  if (was.minimized === window.minimized) return undefined;
  return `${windowWords(window)} ${window.minimized ? 'minimized' : 'shown again'}`;
}

function windowWords(window: WindowInfo): string {
  return window.title === '' ? window.kind : `window "${window.title}"`;
}
