/** What a spec holds for the whole desktop of its session. */
import type { ActionRecord } from '../contracts/action.ts';
import type { DriverSession, WindowInfo } from '../contracts/driver.ts';
import type { Gate, PauseGate } from '../contracts/gate.ts';
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import type { ImageSearchOptions, ImageShelf } from '../contracts/image-search.ts';
import type { EffectCounts, JournalSink, UnexpectedSignal } from '../contracts/journal.ts';
import type { Selector } from '../contracts/selector.ts';
import { App, type WindowOptions } from './app.ts';
import { Clipboard } from './clipboard.ts';
import { windowName } from './drift.ts';
import { Finder } from './finder.ts';
import { FrameMemory } from './frame-memory.ts';
import { type ImageLocator, imageIn } from './image-locator.ts';
import { setInterlude } from './interlude.ts';
import { Keyboard } from './keyboard.ts';
import { commandFor, type LaunchOptions, launchApp } from './launch.ts';
import { liveTree } from './live-tree.ts';
import { Locator } from './locator.ts';
import { Performer } from './perform.ts';
import { Recovery, type RecoveryParts, type Unexpected, type UnexpectedOptions } from './recovery.ts';
import type { Rehearsal } from './rehearsal.ts';
import { type AppSettings, type DesktopSettings, defaultSettings } from './settings.ts';
import {
  actionDeadline,
  DamageTrace,
  PlaceTrace,
  PointerTrace,
  type Stage,
  type StepHook,
  withoutSteps,
} from './stage.ts';
import { textMatch } from './text-match.ts';
import { changeWindow, Window } from './window.ts';
import { windowsOf } from './window-list.ts';

export interface DesktopParts {
  readonly session: DriverSession;
  readonly gate: Gate;
  readonly pauseGate: PauseGate;
  readonly journal: JournalSink;
  readonly apps: Readonly<Record<string, AppSettings>>;
  readonly settings?: Partial<DesktopSettings> | undefined;
  readonly testId?: string | undefined;
  readonly step?: StepHook | undefined;
  /** Knows the needles that `getByImage()` looks for. */
  readonly images?: ImageShelf | undefined;
  /** Asked when something unexpected stands in the way and no rule is for it. Without it the step fails as it would. */
  readonly stuck?: RecoveryParts['stuck'];
  /** A dry run: nothing is sent to the applications. */
  readonly rehearsal?: Rehearsal | undefined;
}

export function createDesktop(parts: DesktopParts): Desktop {
  const { session, gate, pauseGate, testId, rehearsal } = parts;
  const settings = { ...defaultSettings, ...parts.settings };
  const step = parts.step ?? withoutSteps;
  const recovery = new Recovery({
    session,
    journal: parts.journal,
    testId,
    timeoutMs: settings.actionTimeoutMs,
    activate: (window) => bringBack(stage, window),
    stuck: parts.stuck,
  });
  setInterlude(session, recovery);
  const journal = recovery.listening(parts.journal);
  const stage: Stage = {
    session,
    performer: new Performer({ session, gate, pauseGate, journal, testId, rehearsal }),
    settings,
    step: (title, body) => {
      const guarded = () => recovery.guard(title, body);
      return step(title, () => rehearsal?.attempt(title, guarded) ?? guarded());
    },
    recovery,
    rehearsal,
    pointer: new PointerTrace(),
    damage: DamageTrace.of(session),
    places: new PlaceTrace(),
    frames: new FrameMemory(session),
    images: parts.images,
    pixelWindows: new Set(),
  };
  return new Desktop(stage, parts.apps);
}

function bringBack(stage: Stage, window: WindowInfo): Promise<void> {
  const notActive = (now: WindowInfo): string | undefined => (now.active ? undefined : 'it is not active');
  return changeWindow(stage, windowName(window), window, { kind: 'activate' }, notActive);
}

/** Searches of the desktop itself look through every application: for popups of unknown owner. */
export class Desktop extends Finder<Locator> {
  readonly selector: Selector = { kind: 'root', root: { kind: 'desktop' } };
  readonly keyboard: Keyboard;
  readonly clipboard: Clipboard;
  readonly stage: Stage;
  readonly #appSettings: Readonly<Record<string, AppSettings>>;

  constructor(stage: Stage, apps: Readonly<Record<string, AppSettings>>) {
    super();
    this.stage = stage;
    this.#appSettings = apps;
    this.keyboard = new Keyboard(stage);
    this.clipboard = new Clipboard(stage);
  }

  /**
   * Starts an application, by its configured name or by a command, and waits for its first readable window.
   * @throws APP_UNKNOWN, APP_NOT_INSTALLED, APP_CRASHED, APP_START_TIMEOUT
   */
  launch(app: string | AppSettings, options: LaunchOptions = {}): Promise<App> {
    const command = commandFor(this.#appSettings, app, options);
    return this.stage.step(`launch ${command.name}`, async () => {
      return new App(this.stage, await launchApp(this.stage, command, options.timeout));
    });
  }

  /** Applications started in this session, ended ones included. */
  apps(): readonly App[] {
    return this.stage.session.apps().map((handle) => new App(this.stage, handle));
  }

  window({ title, exact }: WindowOptions = {}): Window {
    const match = title === undefined ? undefined : textMatch(title, exact);
    return new Window(this.stage, { kind: 'window', of: { kind: 'desktop' }, title: match });
  }

  async windows(): Promise<readonly Window[]> {
    const of = { kind: 'desktop' } as const;
    const found = await windowsOf(this.stage.session, { kind: 'window', of, title: undefined });
    return found.map(
      ({ id, title }) => new Window(this.stage, { kind: 'window', of, title: textMatch(title, true), windowId: id }),
    );
  }

  /** The screen as it is now, or an area of it. */
  screenshot({ area }: { readonly area?: Rect | undefined } = {}): Promise<RawImage> {
    return this.stage.session.capture(area === undefined ? { kind: 'screen' } : { kind: 'area', area });
  }

  /**
   * What to do when something unexpected comes up: an element that a locator finds (a dialog, a toast), or a signal of the
   * watchdog (`'crash'`, `'hang'`, `'focus-theft'` …). Handlers run before a step and between the attempts of one, as those of
   * Playwright's `page.addLocatorHandler` do; then the step goes on, once what the locator found is gone. The time a handler
   * takes counts for the step. A rule of the same locator or signal is replaced.
   *
   * @example
   * desktop.onUnexpected(desktop.getByRole('dialog', { name: 'Update' }), () => desktop.getByRole('button', { name: 'Later' }).click());
   */
  onUnexpected(
    when: Locator | UnexpectedSignal,
    handler: (unexpected: Unexpected) => unknown,
    options: UnexpectedOptions = {},
  ): void {
    this.stage.recovery.add({ when: whatOf(when), handler, options });
  }

  /** Takes a rule back. */
  offUnexpected(when: Locator | UnexpectedSignal): void {
    this.stage.recovery.remove(whatOf(when));
  }

  /**
   * A picture on the screen, by the name of a needle, its tag, or the path of a PNG. Clicks go to the needle's click point.
   *
   * @example
   * await desktop.getByImage('ok-button').click();
   */
  getByImage(image: string, options: ImageSearchOptions = {}): ImageLocator {
    return imageIn(this.stage, { kind: 'desktop' }, image, options);
  }

  ariaTree(): Promise<string> {
    return liveTree(this.stage.session, this.selector, actionDeadline(this.stage, undefined));
  }

  /** Everything done so far, with its effects. */
  records(): readonly ActionRecord[] {
    return this.stage.performer.records;
  }

  effectCounts(): EffectCounts {
    return this.stage.performer.effectCounts();
  }

  override toString(): string {
    return 'desktop';
  }

  protected locate(selector: Selector): Locator {
    return new Locator(this.stage, selector);
  }
}

function whatOf(when: Locator | UnexpectedSignal): Selector | UnexpectedSignal {
  return typeof when === 'string' ? when : when.selector;
}
