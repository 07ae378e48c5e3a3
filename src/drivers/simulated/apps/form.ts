/** Every common widget, and a button for everything that goes wrong: the simulated twin of fixtures/apps/form.py. */
import type { RunningApp } from '../running-app.ts';
import { type Widget, type WidgetOptions, widget } from '../widget.ts';
import { troubleButtons } from './form-troubles.ts';

export function form(app: RunningApp): void {
  const status = widget('status', { name: 'Ready', nativeId: 'status' });
  const say = (message: string): void => status.change({ name: message });
  const root = widget('window', {
    name: 'Form',
    children: [
      menus(app, say),
      widget('generic', { layout: 'row', children: [fields(say), choices(say), collections(say)] }),
      troubleButtons(app, say),
      status,
    ],
  });
  const window = app.open({ kind: 'normal', root, at: { x: 20, y: 10 } });
  // A click into any field then has an effect that can be seen.
  window.focus = undefined;
}

type Say = (message: string) => void;

function menus(app: RunningApp, say: Say): Widget {
  const file = [
    widget('menuitem', { name: 'New', on: { activate: () => say('New') } }),
    widget('menuitemcheckbox', { name: 'Autosave', on: { change: (item) => say(`Autosave: ${item.state.checked}`) } }),
    widget('separator'),
    widget('menuitem', { name: 'Quit', on: { activate: () => app.quit(0) } }),
  ];
  const help = [widget('menuitem', { name: 'About', on: { activate: () => say('About') } })];
  const menu = (name: string, children: readonly Widget[]): Widget =>
    widget('menuitem', { name, size: { width: 64 }, expanded: false, children });
  return widget('menubar', { layout: 'row', children: [menu('File', file), menu('Help', help)] });
}

function labelled(label: string, options: WidgetOptions): readonly Widget[] {
  const text = widget('text', { name: label, size: { height: 16 } });
  return [text, widget(options.role, { ...options, name: label, labelledBy: text })];
}

function fields(say: Say): Widget {
  const [nameLabel, name] = labelled('Name', { role: 'textbox', nativeId: 'name' });
  const [passwordLabel, password] = labelled('Password', { role: 'textbox', protected: true });
  const [notesLabel, notes] = labelled('Notes', { role: 'textbox', multiline: true, size: { height: 72 } });
  const [readonlyLabel, fixed] = labelled('Read only', { role: 'textbox', readonly: true, text: 'fixed' });
  const greet = widget('button', { name: 'Greet', on: { activate: () => say(`Hello, ${name?.state.text}!`) } });
  const reveal = widget('button', {
    name: 'Password length',
    on: { activate: () => say(`Password length: ${[...(password?.state.text ?? '')].length}`) },
  });
  const all = [nameLabel, name, passwordLabel, password, notesLabel, notes, readonlyLabel, fixed];
  const buttons = widget('generic', { layout: 'row', children: [greet, reveal] });
  return widget('generic', { children: [...all.filter((each) => each !== undefined), buttons] });
}

function choices(say: Say): Widget {
  const radio = (name: string, checked: boolean): Widget =>
    widget('radio', { name, checked, size: { width: 80 }, on: { change: (each) => say(`Size: ${each.state.name}`) } });
  const colours = ['Red', 'Green', 'Blue'].map((name) => widget('option', { name, selected: name === 'Red' }));
  const source = widget('generic', { name: 'Drag me', color: 0xf5c542, size: { width: 110, height: 32 } });
  const target = widget('generic', {
    name: 'Drop here',
    color: 0x9fd8a4,
    size: { width: 110, height: 32 },
    on: { drop: (_, from) => say(`Dropped: ${from.state.name}`) },
  });
  return widget('generic', {
    children: [
      widget('checkbox', { name: 'Subscribe', on: { change: (each) => say(`Subscribe: ${each.state.checked}`) } }),
      widget('generic', { layout: 'row', children: [radio('Small', true), radio('Large', false)] }),
      ...labelled('Colour', {
        role: 'combobox',
        text: 'Red',
        children: colours,
        on: { change: sayText(say, 'Colour') },
      }),
      ...labelled('Amount', { role: 'spinbutton', value: 5, text: '5', on: { change: sayValue(say, 'Amount') } }),
      ...labelled('Volume', { role: 'slider', value: 50, on: { change: sayValue(say, 'Volume') } }),
      widget('progressbar', { name: 'Progress', value: 30 }),
      widget('generic', { layout: 'row', children: [source, target] }),
      widget('button', { name: 'Disabled', enabled: false }),
    ],
  });
}

function sayText(say: Say, what: string): (each: Widget) => void {
  return (each) => say(`${what}: ${each.state.text}`);
}

function sayValue(say: Say, what: string): (each: Widget) => void {
  return (each) => say(`${what}: ${each.state.value}`);
}

function collections(say: Say): Widget {
  const fruits = ['Apple', 'Banana', 'Cherry'].map((name) =>
    widget('listitem', { name, on: { change: () => say(`Fruit: ${name}`) } }),
  );
  const file = widget('treeitem', { name: 'main.ts', on: { change: () => say('File: main.ts') }, ...levelOf(2) });
  const folder = widget('treeitem', {
    name: 'src',
    expanded: true,
    on: {
      change: () => say('File: src'),
      doubleClick: (each) => {
        const expanded = each.state.expanded !== true;
        each.change({ expanded });
        file.change({ shown: expanded });
      },
    },
    ...levelOf(1),
  });
  const rows = Array.from({ length: 40 }, (_, index) =>
    widget('button', { name: `Row ${index + 1}`, on: { activate: () => say(`Row ${index + 1}`) } }),
  );
  return widget('generic', {
    children: [
      widget('list', { name: 'Fruits', children: fruits }),
      widget('tree', { name: 'Files', children: [folder, file] }),
      tabs(),
      widget('region', { name: 'Rows', viewportHeight: 110, children: rows }),
    ],
  });
}

function levelOf(level: number): Pick<WidgetOptions, 'attributes'> {
  return { attributes: { level: String(level) } };
}

function tabs(): Widget {
  const panel = (name: string, shown: boolean): Widget =>
    widget('tabpanel', { name, shown, children: [widget('text', { name: `${name} page`, size: { height: 16 } })] });
  const panels = [panel('First', true), panel('Second', false)];
  const show = (chosen: Widget): void => {
    for (const each of panels) each.change({ shown: each.state.name === chosen.state.name });
  };
  const tab = (name: string, selected: boolean): Widget => widget('tab', { name, selected, on: { change: show } });
  return widget('generic', {
    children: [widget('tablist', { layout: 'row', children: [tab('First', true), tab('Second', false)] }), ...panels],
  });
}
