/** Native roles of AT-SPI, by number, and the ARIA role each one stands for. */
import { type Role, roles } from '../../../contracts/accessibility.ts';

/** `container` is decided by the name: a named one is a `group`, the others mean nothing to a reader. */
type Meaning = Role | 'container';

/** AtspiRole in its order: the native name (as at-spi2-core spells it), then what it means. */
const table: readonly (readonly [nativeRole: string, meaning: Meaning])[] = [
  ['invalid', 'generic'],
  ['accelerator label', 'text'],
  ['alert', 'alert'],
  ['animation', 'img'],
  ['arrow', 'generic'],
  ['calendar', 'container'],
  ['canvas', 'container'],
  ['check box', 'checkbox'],
  ['check menu item', 'menuitemcheckbox'],
  ['color chooser', 'container'],
  ['column header', 'columnheader'],
  ['combo box', 'combobox'],
  ['date editor', 'container'],
  ['desktop icon', 'img'],
  ['desktop frame', 'generic'],
  ['dial', 'slider'],
  ['dialog', 'dialog'],
  ['directory pane', 'container'],
  ['drawing area', 'container'],
  ['file chooser', 'container'],
  ['filler', 'container'],
  ['focus traversable', 'container'],
  ['font chooser', 'container'],
  ['frame', 'container'],
  ['glass pane', 'container'],
  ['html container', 'container'],
  ['icon', 'img'],
  ['image', 'img'],
  ['internal frame', 'container'],
  ['label', 'text'],
  ['layered pane', 'container'],
  ['list', 'list'],
  ['list item', 'listitem'],
  ['menu', 'menu'],
  ['menu bar', 'menubar'],
  ['menu item', 'menuitem'],
  ['option pane', 'container'],
  ['page tab', 'tab'],
  ['page tab list', 'tablist'],
  ['panel', 'container'],
  ['password text', 'textbox'],
  ['popup menu', 'menu'],
  ['progress bar', 'progressbar'],
  ['push button', 'button'],
  ['radio button', 'radio'],
  ['radio menu item', 'menuitemradio'],
  ['root pane', 'container'],
  ['row header', 'rowheader'],
  ['scroll bar', 'scrollbar'],
  ['scroll pane', 'container'],
  ['separator', 'separator'],
  ['slider', 'slider'],
  ['spin button', 'spinbutton'],
  ['split pane', 'container'],
  ['status bar', 'status'],
  ['table', 'table'],
  ['table cell', 'cell'],
  ['table column header', 'columnheader'],
  ['table row header', 'rowheader'],
  ['tearoff menu item', 'menuitem'],
  ['terminal', 'textbox'],
  ['text', 'textbox'],
  ['toggle button', 'button'],
  ['tool bar', 'toolbar'],
  ['tool tip', 'tooltip'],
  ['tree', 'tree'],
  ['tree table', 'table'],
  ['unknown', 'generic'],
  ['viewport', 'container'],
  ['window', 'container'],
  ['extended', 'container'],
  ['header', 'container'],
  ['footer', 'container'],
  ['paragraph', 'paragraph'],
  ['ruler', 'container'],
  ['application', 'application'],
  ['autocomplete', 'combobox'],
  ['edit bar', 'textbox'],
  ['embedded', 'container'],
  ['entry', 'textbox'],
  ['chart', 'img'],
  ['caption', 'text'],
  ['document frame', 'document'],
  ['heading', 'heading'],
  ['page', 'container'],
  ['section', 'container'],
  ['redundant object', 'generic'],
  ['form', 'container'],
  ['link', 'link'],
  ['input method window', 'generic'],
  ['table row', 'row'],
  ['tree item', 'treeitem'],
  ['document spreadsheet', 'document'],
  ['document presentation', 'document'],
  ['document text', 'document'],
  ['document web', 'document'],
  ['document email', 'document'],
  ['comment', 'container'],
  ['list box', 'listbox'],
  ['grouping', 'group'],
  ['image map', 'img'],
  ['notification', 'alert'],
  ['info bar', 'status'],
  ['level bar', 'meter'],
  ['title bar', 'container'],
  ['block quote', 'container'],
  ['audio', 'container'],
  ['video', 'container'],
  ['definition', 'container'],
  ['article', 'container'],
  ['landmark', 'region'],
  ['log', 'log'],
  ['marquee', 'container'],
  ['math', 'container'],
  ['rating', 'container'],
  ['timer', 'status'],
  ['static', 'text'],
  ['math fraction', 'container'],
  ['math root', 'container'],
  ['subscript', 'container'],
  ['superscript', 'container'],
  ['description list', 'list'],
  ['description term', 'listitem'],
  ['description value', 'listitem'],
  ['footnote', 'container'],
  ['content deletion', 'container'],
  ['content insertion', 'container'],
  ['mark', 'container'],
  ['suggestion', 'container'],
  ['push button menu', 'button'],
  ['switch', 'switch'],
];

const numbers = new Map(table.map(([name], number) => [name, number]));

/** Number of a native role; for tests and for telling roles apart by name. */
export function roleNumber(nativeRole: string): number {
  return numbers.get(nativeRole) ?? 0;
}

export function nativeRoleOf(number: number): string {
  return table[number]?.[0] ?? `role ${number}`;
}

/** Everything that decides the ARIA role of an element. */
export interface RoleContext {
  /** AtspiRole of the element. */
  readonly number: number;
  readonly name: string;
  /** True for the children of the application object. */
  readonly topLevel: boolean;
  /** Native roles of the parent and of its parent; undefined at the top. */
  readonly parent: string | undefined;
  readonly grandparent: string | undefined;
  /** Web content carries its ARIA role in the attribute `xml-roles`. */
  readonly attributes: Readonly<Record<string, string>> | undefined;
  /** What GetRoleName says, where it is more exact than the number (GTK 4). */
  readonly roleName: string | undefined;
  readonly selectable: boolean;
}

const known: ReadonlySet<string> = new Set(roles);

/** ARIA roles that the contract folds into a wider one. */
const folded: Readonly<Record<string, Role>> = {
  article: 'group',
  banner: 'region',
  complementary: 'region',
  contentinfo: 'region',
  feed: 'list',
  figure: 'group',
  form: 'region',
  grid: 'table',
  gridcell: 'cell',
  main: 'region',
  navigation: 'region',
  none: 'generic',
  note: 'group',
  presentation: 'generic',
  search: 'region',
  timer: 'status',
  treegrid: 'table',
};

/** GTK 4 folds roles into fewer numbers; the (English) role name keeps the difference. */
const gtk4Names: Readonly<Record<string, Role>> = {
  'search box': 'searchbox',
  'spin button': 'spinbutton',
  switch: 'switch',
  'toggle button': 'button',
};

export function ariaRole(context: RoleContext): Role {
  const web = webRole(context.attributes);
  if (web !== undefined) return web;
  const exact = context.roleName === undefined ? undefined : gtk4Names[context.roleName];
  if (exact !== undefined) return exact;
  const meaning = table[context.number]?.[1] ?? 'generic';
  return (
    (context.topLevel ? topLevelRole(meaning, context.number) : insideRole(meaning, context)) ??
    plain(meaning, context.name)
  );
}

function webRole(attributes: Readonly<Record<string, string>> | undefined): Role | undefined {
  for (const token of (attributes?.['xml-roles'] ?? '').split(' ')) {
    if (known.has(token)) return token as Role;
    const wider = folded[token];
    if (wider !== undefined) return wider;
  }
  return attributes?.['text-input-type'] === 'search' ? 'searchbox' : undefined;
}

const choosers: ReadonlySet<string> = new Set(['color chooser', 'file chooser', 'font chooser']);

/** Whatever a toolkit calls it, a child of the application is a window of some kind. */
function topLevelRole(meaning: Meaning, number: number): Role | undefined {
  switch (meaning) {
    case 'alert':
      return 'alertdialog';
    case 'container':
      return choosers.has(nativeRoleOf(number)) ? 'dialog' : 'window';
    case 'generic':
    case 'group':
      return 'window';
    default:
      return undefined;
  }
}

function insideRole(meaning: Meaning, context: RoleContext): Role | undefined {
  switch (meaning) {
    case 'menu':
      return menuRole(context.parent);
    case 'cell':
      // Qt: an item of a tree view is a cell by number.
      return context.parent === 'tree' ? 'treeitem' : undefined;
    case 'list':
      return context.parent === 'combo box' ? 'listbox' : undefined;
    case 'listitem':
      return isListbox(context) ? 'option' : undefined;
    case 'menuitem':
      // GTK 3: the choices of a combo box are menu items of a menu inside it.
      return context.parent === 'menu' && context.grandparent === 'combo box' ? 'option' : undefined;
    case 'img':
      return context.selectable ? 'listitem' : undefined;
    default:
      return undefined;
  }
}

/** GTK 3: the entry "File" of a menu bar and the menu it opens are one object; a person clicks the entry. */
function menuRole(parent: string | undefined): Role | undefined {
  if (parent === 'menu bar' || parent === 'menu' || parent === 'popup menu') return 'menuitem';
  return parent === 'combo box' ? 'listbox' : undefined;
}

function isListbox({ parent, grandparent }: RoleContext): boolean {
  return parent === 'list box' || (parent === 'list' && grandparent === 'combo box');
}

function plain(meaning: Meaning, name: string): Role {
  if (meaning !== 'container') return meaning;
  return name === '' ? 'generic' : 'group';
}
