/**
 * Keeps help bubbles off the screen: no toolkit has a setting for that any more. GTK 3, Qt and Chromium say what such a window is, and it
 * is taken off as soon as it is there; GTK 4 calls it a menu, and a style sheet leaves one pixel of it.
 */
import type { XConnection } from './x-connection.ts';
import type { XEvent } from './x11-library.ts';

/** For `gtk.css` of GTK 4. */
export const noTooltipsStyle = `tooltip, tooltip * {
  font-size: 0;
  min-width: 0;
  min-height: 0;
  margin: 0;
  padding: 0;
  border: none;
  background: none;
  box-shadow: none;
}
`;

export function keepTooltipsAway(x: XConnection): void {
  x.onEvent((event) => {
    if (event.name === 'MapNotify') void takeAway(x, event);
  });
}

async function takeAway(x: XConnection, { wid }: XEvent): Promise<void> {
  const [types, size] = await Promise.all([
    x.numbers(wid, '_NET_WM_WINDOW_TYPE'),
    x.tryAsk<{ readonly width: number; readonly height: number }>((done) => x.client.GetGeometry(wid, done)),
  ]);
  const isTooltip = types.includes(x.atom('_NET_WM_WINDOW_TYPE_TOOLTIP'));
  const isWhatIsLeft = types.includes(x.atom('_NET_WM_WINDOW_TYPE_MENU')) && size?.width === 1 && size.height === 1;
  if (isTooltip || isWhatIsLeft) x.client.UnmapWindow(wid);
}
