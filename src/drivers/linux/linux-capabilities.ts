/** What the Linux driver can do, and which of it each lane has. */
import type { Capability, Lane } from '../../contracts/driver.ts';

export const linuxCapabilities: ReadonlySet<Capability> = new Set<Capability>([
  'lane:background',
  'lane:foreground',
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

export function laneCapabilities(lane: Lane): ReadonlySet<Capability> {
  const others: readonly Capability[] = lane === 'background' ? ['lane:foreground'] : ['lane:background', 'parallel'];
  return new Set([...linuxCapabilities].filter((capability) => !others.includes(capability)));
}
