/** The windows of the desktop as the contract lists them: bottom to top, ours marked, modal and popups told apart. */
import type { WindowInfo } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { intersection, type Rect, sameRect } from '../../contracts/geometry.ts';
import type { Controls } from './control.ts';
import { nodeId, parseNodeId } from './ids.ts';
import type { Hwnd, Win32 } from './native.ts';
import { rectFrom, rectSize } from './structs.ts';
import { GW, GWL, WS } from './winuser.ts';

const extendedFrameBounds = 9; // DWMWA_EXTENDED_FRAME_BOUNDS
const cloaked = 14; // DWMWA_CLOAKED: kept by the system but on no screen (other desktops, suspended apps)

/** Top-level windows of the system's own shell: no window a person would name. */
const shellClasses: ReadonlySet<string> = new Set(['progman', 'workerw', 'shell_traywnd', 'ime', 'msctfime ui']);
const notices: ReadonlySet<string> = new Set(['tooltips_class32']);

export class WindowList {
  readonly #win32: Win32;
  readonly #controls: Controls;

  constructor(win32: Win32, controls: Controls) {
    this.#win32 = win32;
    this.#controls = controls;
  }

  /** Handles of all shown windows, or of those that are `meant`, bottom to top. */
  handles(meant: (hwnd: Hwnd) => boolean = () => true): readonly Hwnd[] {
    const found: Hwnd[] = [];
    this.#win32.user32.EnumWindows((hwnd) => {
      if (meant(hwnd) && this.#shown(hwnd)) found.push(hwnd);
      return 1;
    }, 0);
    return found.reverse();
  }

  /** @throws WINDOW_NOT_FOUND */
  handleOf(windowId: string): Hwnd {
    const hwnd = parseNodeId(windowId)?.hwnd;
    if (hwnd !== undefined && this.#controls.alive(hwnd)) return hwnd;
    const open = this.handles().map((each) => `${nodeId(each)} "${this.#controls.title(each)}"`);
    throw new CodexqaError(
      'WINDOW_NOT_FOUND',
      `no window has the id ${windowId}; open are: ${open.join(', ') || 'none'}`,
    );
  }

  #shown(hwnd: Hwnd): boolean {
    if (this.#win32.user32.IsWindowVisible(hwnd) === 0 || this.#cloaked(hwnd)) return false;
    const { width, height } = this.#controls.rect(hwnd);
    return width > 0 && height > 0 && !shellClasses.has(this.#controls.className(hwnd).toLowerCase());
  }

  #cloaked(hwnd: Hwnd): boolean {
    const value = Buffer.alloc(4);
    this.#win32.dwmapi.DwmGetWindowAttribute(hwnd, cloaked, value, value.length);
    return value.readUInt32LE() !== 0;
  }

  /** `appIdOf` tells which of our applications a process belongs to. */
  list(appIdOf: (pid: number) => string | undefined): readonly WindowInfo[] {
    const active = this.#win32.user32.GetForegroundWindow();
    return this.handles().map((hwnd) => {
      const pid = this.#controls.pid(hwnd);
      return {
        id: nodeId(hwnd),
        title: this.#controls.title(hwnd),
        bounds: this.bounds(hwnd),
        contentBounds: this.#controls.clientRect(hwnd),
        pid,
        appId: appIdOf(pid),
        active: hwnd === active,
        minimized: this.#win32.user32.IsIconic(hwnd) !== 0,
        modal: this.isModal(hwnd),
        kind: this.#kind(hwnd),
      };
    });
  }

  /** What a person sees of it: without the invisible borders that Windows 10 adds for the mouse. */
  bounds(hwnd: Hwnd): Rect {
    const seen = Buffer.alloc(rectSize);
    const answer = this.#win32.dwmapi.DwmGetWindowAttribute(hwnd, extendedFrameBounds, seen, seen.length);
    const rect = rectFrom(seen);
    return answer === 0 && rect.width > 0 ? rect : this.#controls.rect(hwnd);
  }

  /** True when something lies over it, or part of it is off the screen: its picture on the screen is not all its own. */
  covered(hwnd: Hwnd, desk: Rect): boolean {
    const bounds = this.bounds(hwnd);
    const inside = intersection(bounds, desk);
    if (inside === undefined || !sameRect(inside, bounds)) return true;
    const stack = this.handles();
    const above = stack.slice(stack.indexOf(hwnd) + 1);
    return above.some((other) => intersection(this.bounds(other), bounds) !== undefined);
  }

  isModal(hwnd: Hwnd): boolean {
    const owner = this.#win32.user32.GetWindow(hwnd, GW.OWNER);
    return owner !== 0 && this.#win32.user32.IsWindowEnabled(owner) === 0;
  }

  /** On top of everything and never active: a bubble that tells something. */
  #isNotice(hwnd: Hwnd): boolean {
    const bits = WS.EX_NOACTIVATE | WS.EX_TOPMOST;
    return (this.#win32.user32.GetWindowLongW(hwnd, GWL.EXSTYLE) & bits) === bits;
  }

  #kind(hwnd: Hwnd): WindowInfo['kind'] {
    const className = this.#controls.className(hwnd).toLowerCase();
    const style = this.#controls.style(hwnd);
    if (notices.has(className) || this.#isNotice(hwnd)) return 'notification';
    if (className === '#32770') return 'dialog';
    if (className === '#32768' || className === 'combolbox') return 'popup';
    if ((style & WS.CAPTION) === WS.CAPTION) return this.isModal(hwnd) ? 'dialog' : 'normal';
    return (style & WS.POPUP) === 0 ? 'normal' : 'popup';
  }
}
