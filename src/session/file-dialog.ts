/** File choosers that run inside the application, of GTK and Qt: a path is typed as a person would type it. */
import { existsSync } from 'node:fs';
import type { AppHandle, WindowInfo } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { Selector, SelectorRoot } from '../contracts/selector.ts';
import type { Deadline } from '../support/deadline.ts';
import { look } from './find.ts';
import { click, type TimeoutOption } from './point-actions.ts';
import { type Attempt, again, done, retry } from './retry.ts';
import { actionDeadline, type Stage } from './stage.ts';
import { fill, press } from './text-actions.ts';
import { changeWindow } from './window.ts';

export interface SaveOptions {
  /** Answers the question whether an existing file may be replaced. Without it such a question is an error. */
  readonly overwrite?: boolean | undefined;
}

/** Button names of the question about an existing file, in toolkit English. */
const replaceNames = /^(replace|overwrite|yes)$/iu;

export class FileDialog {
  readonly #stage: Stage;
  readonly #root: SelectorRoot;
  readonly #app: AppHandle;
  readonly #options: TimeoutOption;

  constructor(stage: Stage, root: SelectorRoot, app: AppHandle, options: TimeoutOption) {
    this.#stage = stage;
    this.#root = root;
    this.#app = app;
    this.#options = options;
  }

  /** Chooses an existing file by its absolute path. @throws WINDOW_NOT_FOUND when no dialog is open */
  open(path: string): Promise<void> {
    return this.#stage.step(`fileDialog.open ${path}`, async () => {
      const dialog = await this.#dialog();
      await this.#enter(dialog, path);
      await this.#assertClosed(dialog, path);
    });
  }

  /** Chooses where to save. @throws ACTION_NOT_POSSIBLE when the file exists and `overwrite` is not set */
  save(path: string, options: SaveOptions = {}): Promise<void> {
    return this.#stage.step(`fileDialog.save ${path}`, async () => {
      const existed = existsSync(path);
      const dialog = await this.#dialog();
      await this.#enter(dialog, path);
      if (existed) await this.#answerReplace(dialog, path, options.overwrite === true);
      await this.#assertClosed(dialog, path);
    });
  }

  cancel(): Promise<void> {
    return this.#stage.step('fileDialog.cancel', async () => {
      const dialog = await this.#dialog();
      await changeWindow(
        this.#stage,
        `file dialog "${dialog.title}"`,
        dialog,
        { kind: 'close' },
        () => 'it is still open',
      );
    });
  }

  async #enter(dialog: WindowInfo, path: string): Promise<void> {
    const field = await this.#pathField(dialog);
    await fill(this.#stage, field, path, this.#options, 'enter path');
    await press(this.#stage, field, 'Enter', { ...this.#options, effect: 'required' });
  }

  /** Save dialogs and Qt's always show a field for the name; GTK's open dialogs show one after Control+L. */
  async #pathField(dialog: WindowInfo): Promise<Selector> {
    const within = this.#within(dialog);
    const visible = await this.#editable(within, false);
    if (visible !== undefined) return visible;
    const anything: Selector = {
      kind: 'nth',
      within: { kind: 'filter', within: focusedIn(within), visible: true },
      index: -1,
    };
    await press(this.#stage, anything, 'Control+L', { ...this.#options, effect: 'optional' });
    const deadline = this.#deadline();
    const field = await retry(this.#stage.session, deadline, async (fresh): Promise<Attempt<Selector>> => {
      const found = await this.#editable(within, fresh);
      return found === undefined ? again : done(found);
    });
    if (field !== undefined) return field;
    throw new CodexqaError('ACTION_NOT_POSSIBLE', `the dialog "${dialog.title}" shows no field for a path`, {
      fix: 'operate the dialog with locators: it is not one of the known file choosers',
    });
  }

  /** The single-line field for the name or path, as a selector; the focused one when there are several. */
  async #editable(within: Selector, fresh: boolean): Promise<Selector | undefined> {
    const fields: Selector = { kind: 'role', within, role: 'textbox', options: {} };
    const { found } = await look(this.#stage.session, fields, fresh);
    const usable = found
      .map(({ reading }, index) => ({ reading, index }))
      .filter(({ reading: { states } }) => states.editable && states.multiline !== true);
    const best = usable.find(({ reading }) => reading.states.focused) ?? usable.at(-1);
    return best === undefined ? undefined : { kind: 'nth', within: fields, index: best.index };
  }

  async #answerReplace(dialog: WindowInfo, path: string, overwrite: boolean): Promise<void> {
    const deadline = this.#deadline();
    const within: Selector = { kind: 'root', root: this.#root };
    const button: Selector = {
      kind: 'role',
      within,
      role: 'button',
      options: { name: { pattern: replaceNames, exact: false } },
    };
    const asked = await retry(this.#stage.session, deadline, async (fresh): Promise<Attempt<boolean>> => {
      const { found } = await look(this.#stage.session, button, fresh);
      const elsewhere = found.some(({ windowId }) => windowId !== dialog.id);
      if (elsewhere) return done(true);
      return (await this.#isOpen(dialog)) ? again : done(false);
    });
    if (asked !== true) return;
    if (overwrite) return click(this.#stage, button, this.#options, 'confirm replace');
    throw new CodexqaError('ACTION_NOT_POSSIBLE', `${path} exists and the application asks whether to replace it`, {
      fix: 'pass { overwrite: true }, or save under another name',
    });
  }

  async #assertClosed(dialog: WindowInfo, path: string): Promise<void> {
    const deadline = this.#deadline();
    const closed = await retry(this.#stage.session, deadline, async () =>
      (await this.#isOpen(dialog)) ? again : done(true),
    );
    if (closed === true) return;
    throw new CodexqaError(
      'ACTION_NO_EFFECT',
      `the file dialog "${dialog.title}" is still open after ${path} was entered`,
      {
        fix: 'check that the path is absolute, and that its folder exists',
      },
    );
  }

  async #isOpen(dialog: WindowInfo): Promise<boolean> {
    return (await this.#stage.session.windows()).some((window) => window.id === dialog.id);
  }

  async #dialog(): Promise<WindowInfo> {
    const deadline = this.#deadline();
    const found = await retry(this.#stage.session, deadline, async (): Promise<Attempt<WindowInfo>> => {
      const windows = (await this.#stage.session.windows()).filter((window) => window.appId === this.#app.id);
      const dialog = windows.findLast((window) => window.kind === 'dialog' || window.modal);
      return dialog === undefined ? again : done(dialog);
    });
    if (found !== undefined) return found;
    throw new CodexqaError('WINDOW_NOT_FOUND', `application "${this.#app.name}" has no open file dialog`, {
      fix: 'open one first, for example with menu("File", "Open")',
    });
  }

  #within(dialog: WindowInfo): Selector {
    return { kind: 'root', root: { kind: 'window', of: this.#root, title: undefined, windowId: dialog.id } };
  }

  #deadline(): Deadline {
    return actionDeadline(this.#stage, this.#options.timeout);
  }
}

function focusedIn(within: Selector): Selector {
  const roles = ['table', 'tree', 'list', 'listbox', 'button', 'cell', 'row', 'generic'] as const;
  const [first, ...others] = roles.map((role): Selector => ({ kind: 'role', within, role, options: {} }));
  return others.reduce((either, other): Selector => ({ kind: 'or', within: either, other }), first ?? within);
}
