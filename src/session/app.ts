/** What a spec holds for a running application. */
import type { AppExit, AppHandle } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { ImageSearchOptions } from '../contracts/image-search.ts';
import type { Selector, SelectorRoot } from '../contracts/selector.ts';
import { appCrashed, describeExit } from './alive.ts';
import { FileDialog } from './file-dialog.ts';
import { Finder } from './finder.ts';
import { type ImageLocator, imageIn } from './image-locator.ts';
import { commandOf, launchApp } from './launch.ts';
import { liveTree } from './live-tree.ts';
import { Locator } from './locator.ts';
import { chooseMenu } from './menu.ts';
import type { TimeoutOption } from './point-actions.ts';
import { type Answer, ReadBack } from './read-back.ts';
import { again, done, retry } from './retry.ts';
import { actionDeadline, type Stage } from './stage.ts';
import { type TextPattern, textMatch } from './text-match.ts';
import { changeWindow, Window } from './window.ts';
import { windowsOf } from './window-list.ts';

export interface WindowOptions {
  readonly title?: TextPattern | undefined;
  /** Whole title, case-sensitive. */
  readonly exact?: boolean | undefined;
}

export class App extends Finder<Locator> {
  readonly selector: Selector;
  /** For the expectations; specs do not need it. */
  readonly stage: Stage;
  #handle: AppHandle;
  readonly #root: SelectorRoot;

  constructor(stage: Stage, handle: AppHandle) {
    super();
    this.stage = stage;
    this.#handle = handle;
    // read when it is needed: after a relaunch every locator of the application means the new process
    const idNow = (): string => this.#handle.id;
    this.#root = {
      kind: 'app',
      get appId() {
        return idNow();
      },
      appName: handle.name,
    };
    this.selector = { kind: 'root', root: this.#root };
  }

  get name(): string {
    return this.#handle.name;
  }

  get id(): string {
    return this.#handle.id;
  }

  get pid(): number {
    return this.#handle.pid;
  }

  /** Set once the process has ended. */
  get exit(): AppExit | undefined {
    return this.#handle.exit;
  }

  /** Everything it printed on both streams, the last 64 KiB. */
  output(): string {
    return this.#handle.output();
  }

  /** Lazy; without a title the application's only window. */
  window({ title, exact }: WindowOptions = {}): Window {
    const match = title === undefined ? undefined : textMatch(title, exact);
    return new Window(this.stage, { kind: 'window', of: this.#root, title: match });
  }

  /** Its windows and dialogs now, bottom to top. */
  async windows(): Promise<readonly Window[]> {
    const found = await windowsOf(this.stage.session, { kind: 'window', of: this.#root, title: undefined });
    return found.map(
      ({ id, title }) =>
        new Window(this.stage, { kind: 'window', of: this.#root, title: textMatch(title, true), windowId: id }),
    );
  }

  /** Waits until a window with that title is there. @throws WINDOW_NOT_FOUND */
  async waitForWindow(options: WindowOptions & TimeoutOption): Promise<Window> {
    const window = this.window(options);
    await window.waitFor({ timeout: options.timeout });
    return window;
  }

  /** Chooses from the menus by names as a person says them: `menu('File', 'Save As')`. */
  menu(...path: readonly string[]): Promise<void> {
    return this.stage.step(`menu ${path.join(' > ')}`, () => chooseMenu(this.stage, this.#root, path, {}));
  }

  /** The open file dialog of the application's toolkit. */
  fileDialog(options: TimeoutOption = {}): FileDialog {
    return new FileDialog(this.stage, this.#root, this.#handle, options);
  }

  /**
   * Closes its windows as a person does, then waits for the end of the process. Stops at a question (unsaved work):
   * the spec has to answer it.
   * @throws ACTION_NO_EFFECT when it neither ends nor asks
   */
  close(options: TimeoutOption = {}): Promise<void> {
    return this.stage.step(`close ${this.name}`, async () => {
      if (await this.#closeWindows()) return;
      const deadline = actionDeadline(this.stage, options.timeout ?? this.stage.settings.closeTimeoutMs);
      const ended = await retry(this.stage.session, deadline, async () =>
        this.exit === undefined ? again : done(this.exit),
      );
      if (ended === undefined) throw this.#stillRuns(deadline.timeoutMs);
      // closed on request: an exit code is its answer, only a signal is a crash
      if (ended.signal !== null && !ended.expected) throw appCrashed(this.#handle, ended);
    });
  }

  /** Ends the process: at once, or after `graceMs` for it to end by itself. */
  kill(options: { readonly graceMs?: number | undefined } = {}): Promise<AppExit> {
    const target = { description: this.name, appId: this.id };
    const proof = new ReadBack<AppExit>(this.stage.session, {
      timeoutMs: this.stage.settings.effectTimeoutMs,
      ask: async (exit): Promise<Answer> => ({ kind: 'match', evidence: `it ended ${describeExit(exit)}` }),
      failure: () => undefined,
    });
    return this.stage.step(`kill ${this.name}`, () =>
      this.stage.performer.terminate({ verb: 'kill', target, shown: '' }, this.id, options.graceMs ?? 0, proof),
    );
  }

  /**
   * Ends what is left of it and starts the same command again. Locators and windows that were made from it mean the new process.
   * @throws APP_CRASHED, APP_START_TIMEOUT, APP_NOT_INSTALLED
   */
  async relaunch(options: TimeoutOption = {}): Promise<void> {
    const command = commandOf(this.#handle);
    if (command === undefined) throw new CodexqaError('APP_UNKNOWN', `${this} was not started by this test`);
    if (this.exit === undefined) await this.kill();
    await this.stage.step(`relaunch ${this.name}`, async () => {
      this.#handle = await launchApp(this.stage, command, options.timeout);
    });
  }

  /** A picture in one of its windows, by the name of a needle, its tag, or the path of a PNG; see `desktop.getByImage`. */
  getByImage(image: string, options: ImageSearchOptions = {}): ImageLocator {
    return imageIn(this.stage, this.#root, image, options);
  }

  ariaTree(options: TimeoutOption = {}): Promise<string> {
    return liveTree(this.stage.session, this.selector, actionDeadline(this.stage, options.timeout));
  }

  override toString(): string {
    return `application "${this.name}"`;
  }

  protected locate(selector: Selector): Locator {
    return new Locator(this.stage, selector);
  }

  /** From the topmost window down; true when the application asks something instead of ending. */
  async #closeWindows(): Promise<boolean> {
    const { session } = this.stage;
    const root = { kind: 'window', of: this.#root, title: undefined } as const;
    const known = (await windowsOf(session, root)).toReversed();
    const mains = known.filter((window) => window.kind === 'normal');
    for (const main of mains.length > 0 ? mains : known) {
      if (this.exit !== undefined) return false;
      const what = `window "${main.title}" of ${this.name}`;
      await changeWindow(this.stage, what, main, { kind: 'close' }, () => 'it is still open');
      const now = await windowsOf(session, root);
      if (now.some(({ id }) => known.every((before) => before.id !== id))) return true;
    }
    return false;
  }

  #stillRuns(timeoutMs: number): CodexqaError {
    return new CodexqaError(
      'ACTION_NO_EFFECT',
      `close ${this.name}: its windows were closed, but it still runs after ${timeoutMs} ms`,
      {
        fix: 'applications that stay in the background must be ended with kill()',
      },
    );
  }
}
