import { expect, test } from '@playwright/test';
import { gtkName, needsLabels } from './names.ts';

test('class names that GTK 4 puts where no label is are taken out', () => {
  expect(gtkName('GtkMenuButton', 'button', 'gtk4', [])).toBe('');
  expect(gtkName('AdwGizmo', 'group', 'gtk4', [])).toBe('');
  expect(gtkName('HistoryView', 'group', 'gtk4', [])).toBe('');
  expect(gtkName('GtkSourceView', 'textbox', 'gtk4', [])).toBe('');
});

test('what GTK 4 writes on a tab instead of its label is replaced by the label', () => {
  for (const given of ['Tab', 'GtkLabel GtkLabel', '']) {
    expect(needsLabels(given, 'tab', 'gtk4')).toBe(true);
    expect(gtkName(given, 'tab', 'gtk4', ['Second'])).toBe('Second');
  }
  expect(gtkName('Tab list', 'tablist', 'gtk4', [])).toBe('');
  expect(gtkName('Pages', 'tablist', 'gtk4', [])).toBe('Pages');
});

test('a real name that looks like a class stays', () => {
  expect(gtkName('PushButton', 'button', 'gtk4', ['PushButton'])).toBe('PushButton');
  expect(gtkName('Undo', 'button', 'gtk4', ['Undo'])).toBe('Undo');
  expect(gtkName('GtkMenuButton', 'button', 'gtk3', [])).toBe('GtkMenuButton');
});

test('doubled labels are halved, names that repeat themselves are not', () => {
  expect(gtkName('7 7', 'button', 'gtk4', ['7'])).toBe('7');
  expect(gtkName('Save as Save as', 'button', 'gtk4', ['Save as'])).toBe('Save as');
  expect(gtkName('_Save as Save as', 'button', 'gtk4', ['Save as'])).toBe('Save as');
  expect(gtkName('Bye Bye', 'button', 'gtk4', ['Bye Bye'])).toBe('Bye Bye');
  expect(gtkName('Bye Bye Bye Bye', 'button', 'gtk4', ['Bye Bye'])).toBe('Bye Bye');
  expect(gtkName('7 7', 'button', 'gtk4', [])).toBe('7 7');
});

test('a nameless element takes the labels inside it, where its role is named by content', () => {
  expect(gtkName('GtkButton', 'button', 'gtk4', ['π'])).toBe('π');
  expect(gtkName('', 'option', 'gtk3', ['', 'Home'])).toBe('Home');
  expect(gtkName('', 'listitem', 'gtk3', ['a.txt', '3 kB'])).toBe('a.txt 3 kB');
  expect(gtkName('', 'group', 'gtk3', ['Home'])).toBe('');
});

test('labels are asked for only where they matter', () => {
  expect(needsLabels('Save', 'button', 'gtk3')).toBe(false);
  expect(needsLabels('', 'button', 'gtk3')).toBe(true);
  expect(needsLabels('', 'group', 'gtk3')).toBe(false);
  expect(needsLabels('7 7', 'button', 'gtk4')).toBe(true);
  expect(needsLabels('GtkButton', 'button', 'gtk4')).toBe(true);
});
