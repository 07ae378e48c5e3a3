/** What a Linux session can do. */
import type { Capability } from '../../contracts/driver.ts';

export const linuxCapabilities: ReadonlySet<Capability> = new Set<Capability>([
  'lane:background',
  'parallel',
  'accessibility',
  'accessible-actions',
  'pointer',
  'keyboard',
  'unicode-text',
  'capture:screen',
  'capture:window',
  'damage',
  'clipboard',
  'window-control',
  'presence',
]);
