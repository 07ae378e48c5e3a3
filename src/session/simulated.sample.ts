/** A desktop over the simulated session, for the unit tests of this room. */
import { defaultSession } from '../contracts/driver.ts';
import type { JournalEntry } from '../contracts/journal.ts';
import { createSimulatedDriver } from '../drivers/simulated/driver.ts';
import type { SimulatedSession } from '../drivers/simulated/session.ts';
import type { SimulatedWorld } from '../drivers/simulated/world.ts';
import { createDesktop, type Desktop, type DesktopParts } from './desktop.ts';

export interface Sample {
  readonly session: SimulatedSession;
  readonly desktop: Desktop;
  readonly entries: JournalEntry[];
  readonly steps: string[];
}

/** Short limits: a failing wait in a test should fail soon. */
const settings = { actionTimeoutMs: 400, effectTimeoutMs: 300, launchTimeoutMs: 600, settleTimeoutMs: 600 };

export async function sampleDesktop(
  changes: Partial<DesktopParts> = {},
  world: Partial<SimulatedWorld> = {},
  scale = 1,
): Promise<Sample> {
  const session = await createSimulatedDriver(world).open({
    ...defaultSession,
    screen: { ...defaultSession.screen, scale },
  });
  const entries: JournalEntry[] = [];
  const steps: string[] = [];
  const desktop = createDesktop({
    session,
    gate: { admit: async () => ({ kind: 'allow', rule: 'everything' }) },
    pauseGate: { pass: async () => {} },
    journal: { append: (entry) => entries.push(entry) },
    apps: { calculator: { command: 'calculator' }, editor: { command: 'editor' }, form: { command: 'form' } },
    settings,
    step: (title, body) => {
      steps.push(title);
      return body();
    },
    ...changes,
  });
  return { session, desktop, entries, steps };
}
