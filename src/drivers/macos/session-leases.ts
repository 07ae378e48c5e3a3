/**
 * What a session holds of what all sessions of one login share. Held in one order, so that two sessions never wait for
 * each other: whoever asks against the order gets what is free and is refused what is not.
 */
import { CodexqaError } from '../../contracts/errors.ts';
import { Lease, type LeaseOptions } from '../../support/lease.ts';

export type LeaseName =
  | 'foreground'
  | `app:${string}`
  | `window:${number}`
  | `keyboard:${number}`
  | 'pasteboard'
  | 'screen';

const order = ['foreground', 'app', 'window', 'keyboard', 'pasteboard', 'screen'];

/** The order of waiting: by kind, then by name. */
function comesBefore(one: LeaseName, other: LeaseName): boolean {
  const [oneRank, otherRank] = [one, other].map((name) => order.indexOf(name.split(':')[0] ?? '')) as [number, number];
  return oneRank === otherRank ? one < other : oneRank < otherRank;
}

export class SessionLeases {
  readonly #options: LeaseOptions;
  readonly #held = new Map<LeaseName, Promise<Lease>>();
  /** Works under way with what is held only for them. */
  readonly #users = new Map<LeaseName, number>();

  constructor(options: LeaseOptions) {
    this.#options = options;
  }

  /** Held until it is dropped; asked for again it is held already. @throws LEASE_TAKEN */
  async hold(name: LeaseName): Promise<void> {
    const known = this.#held.get(name);
    if (known !== undefined) {
      await known;
      return;
    }
    const later = [...this.#held.keys()].find((held) => comesBefore(name, held));
    const taken = later === undefined ? Lease.take([name], this.#options) : this.#free(name, later);
    this.#held.set(name, taken);
    try {
      await taken;
    } catch (error) {
      this.#held.delete(name);
      throw error;
    }
  }

  async #free(name: LeaseName, later: LeaseName): Promise<Lease> {
    const { folder } = this.#options;
    try {
      return await Lease.take([name], folder === undefined ? {} : { folder });
    } catch (error) {
      if (!(error instanceof CodexqaError) || error.code !== 'LEASE_TAKEN') throw error;
      throw new CodexqaError('LEASE_TAKEN', `"${name}" is in use, and who holds "${later}" may not wait for it`, {
        fix: `ask for "${name}" first: two runs that wait for each other never end`,
        cause: error,
        facts: error.facts,
      });
    }
  }

  drop(name: LeaseName): void {
    const held = this.#held.get(name);
    this.#held.delete(name);
    this.#users.delete(name);
    held?.then((lease) => lease.release()).catch(() => undefined);
  }

  /** For as long as `work` takes; what is held already stays held. */
  async during<T>(name: LeaseName, work: () => Promise<T>): Promise<T> {
    const isOurs = !this.#held.has(name) || this.#users.has(name);
    if (!isOurs) return work();
    this.#users.set(name, (this.#users.get(name) ?? 0) + 1);
    try {
      await this.hold(name);
      return await work();
    } finally {
      const left = (this.#users.get(name) ?? 1) - 1;
      if (left > 0) this.#users.set(name, left);
      else this.drop(name);
    }
  }

  dropAll(): void {
    for (const name of [...this.#held.keys()]) this.drop(name);
  }
}
