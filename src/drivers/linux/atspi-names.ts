/** Names as a person would read them: what GTK 4 puts where no label is, taken out again. */
import type { Role } from '../../contracts/accessibility.ts';

const toolkitClass = /^(?:Adw|Gdk|Gtk|GtkSource|He|Panel|Shumate|Vte|WebKit)[A-Z]\w*$/;
const anyClass = /^(?:[A-Z][a-z0-9]+){2,}$/;
const meaningless: ReadonlySet<Role> = new Set(['generic', 'group', 'list', 'scrollbar', 'table', 'textbox']);

/**
 * GTK 4 (seen with 4.8.3) falls back to the widget's class when it has no label ("GtkMenuButton", "AdwGizmo",
 * and "HistoryView" of the application's own).
 */
export function isClassName(name: string, role: Role): boolean {
  return toolkitClass.test(name) || (meaningless.has(role) && anyClass.test(name));
}

/** GTK 4 joins a button's own label and the label that labels it: "7 7". */
function halved(name: string, labels: readonly string[]): string {
  if (name.length % 2 === 0) return name;
  const middle = (name.length - 1) / 2;
  const half = name.slice(0, middle);
  const doubled = name[middle] === ' ' && half === name.slice(middle + 1);
  return doubled && labels.includes(half) && !labels.includes(name) ? half : name;
}

const namedByContent: ReadonlySet<Role> = new Set([
  'button',
  'cell',
  'checkbox',
  'columnheader',
  'link',
  'listitem',
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
  'option',
  'radio',
  'row',
  'switch',
  'tab',
  'treeitem',
]);

/**
 * The name of a GTK 4 element. `labels` are the names of the labels inside it and of those that label it; a
 * button without a name of its own takes theirs, as ARIA has it for roles named by content.
 */
export function gtk4Name(given: string, role: Role, labels: readonly string[]): string {
  const name = isClassName(given, role) ? '' : halved(given, labels);
  return name === '' && namedByContent.has(role) ? labels.filter((label) => label !== '').join(' ') : name;
}

/** Whether the labels matter for this name; asking for them costs calls. */
export function needsLabels(given: string, role: Role): boolean {
  if (!namedByContent.has(role)) return false;
  return given === '' || isClassName(given, role) || given.length % 2 === 1;
}
