/** The accessible tree as every driver gives it: ARIA role names, plain states, driver-scoped ids. */
import type { Rect } from './geometry.ts';

/** ARIA role names (WAI-ARIA 1.2) plus `text` for static text and `window` for a top-level frame. */
export const roles = [
  'alert',
  'alertdialog',
  'application',
  'button',
  'cell',
  'checkbox',
  'columnheader',
  'combobox',
  'dialog',
  'document',
  'generic',
  'group',
  'heading',
  'img',
  'link',
  'list',
  'listbox',
  'listitem',
  'log',
  'menu',
  'menubar',
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
  'meter',
  'option',
  'paragraph',
  'progressbar',
  'radio',
  'radiogroup',
  'region',
  'row',
  'rowheader',
  'scrollbar',
  'searchbox',
  'separator',
  'slider',
  'spinbutton',
  'status',
  'switch',
  'tab',
  'table',
  'tablist',
  'tabpanel',
  'text',
  'textbox',
  'toolbar',
  'tooltip',
  'tree',
  'treeitem',
  'window',
] as const;

export type Role = (typeof roles)[number];

/** Identity of an element inside one driver session; stable while the element lives, meaningless elsewhere. */
export type NodeId = string;

/** What is true of an element. An absent property means that the element has no such state at all. */
export interface NodeStates {
  /** Shown to a person: the toolkit says visible and showing (or gives the best equivalent). */
  readonly visible: boolean;
  /**
   * Visible, but scrolled out of sight: no pointer reaches it before it is scrolled into view. Only readings are sure to
   * say so.
   */
  readonly offscreen?: boolean;
  readonly enabled: boolean;
  readonly focusable: boolean;
  readonly focused: boolean;
  readonly editable: boolean;
  readonly checked?: boolean | 'mixed';
  readonly pressed?: boolean;
  readonly selected?: boolean;
  readonly expanded?: boolean;
  readonly modal?: boolean;
  readonly active?: boolean;
  readonly multiline?: boolean;
  readonly required?: boolean;
  readonly readonly?: boolean;
  readonly busy?: boolean;
  /** Content is hidden from readers (password entry). */
  readonly protected?: boolean;
}

export interface AccessibleNode {
  readonly id: NodeId;
  readonly role: Role;
  /** The toolkit's own role name, for messages ("push button", "AXButton"). */
  readonly nativeRole: string;
  /** Accessible name, white space as given. Class names that a toolkit puts where no label exists are emptied. */
  readonly name: string;
  readonly description: string;
  /** Developer-given id where the toolkit publishes one (accessible-id, AXIdentifier, AutomationId). */
  readonly nativeId?: string;
  readonly states: NodeStates;
  readonly children: readonly AccessibleNode[];
  /** On top-level nodes: the window that shows it, when known. */
  readonly windowId?: string;
  /** Ids of nodes that label this one (relation labelled-by), when the toolkit says so. */
  readonly labelledBy?: readonly NodeId[];
  /** HTML-like attributes the toolkit publishes, kept only where useful (level, placeholder, tag). */
  readonly attributes?: Readonly<Record<string, string>>;
  /** True where text can be read from the element (labels, entries, documents). */
  readonly hasText: boolean;
  /** True where a number can be read (sliders, spin buttons, progress). */
  readonly hasValue: boolean;
}

/** A live re-read of one element: the truth at the time of the call, never from a mirror. */
export interface NodeReading {
  readonly id: NodeId;
  readonly role: Role;
  readonly name: string;
  readonly description: string;
  readonly states: NodeStates;
  /** Screen rectangle; undefined when the element has no place on the screen. */
  readonly bounds?: Rect;
  /** Full text of elements that have text; undefined elsewhere. */
  readonly text?: string;
  readonly value?: number;
  /** Names of accessible actions ("click", "press", "toggle"), default first. */
  readonly actions: readonly string[];
}
