/** Everything below a window: which control lies in which, in tab order. */
import type { Hwnd, Win32 } from './native.ts';
import { GA } from './winuser.ts';

interface Look {
  readonly handles: readonly Hwnd[];
  readonly parents: readonly Hwnd[];
  readonly at: number;
}

/**
 * While the same handles come in the same order, parents are taken as they were: each would be one more question to the system.
 * A control that gets another parent and keeps its place in the order (SetParent into the one before it) is noticed so late.
 */
const trustedForMs = 500;
const mostWindows = 64;

export class Descent {
  readonly #looks = new Map<Hwnd, Look>();
  readonly #win32: Win32;
  readonly #clock: () => number;

  constructor(win32: Win32, clock: () => number = () => performance.now()) {
    this.#win32 = win32;
    this.#clock = clock;
  }

  /**
   * The children of each window that has some. All handles come from one snapshot: whoever steps from sibling to sibling
   * instead loses what moves or goes away meanwhile.
   */
  below(window: Hwnd): ReadonlyMap<Hwnd, readonly Hwnd[]> {
    const handles = this.#handles(window);
    const parents = this.#parents(window, handles);
    const children = new Map<Hwnd, Hwnd[]>();
    for (const [index, hwnd] of handles.entries()) {
      const parent = parents[index] ?? window;
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [hwnd]);
      else siblings.push(hwnd);
    }
    return children;
  }

  #handles(window: Hwnd): readonly Hwnd[] {
    const handles: Hwnd[] = [];
    this.#win32.user32.EnumChildWindows(window, (hwnd) => handles.push(hwnd), 0);
    return handles;
  }

  #parents(window: Hwnd, handles: readonly Hwnd[]): readonly Hwnd[] {
    const known = this.#looks.get(window);
    const now = this.#clock();
    if (known !== undefined && now - known.at < trustedForMs && same(known.handles, handles)) return known.parents;
    const parents = handles.map((hwnd) => this.#win32.user32.GetAncestor(hwnd, GA.PARENT));
    if (this.#looks.size >= mostWindows) this.#looks.clear();
    this.#looks.set(window, { handles, parents, at: now });
    return parents;
  }
}

function same(some: readonly Hwnd[], others: readonly Hwnd[]): boolean {
  return some.length === others.length && some.every((hwnd, index) => hwnd === others[index]);
}
