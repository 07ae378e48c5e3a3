/** At a scale above 1 toolkits count in units of their own; everything outside the accessibility tree counts pixels. */
import type { Rect } from '../../../contracts/geometry.ts';
import { wholeScale } from '../session/toolkit-settings.ts';
import type { CallArguments } from './connection.ts';
import type { Toolkit } from './record.ts';

/** Screen pixels per unit of what a toolkit gives as places (read at scales 1.5 and 2, GTK 3 and 4, Qt 5 and 6, Chromium). */
export function pixelsPerUnit(toolkit: Toolkit, scale: number): number {
  switch (toolkit) {
    case 'gtk3':
    case 'gtk4':
      return wholeScale(scale);
    case 'qt':
    case 'chromium':
      return scale;
    case 'other':
      return 1;
  }
}

/** Edge by edge, so that neighbours still touch. */
export function inPixels(place: Rect, perUnit: number): Rect {
  if (perUnit === 1) return place;
  const x = Math.round(place.x * perUnit);
  const y = Math.round(place.y * perUnit);
  return {
    x,
    y,
    width: Math.round((place.x + place.width) * perUnit) - x,
    height: Math.round((place.y + place.height) * perUnit) - y,
  };
}

const ofScreen: CallArguments = ['u', 0];
const ofWindow: CallArguments = ['u', 1];

/** What GetExtents is asked for. GTK 4 knows places in its window only, and writes a warning whenever asked for more. */
export function extentsIn(toolkit: Toolkit): CallArguments {
  return toolkit === 'gtk4' ? ofWindow : ofScreen;
}
