/** One window or control as Windows describes it now: handle, class, style, place, owner. */
import { isEmptyRect, type Rect } from '../../contracts/geometry.ts';
import { type ControlClass, classify } from './classes.ts';
import type { Hwnd, Win32 } from './native.ts';
import { type GuiThread, guiThreadFrom, guiThreadRequest, narrow, rectFrom, rectSize } from './structs.ts';
import { GA, GWL, WS } from './winuser.ts';

export interface Control extends ControlClass {
  readonly hwnd: Hwnd;
  readonly className: string;
  readonly style: number;
  readonly controlId: number;
  readonly visible: boolean;
  readonly enabled: boolean;
  readonly rect: Rect;
}

const mostRemembered = 4096;

/** What never changes about a window is asked once: a handle carries a number of its generation. */
class Lasting<Fact> {
  readonly #known = new Map<Hwnd, Fact>();
  readonly #ask: (hwnd: Hwnd) => Fact;

  constructor(ask: (hwnd: Hwnd) => Fact) {
    this.#ask = ask;
  }

  of(hwnd: Hwnd): Fact {
    const known = this.#known.get(hwnd);
    if (known !== undefined) return known;
    const fact = this.#ask(hwnd);
    if (this.#known.size >= mostRemembered) this.#known.clear();
    this.#known.set(hwnd, fact);
    return fact;
  }
}

export class Controls {
  readonly #win32: Win32;
  readonly #classNames: Lasting<string>;
  readonly #controlIds: Lasting<number>;
  readonly #bytes = Buffer.alloc(1024);
  readonly #rect = Buffer.alloc(rectSize);

  constructor(win32: Win32) {
    this.#win32 = win32;
    const { user32 } = win32;
    this.#classNames = new Lasting((hwnd) => {
      const length = user32.GetClassNameW(hwnd, this.#bytes, 255);
      return narrow(this.#bytes.subarray(0, length * 2));
    });
    this.#controlIds = new Lasting((hwnd) => user32.GetDlgCtrlID(hwnd));
  }

  alive(hwnd: Hwnd): boolean {
    return this.#win32.user32.IsWindow(hwnd) !== 0;
  }

  className(hwnd: Hwnd): string {
    return this.#classNames.of(hwnd);
  }

  /**
   * The caption of a control that leaves it to Windows, as buttons and labels do: no message to the application. Undefined when
   * Windows has none, or only part of it.
   */
  caption(hwnd: Hwnd): string | undefined {
    const room = this.#bytes.length / 2;
    const length = this.#win32.user32.InternalGetWindowText(hwnd, this.#bytes, room);
    return length > 0 && length < room - 1 ? narrow(this.#bytes.subarray(0, length * 2)) : undefined;
  }

  /** The title of a top-level window; never asks the application. */
  title(hwnd: Hwnd): string {
    const bytes = Buffer.alloc(2048);
    this.#win32.user32.GetWindowTextW(hwnd, bytes, 1023);
    return narrow(bytes);
  }

  rect(hwnd: Hwnd): Rect {
    this.#rect.fill(0);
    this.#win32.user32.GetWindowRect(hwnd, this.#rect);
    return rectFrom(this.#rect);
  }

  /** A rectangle given in the coordinates of `hwnd`, on the screen. */
  onScreen(hwnd: Hwnd, rect: Rect): Rect {
    const point = Buffer.alloc(8);
    this.#win32.user32.MapWindowPoints(hwnd, 0, point, 1);
    return { ...rect, x: rect.x + point.readInt32LE(0), y: rect.y + point.readInt32LE(4) };
  }

  clientRect(hwnd: Hwnd): Rect {
    const bytes = Buffer.alloc(rectSize);
    this.#win32.user32.GetClientRect(hwnd, bytes);
    return this.onScreen(hwnd, rectFrom(bytes));
  }

  style(hwnd: Hwnd): number {
    return this.#win32.user32.GetWindowLongW(hwnd, GWL.STYLE) >>> 0;
  }

  /** `parentVisible` saves a question when the walk knows it: a window is visible when all above it are. */
  describe(hwnd: Hwnd, parentVisible?: boolean): Control {
    const className = this.className(hwnd);
    const style = this.style(hwnd);
    const rect = this.rect(hwnd);
    const shown = (style & WS.VISIBLE) !== 0 && (parentVisible ?? this.#win32.user32.IsWindowVisible(hwnd) !== 0);
    return {
      ...classify(className, style),
      hwnd,
      className,
      style,
      controlId: this.#controlIds.of(hwnd),
      visible: shown && !isEmptyRect(rect),
      enabled: (style & WS.DISABLED) === 0,
      rect,
    };
  }

  root(hwnd: Hwnd): Hwnd {
    return this.#win32.user32.GetAncestor(hwnd, GA.ROOT);
  }

  parent(hwnd: Hwnd): Hwnd {
    return this.#win32.user32.GetAncestor(hwnd, GA.PARENT);
  }

  pid(hwnd: Hwnd): number {
    const bytes = Buffer.alloc(4);
    this.#win32.user32.GetWindowThreadProcessId(hwnd, bytes);
    return bytes.readUInt32LE();
  }

  /** Focus and menu state of the thread behind a window. */
  thread(hwnd: Hwnd): GuiThread {
    const bytes = guiThreadRequest();
    const thread = this.#win32.user32.GetWindowThreadProcessId(hwnd, Buffer.alloc(4));
    this.#win32.user32.GetGUIThreadInfo(thread, bytes);
    return guiThreadFrom(bytes);
  }
}
