/** A desktop over a real Linux session, for the desktop tests of this room. */
import { type DriverSession, defaultSession, type SessionOptions } from '../contracts/driver.ts';
import { createLinuxDriver } from '../drivers/linux/driver.ts';
import { createDesktop, type Desktop, type DesktopParts } from './desktop.ts';

export async function linuxDesktop(
  changes: Partial<DesktopParts>,
  looks: Partial<SessionOptions> = {},
): Promise<{ readonly session: DriverSession; readonly desktop: Desktop }> {
  const session = await createLinuxDriver().open({ ...defaultSession, ...looks });
  const desktop = createDesktop({
    session,
    gate: { admit: async () => ({ kind: 'allow', rule: 'everything' }) },
    pauseGate: { pass: async () => {} },
    journal: { append: () => {} },
    apps: {},
    ...changes,
  });
  return { session, desktop };
}
