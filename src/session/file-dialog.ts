/** File choosers that run inside the application, of GTK and Qt: a path is typed as a person would type it. */
import { statSync } from 'node:fs';
import type { AppHandle, WindowInfo } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { Selector, SelectorRoot } from '../contracts/selector.ts';
import { Deadline } from '../support/deadline.ts';
import { look } from './find.ts';
import { Keyboard } from './keyboard.ts';
import { click, type TimeoutOption } from './point-actions.ts';
import { type Attempt, again, done, retry } from './retry.ts';
import { actionDeadline, type Stage } from './stage.ts';
import { fill, press } from './text-actions.ts';
import { changeWindow } from './window.ts';

export interface SaveOptions {
  /** Answers the question whether an existing file may be replaced. Without it such a question is an error. */
  readonly overwrite?: boolean | undefined;
}

/** Names of the accepting button, in toolkit English; other languages are accepted by Enter. */
const acceptNames = /^(save|save as|open|ok|choose|select)$/iu;
/** How long the dialog may take to answer before it is asked again; twice as long each time, for asking stops its work. */
const acceptMs = 700;

/** How long a dialog may take to show its field after the key. */
const keyAgainMs = 1500;

/** Button names of the question about an existing file, in toolkit English. */
const replaceNames = /^(replace|overwrite|yes)$/iu;

interface OpenDialog extends WindowInfo {
  /** Windows of the application that were there before a path was entered: a question comes in a new one. */
  readonly known: ReadonlySet<string>;
}

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
      await this.#accept(dialog, path, undefined);
    });
  }

  /** Chooses where to save. @throws ACTION_NOT_POSSIBLE when the file exists and `overwrite` is not set */
  save(path: string, options: SaveOptions = {}): Promise<void> {
    return this.#stage.step(`fileDialog.save ${path}`, async () => {
      const dialog = await this.#dialog();
      const before = modifiedAt(path);
      await this.#accept(dialog, path, options.overwrite === true);
      await this.#written(path, before);
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

  /**
   * Enters the path and accepts, until the dialog is gone: GTK loads the folder first and ignores what comes meanwhile,
   * and a list of completions swallows one Enter or click. The path is entered at once, and only then typed: Qt 5 looks
   * up every prefix that is typed, and at times accepts nothing any more afterwards. GTK 4 opens by Enter, not by its button.
   */
  async #accept(dialog: OpenDialog, path: string, overwrite: boolean | undefined): Promise<void> {
    let deadline: Deadline | undefined;
    for (let tries = 0; await this.#enter(dialog, path, tries); tries++) {
      // its time to answer begins when it has been asked: finding the field takes a busy dialog long enough
      deadline ??= this.#deadline();
      const patienceMs = acceptMs * 2 ** tries;
      const next = await this.#afterAccept(dialog, deadline.within(patienceMs));
      if (next === 'closed') return;
      if (next === 'question') {
        await this.#answerReplace(dialog, path, overwrite);
        if ((await this.#afterAccept(dialog, deadline.within(patienceMs))) === 'closed') return;
      }
      if (deadline.passed && (await this.#isOpen(dialog))) throw stillOpen(dialog, path);
    }
  }

  /** False when the dialog has gone: it answered the try before this one late, and no key may reach what lies below it. */
  async #enter(dialog: OpenDialog, path: string, tries: number): Promise<boolean> {
    const isFirst = tries === 0;
    if (!isFirst && !(await this.#isOpen(dialog))) return false;
    try {
      const entering = tries % 2 === 0 ? 'at-once' : 'typed';
      await fill(this.#stage, await this.#pathField(dialog), path, this.#options, 'enter path', entering);
      await this.#acceptOnce(dialog, tries % 2 === ((await this.#opensByEnter(dialog)) ? 1 : 0));
      return true;
    } catch (error) {
      if (!isFirst && !(await this.#isOpen(dialog))) return false;
      throw error;
    }
  }

  /** GTK 4's chooser takes a typed path by Enter only, and is the one that the toolkit does not call a dialog. */
  async #opensByEnter(dialog: WindowInfo): Promise<boolean> {
    const { found } = await look(this.#stage.session, this.#within(dialog), false);
    return found.some(({ node, windowId }) => windowId === dialog.id && node.role === 'window');
  }

  /** By the accepting button where it is wanted and can be pressed, by Enter in the field otherwise. */
  async #acceptOnce(dialog: OpenDialog, byButton: boolean): Promise<void> {
    const within = this.#within(dialog);
    const button = buttonNamed(within, acceptNames);
    const { found } = await look(this.#stage.session, button, true);
    const [only] = found;
    if (byButton && found.length === 1 && only?.reading.states.enabled === true) {
      return click(this.#stage, button, { ...this.#options, effect: 'optional' }, 'accept');
    }
    return press(this.#stage, await this.#pathField(dialog), 'Enter', { ...this.#options, effect: 'optional' });
  }

  async #afterAccept(dialog: OpenDialog, deadline: Deadline): Promise<'closed' | 'question' | 'open'> {
    const within: Selector = { kind: 'root', root: this.#root };
    const result = await retry(this.#stage.session, deadline, async (fresh) => {
      if (!(await this.#isOpen(dialog))) return done('closed' as const);
      const { found } = await look(this.#stage.session, buttonNamed(within, replaceNames), fresh);
      const asked = found.some(({ windowId }) => windowId !== undefined && !dialog.known.has(windowId));
      return asked ? done('question' as const) : again;
    });
    return result ?? 'open';
  }

  async #answerReplace(dialog: OpenDialog, path: string, overwrite: boolean | undefined): Promise<void> {
    const button = buttonNamed({ kind: 'root', root: this.#root }, replaceNames);
    if (overwrite === true) return click(this.#stage, button, this.#options, 'confirm replace');
    throw new CodexqaError(
      'ACTION_NOT_POSSIBLE',
      `${path} exists and the application asks whether to replace it (dialog "${dialog.title}")`,
      { fix: 'pass { overwrite: true }, or save under another name' },
    );
  }

  /** Save dialogs and Qt's always show a field for the name; GTK's open dialogs show one after Control+L. */
  async #pathField(dialog: WindowInfo): Promise<Selector> {
    const within = this.#within(dialog);
    const visible = await this.#editable(within, false);
    if (visible !== undefined || !(await this.#isOpen(dialog))) return visible ?? this.#gone(dialog);
    const field = await this.#fieldByKey(within);
    if (field !== undefined) return field;
    throw new CodexqaError('ACTION_NOT_POSSIBLE', `the dialog "${dialog.title}" shows no field for a path`, {
      fix: 'operate the dialog with locators: it is not one of the known file choosers',
    });
  }

  /** A dialog that is still being built does not hear the key: it is pressed again. */
  async #fieldByKey(within: Selector): Promise<Selector | undefined> {
    const deadline = this.#deadline();
    let pressedAt = Number.NEGATIVE_INFINITY;
    return retry(this.#stage.session, deadline, async (fresh): Promise<Attempt<Selector>> => {
      const found = await this.#editable(within, fresh);
      if (found !== undefined) return done(found);
      if (performance.now() - pressedAt > keyAgainMs) {
        await new Keyboard(this.#stage).press('Control+L');
        pressedAt = performance.now();
      }
      return again;
    });
  }

  #gone(dialog: WindowInfo): never {
    throw new CodexqaError('WINDOW_NOT_FOUND', `the file dialog "${dialog.title}" closed before a path was entered`, {
      fix: 'see the last actions: something else answered it',
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

  /** Dialogs close before the application writes. An application that writes elsewhere is not waited for any longer. */
  async #written(path: string, before: number | undefined): Promise<void> {
    const { session, settings } = this.#stage;
    await retry(session, Deadline.after(settings.effectTimeoutMs), async () =>
      modifiedAt(path) === before ? again : done(true),
    );
  }

  async #isOpen(dialog: WindowInfo): Promise<boolean> {
    return (await this.#stage.session.windows()).some((window) => window.id === dialog.id);
  }

  async #dialog(): Promise<OpenDialog> {
    const deadline = this.#deadline();
    const found = await retry(this.#stage.session, deadline, async (): Promise<Attempt<OpenDialog>> => {
      const windows = (await this.#stage.session.windows()).filter((window) => window.appId === this.#app.id);
      const dialog = windows.findLast((window) => window.kind === 'dialog' || window.modal);
      const known = new Set(windows.map(({ id }) => id));
      return dialog === undefined ? again : done({ ...dialog, known });
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

function stillOpen(dialog: WindowInfo, path: string): CodexqaError {
  return new CodexqaError(
    'ACTION_NO_EFFECT',
    `the file dialog "${dialog.title}" is still open after ${path} was entered`,
    { fix: 'check that the path is absolute, and that its folder exists' },
  );
}

function modifiedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function buttonNamed(within: Selector, pattern: RegExp): Selector {
  return { kind: 'role', within, role: 'button', options: { name: { pattern, exact: false } } };
}
