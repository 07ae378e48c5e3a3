/** Names of GTK elements as a person would read them: taken from what they contain, and rid of what GTK 4 puts there. */
import type { Role } from '../../../contracts/accessibility.ts';

const toolkitClass = /^(?:Adw|Gdk|Gtk|GtkSource|He|Panel|Shumate|Vte|WebKit)[A-Z]\w*$/;
const anyClass = /^(?:[A-Z][a-z0-9]+){2,}$/;
const meaningless: ReadonlySet<Role> = new Set(['generic', 'group', 'list', 'scrollbar', 'table', 'textbox']);

/**
 * GTK 4 (seen with 4.8.3) falls back to the widget's class when it has no label ("GtkMenuButton", "AdwGizmo",
 * "HistoryView" of the application's own, "GtkLabel GtkLabel" of two labels).
 */
function isClassName(name: string, role: Role): boolean {
  const isOfToolkit = name.split(' ').every((word) => toolkitClass.test(word));
  return isOfToolkit || roleWords.get(role) === name || (meaningless.has(role) && anyClass.test(name));
}

/** The role itself in place of a name, where GTK 4 makes the element and gives nobody a way to name it. */
const roleWords: ReadonlyMap<Role, string> = new Map([
  ['tab', 'Tab'],
  ['tablist', 'Tab list'],
]);

/** GTK 4 joins a button's own label and the label that labels it: "7 7", and "_Save Save" where a letter is underlined. */
function halved(name: string, labels: readonly string[]): string {
  if (labels.includes(name)) return name;
  const isDoubled = (label: string): boolean =>
    name.endsWith(` ${label}`) && name.slice(0, -label.length - 1).replace('_', '') === label;
  return labels.find(isDoubled) ?? name;
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
  return given === '' || (toolkit === 'gtk4' && (isClassName(given, role) || given.includes(' ')));
}
