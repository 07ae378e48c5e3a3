/** The simulated driver: a desktop in memory. The reference for the driver contract, and the fake of every test. */
import {
  type Capability,
  capabilities,
  type DesktopDriver,
  type Probe,
  type SessionOptions,
} from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { SimulatedSession } from './session.ts';
import { createWorld, type SimulatedWorld } from './world.ts';

export interface SimulatedDriver extends DesktopDriver {
  /** The session also has the switches for what goes wrong: `lose`, `freezeMirror`, and the running applications. */
  open(options: SessionOptions): Promise<SimulatedSession>;
}

export function createSimulatedDriver(changes: Partial<SimulatedWorld> = {}): SimulatedDriver {
  const world = createWorld(changes);
  const missing: readonly Capability[] = ['lane:foreground', 'presence', ...world.without];
  const able = new Set(capabilities.filter((capability) => !missing.includes(capability)));
  let opened = 0;
  return {
    platform: 'simulated',
    capabilities: able,
    trial: {
      command: { name: 'form', command: 'form', args: [], env: {} },
      field: 'Name',
      isForm: true,
      whyMissing: () => undefined,
    },
    async probe(): Promise<readonly Probe[]> {
      const names = Object.keys(world.apps).join(', ');
      return [{ name: 'simulated desktop', ok: true, detail: `in memory; applications: ${names}` }];
    },
    async open(options) {
      if (options.lane === 'foreground') {
        throw new CodexqaError(
          'CAPABILITY_MISSING',
          'the simulated driver has no foreground lane, only background sessions',
          {
            fix: "use lane: 'background'",
          },
        );
      }
      opened += 1;
      return new SimulatedSession(`simulated-${opened}`, options, able, world);
    },
  };
}
