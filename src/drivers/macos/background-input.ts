/** How pointer and keys reach a window in the background, where no accessibility action does: events of our own, or somebody else's. */
import type { DriverAct } from '../../contracts/act.ts';
import type { EventRoute, MacBackend, MacWindow } from './backend.ts';
import { keyEvent, typing } from './key-codes.ts';
import { type KeyTarget, type PointerAct, pointerEvents } from './ladder.ts';

export type KeyAct = Extract<DriverAct, { readonly kind: 'press' | 'type' }>;

export interface BackgroundInput {
  pointer(window: MacWindow, act: PointerAct): Promise<void>;
  keys(target: KeyTarget, act: KeyAct): Promise<void>;
  close(): Promise<void>;
}

export function keyEvents(act: KeyAct) {
  return act.kind === 'type' ? typing(act.text) : [keyEvent(act.chord)];
}

/** Events of the public interface: pointer events carry their window, keys their process. */
export class AddressedEvents implements BackgroundInput {
  readonly #backend: Pick<MacBackend, 'pointer' | 'keys'>;

  constructor(backend: Pick<MacBackend, 'pointer' | 'keys'>) {
    this.#backend = backend;
  }

  pointer({ pid, id }: MacWindow, act: PointerAct): Promise<void> {
    const route: EventRoute = { kind: 'window', pid, windowId: id };
    return this.#backend.pointer(route, pointerEvents(act));
  }

  keys({ pid }: KeyTarget, act: KeyAct): Promise<void> {
    return this.#backend.keys({ kind: 'process', pid }, keyEvents(act));
  }

  async close(): Promise<void> {}
}

/** Who has no way to hover leaves it to another: every click begins with it. */
export function hoveringBy(other: BackgroundInput, input: BackgroundInput): BackgroundInput {
  return {
    pointer: (window, act) => (act.kind === 'hover' ? other : input).pointer(window, act),
    keys: (target, act) => input.keys(target, act),
    close: () => input.close(),
  };
}
