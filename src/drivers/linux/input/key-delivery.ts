/** Keys that were sent and may not have reached their widget yet. */
import { CodexqaError } from '../../../contracts/errors.ts';
import type { AtspiClient } from '../atspi/client.ts';
import type { WindowList } from '../display/window-list.ts';
import type { XConnection } from '../display/x-connection.ts';
import { drainInput } from './queue-drain.ts';

export class KeyDelivery {
  readonly #x: XConnection;
  readonly #windows: WindowList;
  readonly #accessibility: Pick<AtspiClient, 'keysDelivered'>;
  #isPending = false;

  constructor(x: XConnection, windows: WindowList, accessibility: Pick<AtspiClient, 'keysDelivered'>) {
    this.#x = x;
    this.#windows = windows;
    this.#accessibility = accessibility;
  }

  /** Keys keep their order among themselves: more of them wait for nothing. */
  sent(): void {
    this.#isPending = true;
  }

  /** Before anything but keys is done, which could overtake them. An application that does not answer is left to whoever uses it next. */
  async settle(): Promise<void> {
    if (!this.#isPending) return;
    this.#isPending = false;
    const active = (await this.#windows.read()).find((window) => window.active);
    if (active?.pid === undefined) return;
    try {
      await this.#accessibility.keysDelivered(active.pid, () => drainInput(this.#x));
    } catch (error) {
      if (!(error instanceof CodexqaError) || error.code !== 'APP_UNRESPONSIVE') throw error;
    }
  }
}
