/** Moves, sizes and closes windows as the window menu would. */
import type { WindowChange } from '../../contracts/act.ts';
import type { Size } from '../../contracts/geometry.ts';
import type { Controls } from './control.ts';
import type { Hwnd, Win32 } from './native.ts';
import { SW, SWP, WM } from './winuser.ts';

export function changeWindow(
  { user32 }: Win32,
  controls: Controls,
  hwnd: Hwnd,
  change: Exclude<WindowChange, { readonly kind: 'activate' }>,
): void {
  switch (change.kind) {
    case 'close':
      user32.PostMessageW(hwnd, WM.CLOSE, 0, null);
      return;
    case 'minimize':
      user32.ShowWindow(hwnd, SW.MINIMIZE);
      return;
    case 'maximize':
      user32.ShowWindow(hwnd, SW.MAXIMIZE);
      return;
    case 'restore':
      user32.ShowWindow(hwnd, SW.RESTORE);
      return;
    case 'move':
      user32.SetWindowPos(hwnd, 0, change.to.x, change.to.y, 0, 0, SWP.NOSIZE | SWP.NOZORDER | SWP.NOACTIVATE);
      return;
    case 'resize': {
      const { width, height } = framed(controls, hwnd, change.to);
      user32.SetWindowPos(hwnd, 0, 0, 0, width, height, SWP.NOMOVE | SWP.NOZORDER | SWP.NOACTIVATE);
    }
  }
}

/** The size of a whole window whose contents shall have this one. */
export function framed(controls: Controls, hwnd: Hwnd, content: Size): Size {
  const outer = controls.rect(hwnd);
  const inner = controls.clientRect(hwnd);
  return { width: content.width + outer.width - inner.width, height: content.height + outer.height - inner.height };
}
