/**
 * The visibility rule (S15): before and after each act the target is in the foreground and can be seen; otherwise the act
 * halts. Nothing is ever clicked or typed into a window of somebody else.
 */
import { CodexqaError } from '../../contracts/errors.ts';
import type { Point } from '../../contracts/geometry.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import type { Controls } from './control.ts';
import type { Hwnd, Win32 } from './native.ts';
import { packPoint } from './structs.ts';
import { GA, SW } from './winuser.ts';

/** A window manager may take a moment (Wine asks one; on Windows it is immediate). */
const frontWithinMs = 1500;

/** Windows that belong to whatever opened them: menus and the lists of combo boxes. */
const attached: ReadonlySet<string> = new Set(['#32768', 'combolbox', 'tooltips_class32']);
const desktopClasses: ReadonlySet<string> = new Set(['progman', 'workerw', '#32769', 'shell_traywnd']);

export class Foreground {
  readonly #win32: Win32;
  readonly #controls: Controls;
  readonly #ours: (pid: number) => boolean;
  /** Windows that have been in front once; from then on only a `window` act brings them back. */
  readonly #introduced = new Set<Hwnd>();

  constructor(win32: Win32, controls: Controls, ours: (pid: number) => boolean) {
    this.#win32 = win32;
    this.#controls = controls;
    this.#ours = ours;
  }

  /**
   * Makes sure that `target` (a top-level window; undefined: whatever is active) may receive input now.
   * @throws TARGET_NOT_FOREGROUND
   */
  async before(target: Hwnd | undefined): Promise<void> {
    const front = this.#win32.user32.GetForegroundWindow();
    if (target === undefined) {
      if (front !== 0 && this.#ours(this.#controls.pid(front))) return;
      throw this.#halt('no window of the application under test is in the foreground', front);
    }
    if (this.#win32.user32.IsWindowVisible(target) === 0 || this.#win32.user32.IsIconic(target) !== 0)
      throw this.#halt(`the target ${this.#words(target)} is hidden or minimized`, front);
    if (this.#isFront(target, front)) {
      this.#introduced.add(target);
      return;
    }
    const mayCome = this.#isFree(front) || !this.#introduced.has(target);
    if (!mayCome) throw this.#halt(`the target ${this.#words(target)} is not in the foreground`, front);
    await this.bringToFront(target);
  }

  /** What a pointer act would hit. @throws TARGET_NOT_FOREGROUND when it is not the target */
  at(point: Point, target: Hwnd | undefined): void {
    const hit = this.#win32.user32.WindowFromPoint(packPoint(point));
    const root = hit === 0 ? 0 : this.#controls.root(hit);
    if (root !== 0 && this.#ours(this.#controls.pid(root))) {
      if (target === undefined || root === target || this.#isAttached(root, target)) return;
    }
    const wanted = target === undefined ? 'the application under test' : this.#words(target);
    throw this.#halt(`at ${point.x},${point.y} ${wanted} is covered by ${this.#words(root)}`, root);
  }

  /** The act is over: a stranger in front means that somebody else is using the desktop. */
  after(target: Hwnd | undefined): void {
    if (target === undefined || !this.#controls.alive(target)) return;
    const { user32 } = this.#win32;
    if (user32.IsWindowVisible(target) === 0 || user32.IsIconic(target) !== 0) return;
    const front = user32.GetForegroundWindow();
    if (this.#isFree(front)) return;
    throw this.#halt(`another program came to the front while ${this.#words(target)} was used`, front);
  }

  /** @throws TARGET_NOT_FOREGROUND when Windows does not let it come to the front */
  async bringToFront(target: Hwnd): Promise<void> {
    const { user32 } = this.#win32;
    if (user32.IsIconic(target) !== 0) user32.ShowWindow(target, SW.RESTORE);
    user32.SetForegroundWindow(target);
    user32.BringWindowToTop(target);
    if (!this.#isFront(target, user32.GetForegroundWindow())) this.#insist(target);
    this.#introduced.add(target);
    const deadline = Deadline.after(frontWithinMs);
    const bell = new Bell();
    for (;;) {
      const front = user32.GetForegroundWindow();
      if (this.#isFront(target, front)) return;
      if (deadline.passed) throw this.#halt(`Windows did not bring ${this.#words(target)} to the front`, front);
      await bell.next(10);
    }
  }

  /** The foreground lock lets only the thread that has the last input hand the foreground on: join its input for a moment. */
  #insist(target: Hwnd): void {
    const { user32, kernel32 } = this.#win32;
    const front = user32.GetForegroundWindow();
    const theirs = user32.GetWindowThreadProcessId(front, Buffer.alloc(4));
    const ours = kernel32.GetCurrentThreadId();
    if (theirs === 0 || theirs === ours) return;
    user32.AttachThreadInput(ours, theirs, 1);
    user32.BringWindowToTop(target);
    user32.SetForegroundWindow(target);
    user32.AttachThreadInput(ours, theirs, 0);
  }

  /** The target itself, or a menu or dialog that it opened. */
  #isFront(target: Hwnd, front: Hwnd): boolean {
    return front === target || (front !== 0 && this.#isAttached(front, target)) || this.#ownerChain(front).has(target);
  }

  #isAttached(hwnd: Hwnd, target: Hwnd): boolean {
    return (
      attached.has(this.#controls.className(hwnd).toLowerCase()) &&
      this.#controls.pid(hwnd) === this.#controls.pid(target)
    );
  }

  #ownerChain(hwnd: Hwnd): ReadonlySet<Hwnd> {
    const chain = new Set<Hwnd>();
    for (let at = hwnd; at !== 0 && !chain.has(at); at = this.#win32.user32.GetWindow(at, 4)) chain.add(at);
    return chain;
  }

  /** Nobody is in front, or one of ours is: the foreground may be moved without taking it from a person. */
  #isFree(front: Hwnd): boolean {
    if (front === 0 || this.#ours(this.#controls.pid(front))) return true;
    return desktopClasses.has(this.#controls.className(front).toLowerCase());
  }

  #words(hwnd: Hwnd): string {
    if (hwnd === 0) return 'nothing';
    const title = this.#controls.title(this.#win32.user32.GetAncestor(hwnd, GA.ROOT) || hwnd);
    return title === '' ? `a window of class ${this.#controls.className(hwnd)}` : `the window "${title}"`;
  }

  #halt(sentence: string, front: Hwnd): CodexqaError {
    return new CodexqaError('TARGET_NOT_FOREGROUND', `${sentence}; in front is ${this.#words(front)}`, {
      fix: 'leave the desktop to the run; what must be in front is brought there with window.activate()',
      facts: { frontPid: front === 0 ? 0 : this.#controls.pid(front) },
    });
  }
}
