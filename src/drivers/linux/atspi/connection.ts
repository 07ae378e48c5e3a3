/** One connection to the accessibility bus: method calls with a time-out each, properties, signals, and how it ends. */
import {
  type CallOptions,
  createClient,
  type DBusError,
  type Message,
  type MessageBus,
  messageType,
} from 'dbus-native';
import { CodexqaError } from '../../../contracts/errors.ts';

/** Address of one accessible object. */
export interface ObjectRef {
  readonly bus: string;
  readonly path: string;
}

export const registryRef: ObjectRef = {
  bus: 'org.a11y.atspi.Registry',
  path: '/org/a11y/atspi/registry',
};
export const desktopRef: ObjectRef = {
  bus: 'org.a11y.atspi.Registry',
  path: '/org/a11y/atspi/accessible/root',
};

/** Interfaces by their last part; `Registry` is the only one that is not below `org.a11y.atspi` by the same rule. */
export type AtspiInterface =
  | 'Accessible'
  | 'Action'
  | 'Application'
  | 'Cache'
  | 'Component'
  | 'EditableText'
  | 'Registry'
  | 'Selection'
  | 'Table'
  | 'Text'
  | 'Value';

/** Arguments of a call: D-Bus signature, then the values. */
export type CallArguments = readonly [signature: string, ...values: unknown[]];

/** The remote side answered with an error: the object is gone, or it does not have the interface. */
export class RemoteError extends Error {
  readonly dbusName: string;

  constructor(dbusName: string, message: string) {
    super(`${dbusName}: ${message}`);
    this.name = 'RemoteError';
    this.dbusName = dbusName;
  }
}

export interface ConnectionSettings {
  readonly address: string;
  /** How long one call may take before its application counts as hung. */
  readonly callTimeoutMs: number;
  /** Name of the application behind a bus name, for messages. */
  readonly describeApp: (bus: string) => string;
}

const busDaemon = 'org.freedesktop.DBus';
const prefix = 'org.a11y.atspi.';

export class AtspiConnection {
  readonly #bus: MessageBus;
  readonly #settings: ConnectionSettings;
  readonly #options: CallOptions;
  #lost: string | undefined;

  private constructor(bus: MessageBus, settings: ConnectionSettings) {
    this.#bus = bus;
    this.#settings = settings;
    this.#options = { timeout: settings.callTimeoutMs };
    // Without a listener an error of the socket would end the process; the end of the stream carries the news.
    bus.connection.on('error', (error) => {
      this.#lost ??= error.message;
    });
    bus.connection.on('close', () => {
      this.#lost ??= 'the bus closed the connection';
    });
  }

  /** @throws SESSION_LOST when nobody answers at the address. */
  static async open(settings: ConnectionSettings): Promise<AtspiConnection> {
    const connection = new AtspiConnection(
      // Plain values: a variant arrives as its value, `a{ss}` as an object.
      createClient({ busAddress: settings.address, plainValues: true }),
      settings,
    );
    // Any reply proves that the greeting is through.
    await connection.daemon('GetId');
    return connection;
  }

  /**
   * Calls a method and gives the values of the reply.
   * @throws APP_UNRESPONSIVE after the time-out, SESSION_LOST when the bus is gone, RemoteError when the object refuses.
   */
  call(ref: ObjectRef, iface: AtspiInterface, member: string, args?: CallArguments): Promise<unknown[]> {
    return this.#invoke(ref, prefix + iface, member, args);
  }

  /** As `call`, but undefined where the object is gone or lacks the interface. */
  async attempt(
    ref: ObjectRef,
    iface: AtspiInterface,
    member: string,
    args?: CallArguments,
  ): Promise<unknown[] | undefined> {
    return absent(this.call(ref, iface, member, args));
  }

  /** One property; undefined where the object is gone or lacks it. */
  async property(ref: ObjectRef, iface: AtspiInterface, name: string): Promise<unknown> {
    const reply = await absent(
      this.#invoke(ref, 'org.freedesktop.DBus.Properties', 'Get', ['ss', prefix + iface, name]),
    );
    return reply?.[0];
  }

  /**
   * All properties of `Accessible` in one reply. Never for Qt: its bridge answers GetAll with a message that the
   * bus refuses and loses its connection over it (seen with Qt 5.15.8 and 6.4.2).
   */
  async accessibleProperties(ref: ObjectRef): Promise<Readonly<Record<string, unknown>> | undefined> {
    const reply = await absent(
      this.#invoke(ref, 'org.freedesktop.DBus.Properties', 'GetAll', ['s', `${prefix}Accessible`]),
    );
    return reply?.[0] as Record<string, unknown> | undefined;
  }

  async setProperty(
    ref: ObjectRef,
    iface: AtspiInterface,
    name: string,
    variant: readonly [signature: string, value: unknown],
  ): Promise<void> {
    await this.#invoke(ref, 'org.freedesktop.DBus.Properties', 'Set', ['ssv', prefix + iface, name, variant]);
  }

  /** Calls the bus daemon itself. */
  daemon(member: string, args?: CallArguments): Promise<unknown[]> {
    return this.#invoke({ bus: busDaemon, path: '/org/freedesktop/DBus' }, busDaemon, member, args);
  }

  /** Every signal that a match rule lets through. */
  onSignal(listener: (message: Message) => void): void {
    this.#bus.connection.on('message', (message) => {
      if (message.type === messageType.signal) listener(message);
    });
  }

  async close(): Promise<void> {
    this.#lost ??= 'closed';
    await this.#bus.close();
  }

  #invoke(ref: ObjectRef, iface: string, member: string, args?: CallArguments): Promise<unknown[]> {
    // A new message each time: dbus-native writes the serial into it.
    const message: Message = { destination: ref.bus, path: ref.path, interface: iface, member };
    if (args !== undefined) {
      message.signature = args[0];
      message.body = args.slice(1);
    }
    return new Promise((resolve, reject) => {
      this.#bus.invoke(message, this.#options, (error: DBusError | null, ...values: unknown[]) => {
        if (error === null) resolve(values);
        else reject(this.#failure(error, ref, iface, member));
      });
    });
  }

  #failure(error: DBusError, ref: ObjectRef, iface: string, member: string): Error {
    const code = 'code' in error ? error.code : undefined;
    const call = `${iface.split('.').at(-1)}.${member}`;
    if (code === 'ETIMEDOUT') {
      const who = this.#settings.describeApp(ref.bus);
      return new CodexqaError(
        'APP_UNRESPONSIVE',
        `${who} did not answer the accessibility call ${call} within ${this.#settings.callTimeoutMs} ms`,
        {
          fix: 'see whether the application hangs or computes in its main thread: its window does not react meanwhile either',
          facts: { call, object: ref.path, busName: ref.bus },
        },
      );
    }
    if (code === 'ECONNCLOSED' || this.#lost !== undefined) {
      return new CodexqaError(
        'SESSION_LOST',
        `the accessibility bus of the session went away during ${call}: ${this.#lost ?? 'connection closed'}`,
        { cause: error },
      );
    }
    return new RemoteError(error.dbusName ?? 'unknown', error.message);
  }
}

async function absent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof RemoteError) return undefined;
    throw error;
  }
}
