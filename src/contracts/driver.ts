/** The port each platform implements: open a session, read what is there, act, and say what changed. */
import type { AccessibleNode, NodeId, NodeReading } from './accessibility.ts';
import type { DriverAct, Modifier } from './act.ts';
import type { Rect, Size } from './geometry.ts';
import type { RawImage } from './image.ts';
import type { Interference, PersonInput, PresenceWatch } from './presence.ts';

export type Platform = 'linux' | 'macos' | 'windows' | 'simulated';

/** `background`: an own session that never touches the person's desktop. `foreground`: the visible desktop, one at a time. */
export type Lane = 'background' | 'foreground';

/** What a driver can do. A missing capability is refused with CAPABILITY_MISSING, never worked around silently. */
export const capabilities = [
  'lane:background',
  'lane:foreground',
  'parallel',
  'accessibility',
  'accessible-actions',
  'pointer',
  'keyboard',
  'unicode-text',
  'capture:screen',
  'capture:window',
  'damage',
  'clipboard',
  'window-control',
  'presence',
] as const;
export type Capability = (typeof capabilities)[number];

/** One line of `codexqa doctor`: something tried for real, with the fix when it failed. */
export interface Probe {
  readonly name: string;
  readonly ok: boolean;
  /** What was seen: a version, a path, a time, or the reason for the failure. */
  readonly detail: string;
  /** The command or setting that mends it. */
  readonly fix?: string;
  /** Where in the system's own settings a person grants it: what `showSettings` takes. */
  readonly settings?: string;
  /** True when sessions work without it (fonts, spare tools). */
  readonly optional?: boolean;
}

export interface SessionOptions {
  readonly lane: Lane;
  /** Logical size and device scale (1 or 2 …). */
  readonly screen: Size & { readonly scale: number };
  /** BCP 47 with underscore and encoding as in POSIX: `C.UTF-8`, `de_DE.UTF-8`. */
  readonly locale: string;
  readonly colorScheme: 'light' | 'dark';
  /** Toolkit theme name; undefined leaves the toolkit's default. */
  readonly theme?: string;
  /** `hidden`: help bubbles never come onto the screen, so that no picture depends on where the pointer rests; `shown` by default. */
  readonly tooltips?: 'shown' | 'hidden';
  /** Who moves the pointer of the foreground lane; undefined: the driver itself. */
  readonly pointer?: 'nut-js';
  /** Environment added to every application of the session. */
  readonly env: Readonly<Record<string, string>>;
}

/** A session where nobody says otherwise. */
export const defaultSession: SessionOptions = {
  lane: 'background',
  screen: { width: 1280, height: 800, scale: 1 },
  locale: 'C.UTF-8',
  colorScheme: 'light',
  env: {},
};

/** A command line that starts an application. */
export interface AppCommand {
  /** The name it has in the configuration. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Working directory; undefined: the session's own HOME. */
  readonly cwd?: string;
  /** `several`: it may run more than once in one login session, so that sessions that share one need not take turns with it. */
  readonly instances?: 'one' | 'several';
}

export interface AppExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** True when we ended it ourselves. */
  readonly expected: boolean;
}

/** A running application of the session. */
export interface AppHandle {
  readonly id: string;
  readonly name: string;
  readonly pid: number;
  readonly command: readonly string[];
  /** Set once the process has ended. */
  readonly exit: AppExit | undefined;
  /** Everything it printed on both streams, the last 64 KiB. */
  output(): string;
}

export interface WindowInfo {
  readonly id: string;
  readonly title: string;
  /** Outer rectangle on the screen, decorations included. */
  readonly bounds: Rect;
  /** Where the application draws, decorations excluded. */
  readonly contentBounds: Rect;
  readonly pid: number | undefined;
  /** The application of ours that owns it, when known. */
  readonly appId: string | undefined;
  readonly active: boolean;
  readonly minimized: boolean;
  readonly modal: boolean;
  readonly kind: 'normal' | 'dialog' | 'popup' | 'notification' | 'other';
}

export type TreeScope = { readonly kind: 'desktop' } | { readonly kind: 'app'; readonly appId: string };

/** What changed, as it happens. Signals only wake up whoever waits: truth is a re-read. */
export type Signal =
  | {
      readonly kind: 'tree';
      readonly appId: string | undefined;
      readonly nodeId: NodeId;
      readonly change: 'children' | 'state' | 'text' | 'name' | 'value' | 'bounds' | 'selection' | 'other';
      /** For `state`: the toolkit's state name (`focused`, `checked`, `armed`); for `children`: `add` or `remove`. */
      readonly detail: string;
    }
  | { readonly kind: 'windows' }
  | { readonly kind: 'damage'; readonly area: Rect }
  | { readonly kind: 'clipboard' }
  /** Nothing that anyone waits for: a fact for the record. */
  | { readonly kind: 'interference'; readonly interference: Interference }
  | { readonly kind: 'app-exit'; readonly appId: string; readonly exit: AppExit }
  | { readonly kind: 'session-lost'; readonly reason: string };

export type CaptureTarget =
  | { readonly kind: 'screen' }
  | { readonly kind: 'area'; readonly area: Rect }
  /** One window without what covers it; drivers without `capture:window` refuse. */
  | { readonly kind: 'window'; readonly windowId: string };

export interface TreeOptions {
  /** Walks the toolkit again instead of trusting the driver's mirror. */
  readonly fresh: boolean;
  /**
   * Native ids are needed, even where they have to be asked for one by one (GTK 3). A fresh tree has them always; without
   * this another one has them where they cost nothing.
   */
  readonly nativeIds?: boolean;
}

/** One desktop in use by one worker, from open to close. */
export interface DriverSession {
  readonly id: string;
  readonly platform: Platform;
  readonly capabilities: ReadonlySet<Capability>;
  /** What shortcuts are held with, for `ControlOrMeta` in a chord. */
  readonly controlOrMeta: Extract<Modifier, 'Control' | 'Meta'>;
  /** Physical pixels. */
  readonly screen: Size & { readonly scale: number };
  /** Folder the applications see as HOME; new and empty after every `reset`. */
  readonly home: string;

  // reading: never changes anything
  apps(): readonly AppHandle[];
  /**
   * Roots of the accessible tree (top-level nodes, in toolkit order), children in place.
   * @throws APP_CRASHED, APP_UNRESPONSIVE, SESSION_LOST
   */
  tree(scope: TreeScope, options: TreeOptions): Promise<readonly AccessibleNode[]>;
  /** Live readings, one per id in order; undefined for elements that are gone. */
  read(ids: readonly NodeId[]): Promise<readonly (NodeReading | undefined)[]>;
  /** Windows bottom to top. */
  windows(): Promise<readonly WindowInfo[]>;
  /**
   * The cursor is never in the picture. A frame is taken whole: no tearing. `reuse` is an earlier picture that nobody
   * looks at any more: its memory may be taken for the new one (fresh memory costs more than the pixels).
   */
  capture(target: CaptureTarget, reuse?: RawImage): Promise<RawImage>;
  clipboard(): Promise<string>;
  onSignal(listener: (signal: Signal) => void): () => void;
  /** Why the session cannot go on; undefined while it lives. */
  lost(): string | undefined;
  /** In the foreground lane: undefined as long as nobody but this session has used mouse or keyboard since it was opened. */
  personInput?(): Promise<PersonInput | undefined>;

  // acting: only `session/perform.ts` calls these
  act(act: DriverAct): Promise<void>;
  launch(app: AppCommand): Promise<AppHandle>;
  /** Asks the application to end, then ends it: SIGTERM, after `graceMs` SIGKILL (or the platform's equivalent). */
  terminate(appId: string, options: { readonly graceMs: number }): Promise<AppExit>;

  // life
  /** Between tests: applications ended, new HOME, clipboard emptied, pointer parked, nothing held down. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** A window of the driver's own: a field for a name, and a button "Greet" that makes it say "Hello, <name>!". */
export interface TrialWindow {
  readonly command: AppCommand;
  /** Accessible name of the field; without one it is the only text box. */
  readonly field?: string;
  /** The button that ends it; without one it is closed as a window is. */
  readonly closeButton?: string;
  /** It has everything that the driver contract is checked on. */
  readonly isForm: boolean;
  /** Why this machine cannot show it; undefined where it can. */
  whyMissing(): Probe | undefined;
}

export interface DesktopDriver {
  readonly platform: Platform;
  readonly capabilities: ReadonlySet<Capability>;
  /** What a trial of this machine opens, uses and closes. */
  readonly trial: TrialWindow;
  /** What a person must know and can mend; each line tried for real. */
  probe(): Promise<readonly Probe[]>;
  /** Shows a person the page of the system's settings that a probe names. */
  showSettings?(page: string): Promise<void>;
  /** @throws DRIVER_UNAVAILABLE (with the fix), CAPABILITY_MISSING, SESSION_START_FAILED */
  open(options: SessionOptions): Promise<DriverSession>;
  /** With `presence`: follows lock, sleep, user switch and the display's power on the person's own desktop. */
  presence?(): Promise<PresenceWatch>;
  /** Starts a spare session in the background; the next `open` with the same options takes it. */
  prewarm?(options: SessionOptions): void;
  /** Ends a spare that nobody took; without it the spare ends with the process. */
  dispose?(): Promise<void>;
}
