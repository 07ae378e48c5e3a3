/** The pointer: clicks, hovering, dragging and the wheel. */
import type { DriverAct, PointerButton } from '../../../contracts/act.ts';
import type { Point, Size } from '../../../contracts/geometry.ts';
import { Bell, Deadline } from '../../../support/deadline.ts';
import type { NutJs } from '../../../support/nut-js.ts';
import { activateUnderPointer } from '../display/window-focus.ts';
import type { WindowList } from '../display/window-list.ts';
import type { XConnection } from '../display/x-connection.ts';
import type { ClickSpacing } from './click-spacing.ts';
import { DragWatch } from './drag-watch.ts';
import type { Input } from './input.ts';
import type { Keyboard } from './keyboard.ts';
import { drainInput } from './queue-drain.ts';

type Act<Kind extends DriverAct['kind']> = Extract<DriverAct, { readonly kind: Kind }>;

const buttonNumbers: Readonly<Record<PointerButton, number>> = { left: 1, middle: 2, right: 3 };
/** Two exchanges of position and status, in which nobody had anything new to say. */
const quietRounds = 4;
/** GTK hands out moves once per frame of its display. */
const frameMs = 20;
/** A drag whose cursor never comes to rest (an animated one) is let go all the same. */
const settleTimeoutMs = 2_000;
/** Buttons 1 to 5 in a state of keys and buttons. */
const anyButton = 0x1f00;
const lookAgainMs = 2;
const wheel = { up: 4, down: 5, left: 6, right: 7 } as const;

export interface PointerParts {
  readonly x: XConnection;
  readonly input: Input;
  readonly keyboard: Keyboard;
  readonly spacing: ClickSpacing;
  readonly windows: WindowList;
  /** On a display whose window manager is the person's. */
  readonly isVisible: boolean;
  /** Moves and clicks in our place, without held keys. A drag stays ours: source and target agree on a drop while it lasts. */
  readonly nut: NutJs | undefined;
}

export class Pointer {
  readonly #x: XConnection;
  readonly #input: Input;
  readonly #keyboard: Keyboard;
  readonly #spacing: ClickSpacing;
  readonly #windows: WindowList;
  readonly #isVisible: boolean;
  readonly #nut: NutJs | undefined;

  constructor({ x, input, keyboard, spacing, windows, isVisible, nut }: PointerParts) {
    this.#x = x;
    this.#input = input;
    this.#keyboard = keyboard;
    this.#spacing = spacing;
    this.#windows = windows;
    this.#isVisible = isVisible;
    this.#nut = nut;
  }

  async click(act: Act<'click'>): Promise<void> {
    const button = buttonNumbers[act.button];
    const point = await this.#spacing.place({ point: act.point, button, count: act.count, nodeId: act.address.nodeId });
    const nut = act.modifiers.length === 0 ? this.#nut : undefined;
    await this.#move(point, nut);
    await activateUnderPointer(this.#x, this.#windows);
    if (nut === undefined) {
      this.#keyboard.hold(act.modifiers, () => {
        for (let click = 0; click < act.count; click += 1) this.#press(button);
      });
    } else await nut.use(act);
    await this.#arrived();
  }

  async hover(act: Act<'hover'>): Promise<void> {
    // one pixel beside first: toolkits answer to movement, and the pointer may already be there
    await this.#move({ x: Math.max(0, act.point.x - 1), y: act.point.y }, this.#nut);
    await this.#move(act.point, this.#nut);
    await this.#x.sync();
  }

  /** Each step waits until the application has seen it: toolkits fold moves that wait in their queue into one. */
  async drag(act: Act<'drag'>): Promise<void> {
    const button = buttonNumbers[act.button];
    const steps = Math.max(2, act.steps);
    const from = await this.#spacing.place({ point: act.from, button, count: 1, nodeId: act.address.nodeId });
    this.#input.move(from);
    await activateUnderPointer(this.#x, this.#windows);
    using watch = await DragWatch.begin(this.#x);
    try {
      this.#input.button(button, true);
      for (let step = 1; step <= steps; step += 1) {
        this.#input.move(between(from, act.to, step / steps));
        await drainInput(this.#x);
      }
      await this.#settleDrop(act.to, watch);
    } finally {
      this.#input.button(button, false);
    }
    await this.#arrived();
  }

  /**
   * Source and target of a drag agree by messages of their own (XDND: position, status); a button let go before the answer
   * has arrived cancels the drop. Each round lets one message through; any news of the drag makes it begin anew.
   */
  async #settleDrop(to: Point, watch: DragWatch): Promise<void> {
    const deadline = Deadline.after(settleTimeoutMs);
    for (let round = 0, quiet = 0; quiet < quietRounds || round % 2 === 1; round += 1) {
      this.#input.move({ x: to.x + (round % 2 === 0 ? 1 : 0), y: to.y });
      await drainInput(this.#x);
      const isNew = await watch.news(frameMs);
      quiet = isNew && !deadline.passed ? 0 : quiet + 1;
    }
  }

  async scroll(act: Act<'scroll'>): Promise<void> {
    this.#input.move(act.point);
    this.#keyboard.hold(act.modifiers, () => {
      this.#turn(act.notchesY, wheel.down, wheel.up);
      this.#turn(act.notchesX, wheel.right, wheel.left);
    });
    await this.#x.sync();
  }

  /** The corner where it touches nothing and raises no tooltip. */
  async park(screen: Size): Promise<void> {
    this.#input.move({ x: screen.width - 1, y: screen.height - 1 });
    await this.#x.sync();
  }

  /**
   * Most window managers look at a press before the application does, and the server holds the pointer meanwhile, not the keyboard: keys
   * would overtake the click. The release is still to come as long as the server says that a button is down.
   */
  async #arrived(): Promise<void> {
    await this.#x.sync();
    if (!this.#isVisible) return;
    const bell = new Bell();
    for (const deadline = Deadline.after(settleTimeoutMs); !deadline.passed; await bell.next(lookAgainMs)) {
      const { keyMask } = await this.#x.ask<{ readonly keyMask: number }>((done) =>
        this.#x.client.QueryPointer(this.#x.root, done),
      );
      if ((keyMask & anyButton) === 0) return;
    }
  }

  async #move(to: Point, nut: NutJs | undefined): Promise<void> {
    if (nut === undefined) this.#input.move(to);
    else await nut.moveTo({ x: Math.round(to.x), y: Math.round(to.y) });
  }

  #turn(notches: number, forward: number, backward: number): void {
    for (let notch = 0; notch < Math.abs(Math.round(notches)); notch += 1)
      this.#press(notches > 0 ? forward : backward);
  }

  #press(button: number): void {
    this.#input.button(button, true);
    this.#input.button(button, false);
  }
}

function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
