/**
 * The real pointer and the windows of the visible desktop through nut.js, for those who ask for it (`pointer: 'nut-js'`): loaded
 * on demand. Text never goes through it: its typing drops characters.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { DriverAct, PointerButton, WindowChange } from '../contracts/act.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { Point, Size } from '../contracts/geometry.ts';

/** What of `@nut-tree/nut-js` is used. */
export interface NutModule {
  readonly mouse: {
    readonly config: { autoDelayMs: number };
    setPosition(point: Point): Promise<unknown>;
    getPosition(): Promise<Point>;
    pressButton(button: number): Promise<unknown>;
    releaseButton(button: number): Promise<unknown>;
  };
  readonly Button: Readonly<Record<'LEFT' | 'MIDDLE' | 'RIGHT', number>>;
  readonly providerRegistry: { getWindow(): NutWindows };
}

/** Windows by the number that the system gives them. */
export interface NutWindows {
  focusWindow(handle: number): Promise<boolean>;
  moveWindow(handle: number, to: Point): Promise<boolean>;
  resizeWindow(handle: number, to: Size): Promise<boolean>;
  minimizeWindow(handle: number): Promise<boolean>;
  restoreWindow(handle: number): Promise<boolean>;
}

type NutAct = Extract<DriverAct, { readonly kind: 'click' | 'hover' | 'drag' }>;
type NutChange = Exclude<WindowChange, { readonly kind: 'close' | 'maximize' }>;

/** What goes through nut.js: not the wheel, whose unit differs by platform there, and nothing that holds keys. */
export function isPlain(act: DriverAct): act is NutAct {
  return act.kind === 'hover' || ((act.kind === 'click' || act.kind === 'drag') && act.modifiers.length === 0);
}

/** nut.js neither closes nor maximizes. */
export function isForNut(change: WindowChange): change is NutChange {
  return change.kind !== 'close' && change.kind !== 'maximize';
}

/** A toolkit must see the pointer pass by before it takes a press for a drag. */
const betweenMovesMs = 5;
const packageName = '@nut-tree/nut-js';
const install = 'npm install --save-dev @nut-tree/nut-js@npm:@nut-tree-fork/nut-js@4.2.6';

export class NutJs {
  readonly #nut: NutModule;

  constructor(nut: NutModule) {
    this.#nut = nut;
    // its own pause after every call, 100 ms, is for people who watch
    nut.mouse.config.autoDelayMs = 0;
  }

  /** @throws DRIVER_UNAVAILABLE with the command that installs it */
  static async load(load: () => Promise<unknown> = () => import(packageName)): Promise<NutJs> {
    try {
      const loaded = (await load()) as { readonly default?: NutModule } & NutModule;
      return new NutJs(loaded.mouse === undefined ? (loaded.default ?? loaded) : loaded);
    } catch (cause) {
      throw new CodexqaError('DRIVER_UNAVAILABLE', `pointer: 'nut-js' needs ${packageName}, which did not load`, {
        fix: install,
        cause,
      });
    }
  }

  /** Moves and makes sure that it is there: before a button goes down its place must be certain. @throws ACTION_NOT_POSSIBLE */
  async moveTo({ x, y }: Point): Promise<void> {
    const { mouse } = this.#nut;
    await mouse.setPosition({ x, y });
    const seen = await mouse.getPosition();
    if (seen.x === x && seen.y === y) return;
    throw new CodexqaError('ACTION_NOT_POSSIBLE', `the pointer was sent to ${x},${y} and is at ${seen.x},${seen.y}`, {
      fix: 'leave the mouse alone during the act; a program that confines the pointer must be ended',
    });
  }

  /** The rest of a pointer act, once the pointer is on its first point. */
  async use(act: NutAct): Promise<void> {
    const { mouse } = this.#nut;
    switch (act.kind) {
      case 'hover':
        return;
      case 'click':
        for (let count = 0; count < act.count; count++) {
          await mouse.pressButton(this.#button(act.button));
          await mouse.releaseButton(this.#button(act.button));
        }
        return;
      case 'drag':
        await mouse.pressButton(this.#button(act.button));
        try {
          for (const point of wayOf(act)) {
            await delay(betweenMovesMs);
            await mouse.setPosition(point);
          }
        } finally {
          await mouse.releaseButton(this.#button(act.button));
        }
    }
  }

  /** Of a whole window, its frame included. @throws ACTION_NOT_POSSIBLE when nut.js says that it did not happen */
  async changeWindow(handle: number, change: NutChange): Promise<void> {
    if (await this.#changed(handle, change)) return;
    throw new CodexqaError('ACTION_NOT_POSSIBLE', `nut.js did not ${change.kind} the window ${handle}`, {
      fix: "leave pointer: 'nut-js' out: the driver has ways of its own",
    });
  }

  #changed(handle: number, change: NutChange): Promise<boolean> {
    const windows = this.#nut.providerRegistry.getWindow();
    switch (change.kind) {
      case 'activate':
        return windows.focusWindow(handle);
      case 'minimize':
        return windows.minimizeWindow(handle);
      case 'restore':
        return windows.restoreWindow(handle);
      case 'move':
        return windows.moveWindow(handle, change.to);
      case 'resize':
        return windows.resizeWindow(handle, change.to);
    }
  }

  #button(button: PointerButton): number {
    const { Button } = this.#nut;
    return { left: Button.LEFT, middle: Button.MIDDLE, right: Button.RIGHT }[button];
  }
}

function wayOf({ from, to, steps }: Extract<NutAct, { readonly kind: 'drag' }>): readonly Point[] {
  const count = Math.max(2, steps);
  return Array.from({ length: count }, (_, step) => {
    const part = (step + 1) / count;
    return { x: Math.round(from.x + (to.x - from.x) * part), y: Math.round(from.y + (to.y - from.y) * part) };
  });
}
