/**
 * Menu bars of classic applications. Windows lends menu handles to every process; Wine does not (`GetMenuItemCount` answers
 * -1 there), and then the bar stays out of the tree and menus are reached by keyboard.
 */
import { isEmptyRect, type Rect } from '../../contracts/geometry.ts';
import { readable } from './classes.ts';
import type { Part, PartPath, Reach } from './part.ts';
import { narrow, rectFrom, rectSize } from './structs.ts';
import { MF, WM } from './winuser.ts';

export class Menus {
  readonly #reach: Reach;

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  /** Items of the menu bar with everything below; empty without a readable menu. */
  list(hwnd: number): readonly Part[] {
    const menu = this.#reach.win32.user32.GetMenu(hwnd);
    return menu === 0 ? [] : this.#items(menu, []);
  }

  #items(menu: number, above: readonly number[]): readonly Part[] {
    const { user32 } = this.#reach.win32;
    const parts: Part[] = [];
    for (let position = 0; position < user32.GetMenuItemCount(menu); position++) {
      const state = user32.GetMenuState(menu, position, MF.BYPOSITION);
      if ((state & MF.SEPARATOR) !== 0 && (state & MF.POPUP) === 0) continue;
      const text = Buffer.alloc(512);
      user32.GetMenuStringW(menu, position, text, 255, MF.BYPOSITION);
      const path = [...above, position];
      const below = (state & MF.POPUP) === 0 ? [] : this.#items(user32.GetSubMenu(menu, position), path);
      parts.push({
        kind: 'menu',
        path,
        role: 'menuitem',
        name: readable(narrow(text)),
        enabled: (state & (MF.GRAYED | MF.DISABLED)) === 0,
        ...((state & MF.CHECKED) === 0 ? {} : { checked: true }),
        children: below,
      });
    }
    return parts;
  }

  #menuOf(hwnd: number, path: readonly number[]): number {
    const { user32 } = this.#reach.win32;
    return path.slice(0, -1).reduce((menu, step) => user32.GetSubMenu(menu, step), user32.GetMenu(hwnd));
  }

  /** Undefined while the menu that holds the item is closed. */
  rect(hwnd: number, part: NonNullable<PartPath>): Rect | undefined {
    const bytes = Buffer.alloc(rectSize);
    const menu = this.#menuOf(hwnd, part.path);
    if (this.#reach.win32.user32.GetMenuItemRect(hwnd, menu, part.path.at(-1) ?? 0, bytes) === 0) return undefined;
    const rect = rectFrom(bytes);
    return isEmptyRect(rect) ? undefined : rect;
  }

  /** Sends what a chosen item sends; false for an item that only opens another menu. */
  choose(hwnd: number, part: NonNullable<PartPath>): boolean {
    const command = this.#reach.win32.user32.GetMenuItemID(this.#menuOf(hwnd, part.path), part.path.at(-1) ?? 0);
    if (command === 0xffffffff) return false;
    this.#reach.messages.post(hwnd, WM.COMMAND, command & 0xffff);
    return true;
  }
}
