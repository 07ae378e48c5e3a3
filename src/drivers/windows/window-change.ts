/** Moves, sizes and closes windows as the window menu would. */
import type { WindowChange } from '../../contracts/act.ts';
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
      const outer = controls.rect(hwnd);
      const inner = controls.clientRect(hwnd);
      const width = change.to.width + outer.width - inner.width;
      const height = change.to.height + outer.height - inner.height;
      user32.SetWindowPos(hwnd, 0, 0, 0, width, height, SWP.NOMOVE | SWP.NOZORDER | SWP.NOACTIVATE);
    }
  }
}
