/** The applications on the accessibility bus, each with its mirror; kept by the registry's and the bus's own signals. */
import { type AccessibleApp, meetApp, pidOf } from './app.ts';
import { type AtspiConnection, desktopRef, type ObjectRef } from './connection.ts';
import { AppMirror } from './mirror.ts';
import { refFrom, refsFrom } from './record.ts';

interface Guest {
  readonly root: ObjectRef;
  readonly pid: Promise<number | undefined>;
  /** The same once it is known: events come before anybody asks for the tree. */
  knownPid?: number;
  mirror?: AppMirror;
  meeting?: Promise<AppMirror | undefined>;
  app?: AccessibleApp;
}

export class Desktop {
  readonly #connection: AtspiConnection;
  readonly #scale: number;
  readonly #guests = new Map<string, Guest>();

  constructor(connection: AtspiConnection, scale: number) {
    this.#connection = connection;
    this.#scale = scale;
  }

  /** Asks the registry for all applications; those that are known stay. */
  async list(): Promise<void> {
    const refs = refsFrom((await this.#connection.attempt(desktopRef, 'Accessible', 'GetChildren'))?.[0]);
    for (const ref of refs) this.#add(ref);
    const present = new Set(refs.map((ref) => ref.bus));
    for (const bus of this.#guests.keys()) if (!present.has(bus)) this.#guests.delete(bus);
  }

  /** From a children-changed event of the registry. */
  arrived(value: unknown): void {
    const ref = refFrom(value);
    if (ref !== undefined) this.#add(ref);
  }

  /** True when there was an application behind the bus name. */
  left(bus: string): boolean {
    return this.#guests.delete(bus);
  }

  /**
   * Mirrors of the applications with one of these processes; of all of them without a set. Only these are asked
   * anything, so that a hung one does not stop the others.
   */
  async mirrors(pids: ReadonlySet<number> | undefined): Promise<readonly AppMirror[]> {
    const guests = [...this.#guests.values()];
    const mirrors = await Promise.all(
      guests.map(async (guest) => {
        if (pids === undefined) return this.#meet(guest);
        const pid = await guest.pid;
        return pid !== undefined && pids.has(pid) ? this.#meet(guest) : undefined;
      }),
    );
    return mirrors.filter((mirror) => mirror !== undefined);
  }

  /** Of the application behind a bus name, if it was asked anything yet. */
  mirrorOf(bus: string): AppMirror | undefined {
    return this.#guests.get(bus)?.mirror;
  }

  /** The mirror that holds an element: mostly its own application's, another one's for embedded content. */
  holding(id: string, bus: string): AppMirror | undefined {
    const own = this.mirrorOf(bus);
    if (own?.records.has(id)) return own;
    for (const guest of this.#guests.values()) if (guest.mirror?.records.has(id)) return guest.mirror;
    return own;
  }

  /** `galculator (process 123)`, as far as it is known. */
  describe(bus: string): string {
    const app = this.#guests.get(bus)?.app;
    return app === undefined ? `the application behind ${bus}` : `${app.name} (process ${app.pid})`;
  }

  pidOf(bus: string): number | undefined {
    return this.#guests.get(bus)?.knownPid;
  }

  #add(root: ObjectRef): void {
    if (this.#guests.has(root.bus)) return;
    const pid = pidOf(this.#connection, root.bus);
    const guest: Guest = { root, pid };
    this.#guests.set(root.bus, guest);
    pid.then(
      (known) => {
        if (known !== undefined) guest.knownPid = known;
      },
      // Whoever asks for the application meets the reason.
      () => undefined,
    );
  }

  async #meet(guest: Guest): Promise<AppMirror | undefined> {
    if (guest.mirror !== undefined) return guest.mirror;
    guest.meeting ??= this.#introduce(guest).finally(() => {
      delete guest.meeting;
    });
    return guest.meeting;
  }

  async #introduce(guest: Guest): Promise<AppMirror | undefined> {
    const pid = await guest.pid;
    const app = pid === undefined ? undefined : await meetApp(this.#connection, guest.root, pid, this.#scale);
    if (app === undefined) return undefined;
    guest.app = app;
    guest.mirror = new AppMirror(this.#connection, app);
    return guest.mirror;
  }
}
