/** A text editor: menus, open and save dialogs that use real files, and a question about unsaved changes. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { RunningApp } from '../running-app.ts';
import { insertText, selectAll } from '../text-editing.ts';
import { type Widget, widget } from '../widget.ts';
import type { SimulatedWindow } from '../window.ts';

export function editor(app: RunningApp): void {
  new Editor(app).open(app.args[0]);
}

class Editor {
  readonly #app: RunningApp;
  readonly #page: Widget;
  readonly #root: Widget;
  #path: string | undefined;
  #saved = '';

  constructor(app: RunningApp) {
    this.#app = app;
    this.#page = widget('textbox', {
      name: 'Document',
      multiline: true,
      size: { width: 640, height: 360 },
      on: { change: () => this.#retitle() },
    });
    this.#root = widget('window', { name: 'Untitled - Editor', children: [this.#menus(), this.#page] });
  }

  open(path: string | undefined): void {
    const window = this.#app.open({
      kind: 'normal',
      root: this.#root,
      shortcuts: {
        'Control+n': () => this.#start(),
        'Control+o': () => this.#askPath('Open File', (chosen) => this.#load(chosen)),
        'Control+s': () => this.#save(),
        'Control+Shift+S': () => this.#saveAs(),
        'Control+q': () => this.#app.requestClose(window),
      },
      mayClose: () => this.#unsaved() === false || this.#askToSave(window),
    });
    window.focus = this.#page;
    if (path !== undefined) this.#load(path);
  }

  #menus(): Widget {
    const item = (name: string, activate: () => void): Widget => widget('menuitem', { name, on: { activate } });
    const file = [
      item('New', () => this.#start()),
      item('Open…', () => this.#askPath('Open File', (path) => this.#load(path))),
      item('Save', () => this.#save()),
      item('Save As…', () => this.#saveAs()),
      item('Quit', () => this.#quit()),
    ];
    const edit = [
      item('Select All', () => selectAll(this.#page)),
      item('Clear', () => {
        selectAll(this.#page);
        insertText(this.#page, '');
      }),
    ];
    return widget('menubar', {
      layout: 'row',
      children: [
        widget('menuitem', { name: 'File', size: { width: 64 }, expanded: false, children: file }),
        widget('menuitem', { name: 'Edit', size: { width: 64 }, expanded: false, children: edit }),
      ],
    });
  }

  #quit(): void {
    for (const window of this.#app.windows()) {
      if (window.kind === 'normal') this.#app.requestClose(window);
    }
  }

  #unsaved(): boolean {
    return this.#page.state.text !== this.#saved;
  }

  #retitle(): void {
    const mark = this.#unsaved() ? '*' : '';
    const name = this.#path === undefined ? 'Untitled' : basename(this.#path);
    this.#root.change({ name: `${mark}${name} - Editor` });
  }

  #start(): void {
    this.#path = undefined;
    this.#saved = '';
    this.#page.change({ text: '' });
    this.#retitle();
  }

  #load(path: string): void {
    const full = resolve(this.#app.home, path);
    if (!existsSync(full)) {
      this.#tell(`The file ${full} does not exist.`);
      return;
    }
    this.#path = full;
    this.#saved = readFileSync(full, 'utf8');
    this.#page.change({ text: this.#saved });
    this.#retitle();
  }

  #save(afterwards: () => void = () => {}): void {
    if (this.#path === undefined) this.#saveAs(afterwards);
    else this.#write(this.#path, afterwards);
  }

  #saveAs(afterwards: () => void = () => {}): void {
    this.#askPath('Save File', (path) => this.#write(resolve(this.#app.home, path), afterwards));
  }

  #write(path: string, afterwards: () => void): void {
    const text = this.#page.state.text ?? '';
    try {
      writeFileSync(path, text);
    } catch (error) {
      this.#tell(`Could not save ${path}: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.#path = path;
    this.#saved = text;
    this.#retitle();
    afterwards();
  }

  #askPath(title: string, use: (path: string) => void): void {
    const name = widget('textbox', { name: 'Name', size: { width: 360 } });
    const accept = title.startsWith('Open') ? 'Open' : 'Save';
    this.#ask(
      title,
      [name],
      [
        [
          accept,
          () => {
            if (name.state.text !== '') use(name.state.text ?? '');
          },
        ],
        ['Cancel', () => {}],
      ],
    );
  }

  /** Always keeps the window open: the answer decides what happens next. */
  #askToSave(window: SimulatedWindow): false {
    this.#ask(
      'Unsaved Changes',
      [widget('text', { name: 'Save the changes before closing?' })],
      [
        ['Save', () => this.#save(() => this.#app.close(window))],
        ["Don't Save", () => this.#app.close(window)],
        ['Cancel', () => {}],
      ],
    );
    return false;
  }

  #tell(message: string): void {
    this.#ask('Error', [widget('text', { name: message })], [['OK', () => {}]]);
  }

  #ask(title: string, content: readonly Widget[], answers: readonly (readonly [string, () => void])[]): void {
    const buttons = answers.map(([name, act]) =>
      widget('button', {
        name,
        on: {
          activate: () => {
            this.#app.close(dialog);
            act();
          },
        },
      }),
    );
    const [first] = buttons;
    const row = widget('generic', { layout: 'row', children: buttons });
    const dialog = this.#app.open({
      kind: 'dialog',
      modal: true,
      root: widget('dialog', { name: title, children: [...content, row] }),
      ...(first === undefined ? {} : { defaultButton: first }),
    });
  }
}
