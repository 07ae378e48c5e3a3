/** A person on a Mac: their lock, display and user switch as the login session tells them, and whose the last input was. */
import type { PersonInput, PresenceWatch } from '../../contracts/presence.ts';
import { InputLedger } from '../../support/input-ledger.ts';
import { PolledPresence } from '../../support/polled-presence.ts';
import type { MacBackend, MacState } from './backend.ts';
import type { MacTools } from './tools.ts';

/** A gap between two looks that may have been a sleep. */
const suspiciousMs = 5000;

/** The agent stays open until the watch is closed. */
export async function watchMacPresence(
  backend: Pick<MacBackend, 'state' | 'close'>,
  tools: Pick<MacTools, 'lastWake' | 'lidShut' | 'close'>,
): Promise<PresenceWatch> {
  let lastWake = await tools.lastWake();
  let lookedAt = Date.now();
  return PolledPresence.begin({
    sources: ['the login session (CGSession)', 'CGDisplayIsAsleep', 'ioreg (AppleClamshellState)'],
    async look() {
      const { locked, displayAsleep, onConsole } = await backend.state();
      if (Date.now() - lookedAt > suspiciousMs) lastWake = await tools.lastWake();
      lookedAt = Date.now();
      return { locked, displayOff: displayAsleep || (await tools.lidShut()), away: !onConsole, lastWake };
    },
    async close() {
      await backend.close();
      await tools.close();
    },
  });
}

/** The backend of a foreground session: it keeps the books of who used mouse and keyboard. */
export class WatchedInput {
  readonly backend: MacBackend;
  readonly #ledger: InputLedger;

  constructor(backend: MacBackend, ledger = new InputLedger()) {
    this.#ledger = ledger;
    this.backend = this.#watched(backend);
  }

  /** nut.js has moved the pointer past the backend. */
  sent(): void {
    this.#ledger.sent();
  }

  async last(): Promise<PersonInput | undefined> {
    const { pointer } = await this.backend.state();
    const at = this.#ledger.personAt;
    const evidence = `an input that is none of this session's (CGEventSource), the pointer at ${pointer.x},${pointer.y}`;
    return at === undefined ? undefined : { at, evidence };
  }

  /** Every look at the state is one at the counter; the driver looks before each act. */
  #watched(backend: MacBackend): MacBackend {
    const ledger = this.#ledger;
    // whether events for one process reach the counter as well is not known; if so, they are ours
    const own = (send: Promise<void>): Promise<void> => send.then(() => ledger.sent());
    return {
      permissions: () => backend.permissions(),
      windows: () => backend.windows(),
      tree: (pid) => backend.tree(pid),
      read: (handles) => backend.read(handles),
      perform: (handle, action) => backend.perform(handle, action),
      set: (handle, attribute, value) => backend.set(handle, attribute, value),
      close: () => backend.close(),
      keys: (route, events) => own(backend.keys(route, events)),
      pointer: (route, events) => own(backend.pointer(route, events)),
      async state(): Promise<MacState> {
        const askedAt = performance.now();
        const state = await backend.state();
        ledger.see(state.idleMs, askedAt);
        return state;
      },
    };
  }
}
