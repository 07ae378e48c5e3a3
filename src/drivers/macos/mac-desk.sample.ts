/** Sessions on simulated Macs for tests: closed after each test, with leases in folders of its own. */
import { test as base } from '@playwright/test';
import type { AccessibleNode } from '../../contracts/accessibility.ts';
import { type DesktopDriver, type DriverSession, defaultSession, type Lane } from '../../contracts/driver.ts';
import { createMacDriver, type MacDriverOptions } from './driver.ts';
import type { MacSession } from './session.ts';
import { SimulatedMac } from './simulated-mac.sample.ts';
import type { Oddities } from './simulated-oddities.sample.ts';
import { simulatedTools } from './simulated-tools.sample.ts';

export interface MacDesk {
  readonly mac: SimulatedMac;
  readonly driver: DesktopDriver;
  /** Where its leases are. */
  readonly folder: string;
}

export interface MacFixtures {
  /** A Mac and its driver; `more` replaces parts of the driver. */
  macWith: (oddities?: Oddities, more?: (mac: SimulatedMac) => MacDriverOptions) => Promise<MacDesk>;
  /** A session on a Mac of its own; Macs that are told the same folder share leases. */
  open: (oddities?: Oddities, lane?: Lane, folder?: string) => Promise<MacDesk & { readonly session: MacSession }>;
}

export const test = base.extend<MacFixtures>({
  macWith: async ({}, use, testInfo) => {
    let made = 0;
    await use(async (oddities, more) => {
      const mac = await SimulatedMac.create(defaultSession, oddities);
      const folder = testInfo.outputPath(`leases-${++made}`);
      const driver = createMacDriver({
        connect: async () => ({ backend: mac, tools: simulatedTools(mac) }),
        lease: { folder, waitMs: 50, notify: () => undefined },
        ...more?.(mac),
      });
      return { mac, driver, folder };
    });
  },
  open: async ({ macWith }, use) => {
    const sessions: MacSession[] = [];
    await use(async (oddities, lane = 'background', shared) => {
      const lease = shared === undefined ? {} : { lease: { folder: shared, waitMs: 50, notify: () => undefined } };
      const desk = await macWith(oddities, () => lease);
      const session = (await desk.driver.open({ ...defaultSession, lane })) as MacSession;
      sessions.push(session);
      return { ...desk, session, folder: shared ?? desk.folder };
    });
    for (const session of sessions) await session.close();
  },
});

/** The first in the tree; without a name the first of that role. */
export async function nodeNamed(session: DriverSession, role: string, name?: string): Promise<AccessibleNode> {
  const flat = (nodes: readonly AccessibleNode[]): readonly AccessibleNode[] =>
    nodes.flatMap((node) => [node, ...flat(node.children)]);
  const nodes = flat(await session.tree({ kind: 'desktop' }, { fresh: true }));
  const found = nodes.find((node) => node.role === role && (name === undefined || node.name === name));
  if (found === undefined) throw new Error(`no ${role} "${name}"`);
  return found;
}
