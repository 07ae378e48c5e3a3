/** What a simulated machine has: its applications, its clock, and what its driver cannot do. */
import type { Capability } from '../../contracts/driver.ts';
import { type Clock, realClock } from '../../support/clock.ts';
import { calculator } from './apps/calculator.ts';
import { editor } from './apps/editor.ts';
import { form } from './apps/form.ts';
import type { SimulatedApp } from './running-app.ts';

export interface SimulatedWorld {
  /** By the name that a command line would have. */
  readonly apps: Readonly<Record<string, SimulatedApp>>;
  readonly clock: Clock;
  /** Capabilities this machine lacks. */
  readonly without: readonly Capability[];
}

/** Applications that every simulated desktop has. */
export const builtInApps: Readonly<Record<string, SimulatedApp>> = { calculator, editor, form };

export function createWorld(changes: Partial<SimulatedWorld> = {}): SimulatedWorld {
  return {
    apps: { ...builtInApps, ...changes.apps },
    clock: changes.clock ?? realClock,
    without: changes.without ?? [],
  };
}
