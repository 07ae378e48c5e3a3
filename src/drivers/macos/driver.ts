/** The macOS driver: background sessions side by side, or the visible desktop alone under the foreground lease. */
import {
  type Capability,
  capabilities,
  type DesktopDriver,
  type Probe,
  type SessionOptions,
} from '../../contracts/driver.ts';
import type { PresenceWatch } from '../../contracts/presence.ts';
import type { LeaseOptions } from '../../support/lease.ts';
import { NutJs } from '../../support/nut-js.ts';
import type { MacBackend } from './backend.ts';
import { AddressedEvents, type BackgroundInput, hoveringBy } from './background-input.ts';
import { mustBePermitted, probeMac } from './permissions.ts';
import { WatchedInput, watchMacPresence } from './presence.ts';
import { MacSession } from './session.ts';
import { SessionLeases } from './session-leases.ts';
import type { MacTools } from './tools.ts';
import { trialDialog } from './trial/trial-dialog.ts';

export interface MacDriverOptions {
  /** Stands for the agent process and its tools; tests put a simulator here. `onLost` is told when it dies. */
  readonly connect?: (
    onLost: (reason: string) => void,
  ) => Promise<{ readonly backend: MacBackend; readonly tools: MacTools }>;
  /** Who delivers pointer and keys in the background: the driver, or `@trycua/cua-driver`, loaded on demand. */
  readonly input?: 'own' | 'cua';
  /** Stands for the process of cua-driver, as `connect` does for the agent. */
  readonly connectCua?: (onLost: (reason: string) => void) => Promise<BackgroundInput>;
  readonly lease?: LeaseOptions;
  /** Loads what `pointer: 'nut-js'` asks for. */
  readonly loadNut?: () => Promise<NutJs>;
}

const missing: ReadonlySet<Capability> = new Set(['damage']);

export function createMacDriver(options: MacDriverOptions = {}): DesktopDriver {
  const able = new Set(capabilities.filter((capability) => !missing.has(capability)));
  const { connect = connectAgent, connectCua = connectCuaDriver } = options;
  // without `waitMs` a taken lease fails at once; 0 waits for it
  const lease: LeaseOptions = { notify: (line) => console.error(line), ...(options.lease ?? { waitMs: 0 }) };
  let opened = 0;
  return {
    platform: 'macos',
    capabilities: able,
    trial: trialDialog,
    async probe(): Promise<readonly Probe[]> {
      const { backend, tools } = await connect(() => undefined);
      try {
        return await probeMac(backend, tools);
      } finally {
        await backend.close();
        await tools.close();
      }
    },
    async showSettings(page): Promise<void> {
      const { backend, tools } = await connect(() => undefined);
      try {
        await tools.showSettings(page);
      } finally {
        await backend.close();
        await tools.close();
      }
    },
    async presence(): Promise<PresenceWatch> {
      const { backend, tools } = await connect(() => undefined);
      return watchMacPresence(backend, tools);
    },
    async open(session: SessionOptions): Promise<MacSession> {
      const leases = new SessionLeases(lease);
      if (session.lane === 'foreground') await leases.hold('foreground');
      let lose: (reason: string) => void = () => undefined;
      const undo: (() => Promise<void>)[] = [async () => leases.dropAll()];
      try {
        const { loadNut = () => NutJs.load() } = options;
        const nut = session.pointer === undefined ? undefined : await loadNut();
        const { backend, tools } = await connect((reason) => lose(reason));
        undo.push(
          () => backend.close(),
          () => tools.close(),
        );
        mustBePermitted(await backend.permissions());
        const own = new AddressedEvents(backend);
        const byCua = options.input === 'cua' && session.lane === 'background';
        const input = byCua ? hoveringBy(own, await connectCua((reason) => lose(reason))) : own;
        const person = session.lane === 'foreground' ? new WatchedInput(backend) : undefined;
        opened += 1;
        const made = new MacSession({
          id: `macos-${process.pid}-${opened}`,
          backend: person?.backend ?? backend,
          tools,
          options: session,
          capabilities: able,
          screen: await tools.screen(),
          leases,
          nut,
          input,
          person,
        });
        lose = (reason) => made.lose(reason);
        return made;
      } catch (error) {
        for (const each of undo.toReversed()) await each().catch(() => undefined);
        throw error;
      }
    },
  };
}

async function connectCuaDriver(onLost: (reason: string) => void) {
  return (await import('./cua/connect-cua.ts')).connectCua(onLost);
}

async function connectAgent(onLost: (reason: string) => void) {
  return (await import('./agent-client.ts')).connectAgent(onLost);
}
