/** What a spec holds for a window: its elements, its place and what the window manager can do with it. */
import type { WindowChange } from '../contracts/act.ts';
import type { WindowInfo } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { formatRect, type Point, type Rect, type Size, sameRect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import type { ImageSearchOptions } from '../contracts/image-search.ts';
import type { Selector } from '../contracts/selector.ts';
import { onScreen } from './capture.ts';
import { Finder } from './finder.ts';
import { type ImageLocator, imageIn } from './image-locator.ts';
import { liveTree } from './live-tree.ts';
import { Locator } from './locator.ts';
import type { Purpose } from './perform.ts';
import type { TimeoutOption } from './point-actions.ts';
import { type Answer, ReadBack } from './read-back.ts';
import { again, done, retry } from './retry.ts';
import { selectorCode } from './selector-code.ts';
import { actionDeadline, type Stage } from './stage.ts';
import { findWindow, type WindowRoot, windowsOf, windowWords } from './window-list.ts';

export class Window extends Finder<Locator> {
  readonly selector: Selector;
  readonly root: WindowRoot;
  /** For the expectations; specs do not need it. */
  readonly stage: Stage;

  constructor(stage: Stage, root: WindowRoot) {
    super();
    this.stage = stage;
    this.root = root;
    this.selector = { kind: 'root', root };
  }

  async title(options: TimeoutOption = {}): Promise<string> {
    return (await this.info(options)).title;
  }

  /** Outer rectangle on the screen, decorations included. */
  async bounds(options: TimeoutOption = {}): Promise<Rect> {
    return (await this.info(options)).bounds;
  }

  /** Everything the window list says about it. @throws WINDOW_NOT_FOUND, LOCATOR_NOT_UNIQUE */
  info(options: TimeoutOption = {}): Promise<WindowInfo> {
    return findWindow(this.stage.session, this.root, actionDeadline(this.stage, options.timeout));
  }

  async isVisible(): Promise<boolean> {
    return (await windowsOf(this.stage.session, this.root)).some((window) => !window.minimized);
  }

  /** To the front and in charge of the keyboard. */
  activate(options: TimeoutOption = {}): Promise<void> {
    return this.#change({ kind: 'activate' }, options, (now) => (now.active ? undefined : 'it is not active'));
  }

  /** As by its close button. A question about unsaved work counts as an answer: the spec has to deal with it. */
  close(options: TimeoutOption = {}): Promise<void> {
    return this.#change({ kind: 'close' }, options, () => 'it is still open');
  }

  minimize(options: TimeoutOption = {}): Promise<void> {
    return this.#change({ kind: 'minimize' }, options, (now) => (now.minimized ? undefined : 'it is not minimized'));
  }

  maximize(options: TimeoutOption = {}): Promise<void> {
    const { width, height } = this.stage.session.screen;
    return this.#change({ kind: 'maximize' }, options, (now, before) => {
      const fills = now.bounds.width >= width * 0.9 && now.bounds.height >= height * 0.85;
      return fills || !sameRect(now.bounds, before.bounds) ? undefined : `it is as before (${formatRect(now.bounds)})`;
    });
  }

  restore(options: TimeoutOption = {}): Promise<void> {
    return this.#change({ kind: 'restore' }, options, (now, before) => {
      const back = before.minimized ? !now.minimized : !sameRect(now.bounds, before.bounds);
      return back ? undefined : 'it is as before';
    });
  }

  /** Moves its outer upper left corner. */
  moveTo(to: Point, options: TimeoutOption = {}): Promise<void> {
    return this.#change({ kind: 'move', to }, options, ({ bounds, contentBounds }) => {
      const there = [bounds, contentBounds].some((rect) => rect.x === to.x && rect.y === to.y);
      return there ? undefined : `it is at ${bounds.x},${bounds.y}`;
    });
  }

  /** Size of its content, decorations excluded. */
  resizeTo(to: Size, options: TimeoutOption = {}): Promise<void> {
    return this.#change({ kind: 'resize', to }, options, ({ contentBounds: { width, height } }) =>
      width === to.width && height === to.height ? undefined : `its content is ${width}x${height}`,
    );
  }

  /** @throws WINDOW_NOT_FOUND, DEADLINE_EXCEEDED when it does not go away */
  waitFor(options: { readonly state?: 'visible' | 'hidden' | undefined } & TimeoutOption = {}): Promise<void> {
    const wanted = options.state ?? 'visible';
    const deadline = actionDeadline(this.stage, options.timeout);
    return this.stage.step(`waitFor ${wanted} ${this}`, async () => {
      if (wanted === 'visible') {
        await findWindow(this.stage.session, this.root, deadline);
        return;
      }
      const gone = await retry(this.stage.session, deadline, async () =>
        (await this.isVisible()) ? again : done(true),
      );
      if (gone === true) return;
      throw new CodexqaError(
        'DEADLINE_EXCEEDED',
        `waited ${deadline.timeoutMs} ms for ${windowWords(this.root)} to close`,
        {
          fix: 'check what should have closed it; an open question may hold it',
        },
      );
    });
  }

  /** The window as the screen shows it now. */
  async screenshot(options: TimeoutOption = {}): Promise<RawImage> {
    const { bounds } = await this.info(options);
    const area = onScreen(this.stage, bounds, windowWords(this.root));
    return this.stage.session.capture({ kind: 'area', area });
  }

  /** A picture in what the application draws in it, by the name of a needle, its tag, or the path of a PNG; see `desktop.getByImage`. */
  getByImage(image: string, options: ImageSearchOptions = {}): ImageLocator {
    return imageIn(this.stage, this.root, image, options);
  }

  ariaTree(options: TimeoutOption = {}): Promise<string> {
    return liveTree(this.stage.session, this.selector, actionDeadline(this.stage, options.timeout));
  }

  override toString(): string {
    return selectorCode(this.selector);
  }

  protected locate(selector: Selector): Locator {
    return new Locator(this.stage, selector);
  }

  /** `wrong` says what is not yet as wanted; a window that is gone answers to `close` only. */
  #change(
    change: WindowChange,
    options: TimeoutOption,
    wrong: (now: WindowInfo, before: WindowInfo) => string | undefined,
  ): Promise<void> {
    return this.stage.step(`${change.kind} ${this}`, async () => {
      const before = await this.info(options);
      await changeWindow(this.stage, windowWords(this.root), before, change, wrong);
    });
  }
}

/** Through the one door, verified on the window list. @throws ACTION_NO_EFFECT */
export async function changeWindow(
  stage: Stage,
  description: string,
  before: WindowInfo,
  change: WindowChange,
  wrong: (now: WindowInfo, before: WindowInfo) => string | undefined,
): Promise<void> {
  const { appId } = before;
  const target = { description, windowId: before.id, ...(appId === undefined ? {} : { appId }) };
  const purpose: Purpose = { verb: `${change.kind} window`, target, shown: changeWords(change) };
  const known = new Set((await stage.session.windows()).map((window) => window.id));
  const proof = new ReadBack<void>(stage.session, {
    timeoutMs: Math.max(stage.settings.effectTimeoutMs, 1),
    ask: async (): Promise<Answer> => {
      const windows = await stage.session.windows();
      const now = windows.find((window) => window.id === before.id);
      if (now === undefined) return goneAnswer(change);
      const question = windows.find(
        (window) => !known.has(window.id) && window.kind !== 'other' && window.appId === appId,
      );
      if (change.kind === 'close' && question !== undefined) {
        return { kind: 'match', evidence: `window "${question.title}" opened instead` };
      }
      const reason = wrong(now, before);
      return reason === undefined
        ? { kind: 'match', evidence: `window "${now.title}" is at ${formatRect(now.bounds)}` }
        : { kind: 'differs', seen: reason };
    },
    failure: (seen) =>
      new CodexqaError(
        'ACTION_NO_EFFECT',
        `${purpose.verb}${purpose.shown === '' ? '' : ` ${purpose.shown}`}: asked of ${description}, but ${seen}`,
        {
          fix: 'the application or the window manager may refuse it: check that a person could do it',
        },
      ),
  });
  await stage.performer.act(purpose, { kind: 'window', windowId: before.id, change }, proof);
}

function goneAnswer(change: WindowChange): Answer {
  return change.kind === 'close'
    ? { kind: 'match', evidence: 'the window is gone' }
    : { kind: 'differs', seen: 'the window is gone' };
}

function changeWords(change: WindowChange): string {
  if (change.kind === 'move') return `to ${change.to.x},${change.to.y}`;
  return change.kind === 'resize' ? `to ${change.to.width}x${change.to.height}` : '';
}
