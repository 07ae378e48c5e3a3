/** Whether a person can see an element: each toolkit says it in its own way. */
import { isEmptyRect } from '../../contracts/geometry.ts';
import type { NodeRecord, Toolkit } from './atspi-record.ts';

/**
 * Whether the element itself is shown, its ancestors aside. Toolkits differ in what they say:
 * GTK 4.8 sets `showing` on windows only, so there a place on the screen decides;
 * Chromium takes `showing` away from what is scrolled out of sight, which a person can still reach.
 */
export function isShown(record: Pick<NodeRecord, 'bits' | 'extents'>, toolkit: Toolkit): boolean {
  if (!record.bits.has('visible')) return false;
  switch (toolkit) {
    case 'chromium':
      return true;
    case 'gtk4':
      return record.extents !== undefined && !isEmptyRect(record.extents);
    case 'gtk3':
    case 'qt':
    case 'other':
      return record.bits.has('showing');
  }
}
