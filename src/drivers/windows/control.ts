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

interface Identity {
  readonly className: string;
  readonly controlId: number;
}

const mostIdentities = 4096;

export class Controls {
  readonly #identities = new Map<Hwnd, Identity>();
  readonly #win32: Win32;
  readonly #bytes = Buffer.alloc(1024);
  readonly #rect = Buffer.alloc(rectSize);

  constructor(win32: Win32) {
    this.#win32 = win32;
  }

  alive(hwnd: Hwnd): boolean {
    return this.#win32.user32.IsWindow(hwnd) !== 0;
  }

  className(hwnd: Hwnd): string {
    const length = this.#win32.user32.GetClassNameW(hwnd, this.#bytes, 255);
    return narrow(this.#bytes.subarray(0, length * 2));
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
    const { className, controlId } = this.#identity(hwnd);
    const style = this.style(hwnd);
    const rect = this.rect(hwnd);
    const shown = (style & WS.VISIBLE) !== 0 && (parentVisible ?? this.#win32.user32.IsWindowVisible(hwnd) !== 0);
    return {
      ...classify(className, style),
      hwnd,
      className,
      style,
      controlId,
      visible: shown && !isEmptyRect(rect),
      enabled: (style & WS.DISABLED) === 0,
      rect,
    };
  }

  /** Class and control id never change, and a handle carries a number of its generation. */
  #identity(hwnd: Hwnd): Identity {
    const known = this.#identities.get(hwnd);
    if (known !== undefined) return known;
    const identity = { className: this.className(hwnd), controlId: this.#win32.user32.GetDlgCtrlID(hwnd) };
    if (this.#identities.size >= mostIdentities) this.#identities.clear();
    this.#identities.set(hwnd, identity);
    return identity;
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

  /** All windows below `parent` in one call, each with its parent, in tab order. */
  descendants(parent: Hwnd): ReadonlyMap<Hwnd, readonly Hwnd[]> {
    const children = new Map<Hwnd, Hwnd[]>();
    this.#win32.user32.EnumChildWindows(
      parent,
      (hwnd) => {
        const above = this.parent(hwnd);
        const siblings = children.get(above);
        if (siblings === undefined) children.set(above, [hwnd]);
        else siblings.push(hwnd);
        return 1;
      },
      0,
    );
    return children;
  }
}
