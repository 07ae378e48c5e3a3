/** Lock, sleep, user switch and a dark display on the person's own desktop: logind, screen savers on the session bus, the X server. */
import { createClient, type Message, type MessageBus, messageType } from 'dbus-native';
import { CodexqaError } from '../../contracts/errors.ts';
import {
  changesBetween,
  type PresenceChange,
  type PresenceState,
  type PresenceWatch,
} from '../../contracts/presence.ts';
import { Bell } from '../../support/deadline.ts';
import { type VisibleDisplay, visibleDisplay } from './display/visible-display.ts';

/** Where those who can tell are: two buses and an X display. */
export interface Witnesses {
  readonly system: string | undefined;
  readonly session: string | undefined;
  readonly display: VisibleDisplay | undefined;
}

const callTimeoutMs = 3000;
const lookAgainMs = 1000;
/** Asking must not start a screen saver that is not there. */
const noAutoStart = 2;
const logind = 'org.freedesktop.login1';
const sessionInterface = `${logind}.Session`;
const savers = [
  { name: 'org.gnome.ScreenSaver', path: '/org/gnome/ScreenSaver' },
  { name: 'org.freedesktop.ScreenSaver', path: '/org/freedesktop/ScreenSaver' },
  { name: 'org.freedesktop.ScreenSaver', path: '/ScreenSaver' },
] as const;

export function witnesses(env: NodeJS.ProcessEnv): Witnesses {
  return {
    system: env['DBUS_SYSTEM_BUS_ADDRESS'] ?? 'unix:path=/run/dbus/system_bus_socket',
    session: env['DBUS_SESSION_BUS_ADDRESS'],
    display: visibleDisplay(env),
  };
}

/** Never fails: where nobody can be asked, `locked` stays undefined and there are no sources. */
export async function watchPresence({ system, session, display }: Witnesses): Promise<PresenceWatch> {
  const watch = new LinuxPresence();
  await Promise.all([watch.followLogind(system), watch.followSavers(session), watch.followDisplay(display)]);
  return watch;
}

class LinuxPresence implements PresenceWatch {
  readonly sources: string[] = [];
  readonly #buses = new Map<string, MessageBus>();
  readonly #listeners = new Set<(change: PresenceChange) => void>();
  /** By source: of two that can tell, one that says "locked" is believed. */
  readonly #locked = new Map<string, boolean>();
  #session = '';
  #asleep = false;
  #away = false;
  #displayOff = false;
  #following: Promise<void> | undefined;
  #isClosed = false;
  readonly #closing = new Bell();

  get state(): PresenceState {
    const known = [...this.#locked.values()];
    return {
      locked: known.length === 0 ? undefined : known.includes(true),
      asleep: this.#asleep,
      away: this.#away,
      displayOff: this.#displayOff,
    };
  }

  onChange(listener: (change: PresenceChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#closing.ring();
    await Promise.all([this.#following, ...[...this.#buses.values()].map((bus) => bus.close())]);
  }

  async followLogind(address: string | undefined): Promise<void> {
    const bus = this.#connect(address);
    if (bus === undefined) return;
    // listened to before it is asked, so that nothing falls in between
    await listen(bus, logind, (message) => this.#logindSays(message)).catch(() => undefined);
    const path = await ownSession(bus);
    if (path === undefined) return;
    this.#session = path;
    const [properties] = await call(
      bus,
      logind,
      path,
      'org.freedesktop.DBus.Properties',
      'GetAll',
      's',
      sessionInterface,
    );
    this.sources.push('logind');
    this.#sessionSays(properties as Readonly<Record<string, unknown>>);
  }

  async followSavers(address: string | undefined): Promise<void> {
    const bus = this.#connect(address);
    if (bus === undefined) return;
    for (const { name, path } of savers) {
      if (this.sources.includes(name)) continue;
      const says = (active: unknown): void => this.#change(() => this.#locked.set(name, active === true));
      await listen(bus, name, ({ interface: of, member, body }) => {
        if (of === name && member === 'ActiveChanged') says(body?.[0]);
      }).catch(() => undefined);
      const answer = await call(bus, name, path, name, 'GetActive').catch(() => undefined);
      if (answer === undefined) continue;
      this.sources.push(name);
      says(answer[0]);
    }
  }

  /** The X server tells nobody when it saves power: it is asked. */
  async followDisplay(display: VisibleDisplay | undefined): Promise<void> {
    if (display === undefined) return;
    const [{ XConnection }, { DisplayPower }] = await Promise.all([
      import('./display/x-connection.ts'),
      import('./display/display-power.ts'),
    ]);
    const x = await XConnection.open(display).catch(() => undefined);
    if (x === undefined) return;
    const power = await DisplayPower.open(x);
    const look = async (): Promise<void> => {
      const isOff = await power.isOff();
      this.#change(() => (this.#displayOff = isOff));
    };
    await look();
    this.sources.push(`X display :${display.number}`);
    this.#following = this.#lookAgain(look)
      // the X server has gone, and with it whatever could be asked
      .catch(() => undefined)
      .finally(() => x.fail(new CodexqaError('SESSION_LOST', 'nobody asks any more')));
  }

  async #lookAgain(look: () => Promise<void>): Promise<void> {
    for (;;) {
      await this.#closing.next(lookAgainMs);
      if (this.#isClosed) return;
      await look();
    }
  }

  #connect(address: string | undefined): MessageBus | undefined {
    if (address === undefined) return undefined;
    const known = this.#buses.get(address);
    if (known !== undefined) return known;
    const bus = createClient({ busAddress: address, plainValues: true });
    // nobody there: every call says so
    bus.connection.on('error', () => {});
    this.#buses.set(address, bus);
    return bus;
  }

  #logindSays({ member, path, body = [] }: Message): void {
    if (member === 'PrepareForSleep') this.#change(() => (this.#asleep = body[0] === true));
    if (path !== this.#session) return;
    if (member === 'Lock') this.#change(() => this.#locked.set('logind', true));
    if (member === 'PropertiesChanged') this.#sessionSays(body[1] as Readonly<Record<string, unknown>>);
  }

  #sessionSays({ LockedHint: locked, Active: active }: Readonly<Record<string, unknown>>): void {
    this.#change(() => {
      if (typeof locked === 'boolean') this.#locked.set('logind', locked);
      if (typeof active === 'boolean') this.#away = !active;
    });
  }

  #change(make: () => void): void {
    const before = this.state;
    make();
    for (const change of changesBetween(before, this.state)) for (const listener of this.#listeners) listener(change);
  }
}

/** The session this process belongs to, else the user's own one at a seat; undefined without logind. */
async function ownSession(bus: MessageBus): Promise<string | undefined> {
  const manager = ['/org/freedesktop/login1', `${logind}.Manager`] as const;
  const id = process.env['XDG_SESSION_ID'];
  try {
    if (id !== undefined) {
      const [path] = await call(bus, logind, ...manager, 'GetSession', 's', id);
      return String(path);
    }
    const [sessions] = await call(bus, logind, ...manager, 'ListSessions');
    const own = (sessions as readonly (readonly unknown[])[]).filter(([, uid]) => uid === process.getuid?.());
    const seated = own.find(([, , , seat]) => seat !== '') ?? own[0];
    return seated === undefined ? undefined : String(seated[4]);
  } catch {
    return undefined;
  }
}

async function listen(bus: MessageBus, sender: string, listener: (message: Message) => void): Promise<void> {
  bus.connection.on('message', (message) => {
    if (message.type === messageType.signal) listener(message);
  });
  await bus.addMatch(`type='signal',sender='${sender}'`);
}

function call(
  bus: MessageBus,
  destination: string,
  path: string,
  iface: string,
  member: string,
  signature?: string,
  ...body: unknown[]
): Promise<unknown[]> {
  const message: Message = {
    destination,
    path,
    interface: iface,
    member,
    flags: noAutoStart,
    ...(signature === undefined ? {} : { signature, body }),
  };
  return new Promise((resolve, reject) => {
    bus.invoke(message, { timeout: callTimeoutMs }, (error: Error | null, ...values: unknown[]) => {
      if (error === null) resolve(values);
      else reject(error);
    });
  });
}
