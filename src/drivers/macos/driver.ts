/** The macOS driver: background sessions side by side, or the visible desktop alone under the foreground lease. */
import {
  type Capability,
  capabilities,
  type DesktopDriver,
  type Probe,
  type SessionOptions,
} from '../../contracts/driver.ts';
import type { LeaseOptions } from '../../support/lease.ts';
import { NutPointer } from '../../support/nut-pointer.ts';
import type { MacBackend } from './backend.ts';
import { mustBePermitted, probeMac } from './permissions.ts';
import { MacSession } from './session.ts';
import { SessionLeases } from './session-leases.ts';
import type { MacTools } from './tools.ts';

export interface MacDriverOptions {
  /** Stands for the agent process and its tools; tests put a simulator here. `onLost` is told when it dies. */
  readonly connect?: (
    onLost: (reason: string) => void,
  ) => Promise<{ readonly backend: MacBackend; readonly tools: MacTools }>;
  readonly lease?: LeaseOptions;
  /** Loads what `pointer: 'nut-js'` asks for. */
  readonly loadPointer?: () => Promise<NutPointer>;
}

const missing: ReadonlySet<Capability> = new Set(['damage']);

export function createMacDriver(options: MacDriverOptions = {}): DesktopDriver {
  const able = new Set(capabilities.filter((capability) => !missing.has(capability)));
  const connect = options.connect ?? connectAgent;
  // without `waitMs` a taken lease fails at once; 0 waits for it
  const lease: LeaseOptions = { notify: (line) => console.error(line), ...(options.lease ?? { waitMs: 0 }) };
  let opened = 0;
  return {
    platform: 'macos',
    capabilities: able,
    async probe(): Promise<readonly Probe[]> {
      const { backend, tools } = await connect(() => undefined);
      try {
        return await probeMac(backend, tools);
      } finally {
        await backend.close();
        await tools.close();
      }
    },
    async open(session: SessionOptions): Promise<MacSession> {
      const leases = new SessionLeases(lease);
      if (session.lane === 'foreground') await leases.hold('foreground');
      let lose: (reason: string) => void = () => undefined;
      try {
        const { loadPointer = () => NutPointer.load() } = options;
        const pointer = session.pointer === undefined ? undefined : await loadPointer();
        const { backend, tools } = await connect((reason) => lose(reason));
        mustBePermitted(await backend.permissions());
        opened += 1;
        const made = new MacSession({
          id: `macos-${process.pid}-${opened}`,
          backend,
          tools,
          options: session,
          capabilities: able,
          screen: await tools.screen(),
          leases,
          pointer,
        });
        lose = (reason) => made.lose(reason);
        return made;
      } catch (error) {
        leases.dropAll();
        throw error;
      }
    },
  };
}

async function connectAgent(onLost: (reason: string) => void) {
  return (await import('./agent-client.ts')).connectAgent(onLost);
}
