/** Names of GTK elements as a person would read them: taken from what they contain, and rid of what GTK 4 puts there. */
import type { Role } from '../../contracts/accessibility.ts';

const toolkitClass = /^(?:Adw|Gdk|Gtk|GtkSource|He|Panel|Shumate|Vte|WebKit)[A-Z]\w*$/;
const anyClass = /^(?:[A-Z][a-z0-9]+){2,}$/;
const meaningless: ReadonlySet<Role> = new Set(['generic', 'group', 'list', 'scrollbar', 'table', 'textbox']);

/**
 * GTK 4 (seen with 4.8.3) falls back to the widget's class when it has no label ("GtkMenuButton", "AdwGizmo",
 * and "HistoryView" of the application's own).
 */
function isClassName(name: string, role: Role): boolean {
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
 * The name of a GTK element as a person reads it. `labels` are the names of the labels inside it and of those that
 * label it: a button or a list row without a name of its own takes theirs, as ARIA has it for roles named by content.
 */
export function gtkName(given: string, role: Role, toolkit: 'gtk3' | 'gtk4', labels: readonly string[]): string {
  const name = toolkit === 'gtk3' ? given : undone(given, role, labels);
  return name === '' && namedByContent.has(role) ? labels.filter((label) => label !== '').join(' ') : name;
}

function undone(given: string, role: Role, labels: readonly string[]): string {
  return isClassName(given, role) ? '' : halved(given, labels);
}

/** Whether the labels matter for this name; asking for them costs calls. */
export function needsLabels(given: string, role: Role, toolkit: 'gtk3' | 'gtk4'): boolean {
  if (!namedByContent.has(role)) return false;
  return given === '' || (toolkit === 'gtk4' && (isClassName(given, role) || given.length % 2 === 1));
}
