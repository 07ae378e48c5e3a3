/** A nut.js that writes down what it is told. */
import type { Point } from '../contracts/geometry.ts';
import type { NutModule } from './nut-js.ts';

/** `stuck`: its pointer never moves; `refusing`: it does nothing to windows and says so. */
export function fakeNut({ stuck = false, refusing = false } = {}) {
  const said: string[] = [];
  let at: Point = { x: 0, y: 0 };
  const window = async (word: string): Promise<boolean> => {
    said.push(word);
    return !refusing;
  };
  const nut: NutModule = {
    Button: { LEFT: 0, MIDDLE: 1, RIGHT: 2 },
    mouse: {
      config: { autoDelayMs: 100 },
      async setPosition(point) {
        said.push(`to ${point.x},${point.y}`);
        if (!stuck) at = point;
      },
      getPosition: async () => at,
      pressButton: async (button) => void said.push(`down ${button}`),
      releaseButton: async (button) => void said.push(`up ${button}`),
    },
    providerRegistry: {
      getWindow: () => ({
        focusWindow: (handle) => window(`focus ${handle}`),
        moveWindow: (handle, to) => window(`move ${handle} to ${to.x},${to.y}`),
        resizeWindow: (handle, to) => window(`resize ${handle} to ${to.width}x${to.height}`),
        minimizeWindow: (handle) => window(`minimize ${handle}`),
        restoreWindow: (handle) => window(`restore ${handle}`),
      }),
    },
  };
  return { nut, said };
}
