/** On the visible display nothing is ever clicked or typed into a window of somebody else (S15). */
import type { DriverAct } from '../../../contracts/act.ts';
import type { WindowInfo } from '../../../contracts/driver.ts';
import { CodexqaError } from '../../../contracts/errors.ts';
import { containsPoint } from '../../../contracts/geometry.ts';

/** @param windows bottom to top @throws TARGET_NOT_FOREGROUND */
export function mustBeInFront(act: DriverAct, windows: readonly WindowInfo[]): void {
  switch (act.kind) {
    case 'click':
    case 'hover':
    case 'scroll':
    case 'drag': {
      const point = act.kind === 'drag' ? act.from : act.point;
      const top = windows.findLast(({ bounds, minimized }) => !minimized && containsPoint(bounds, point));
      if (!isOurs(top)) throw notInFront(`at ${point.x},${point.y} is ${wordsOf(top)}`);
      return;
    }
    case 'press':
    case 'type': {
      const active = windows.find((window) => window.active);
      if (!isOurs(active)) throw notInFront(`the keyboard belongs to ${wordsOf(active)}`);
      return;
    }
    // through accessibility or the window manager, addressed to the application itself
    case 'set-text':
    case 'set-value':
    case 'invoke':
    case 'focus':
    case 'scroll-into-view':
    case 'window':
    case 'write-clipboard':
    case 'release':
      return;
  }
}

/** Menus of some toolkits do not say whose they are. */
function isOurs(window: WindowInfo | undefined): boolean {
  return window !== undefined && (window.appId !== undefined || (window.kind === 'popup' && window.pid === undefined));
}

function wordsOf(window: WindowInfo | undefined): string {
  return window === undefined ? 'no window' : `the window "${window.title}"`;
}

function notInFront(seen: string): CodexqaError {
  return new CodexqaError('TARGET_NOT_FOREGROUND', `expected a window of the application under test, but ${seen}`, {
    fix: 'leave the desktop to the run; what must be in front is brought there with window.activate()',
  });
}
