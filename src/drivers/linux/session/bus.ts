/** What the driver itself says on the private message buses of a session. */
import dbus from 'dbus-native';
import { CodexqaError } from '../../../contracts/errors.ts';
import { type Deadline, withDeadline } from '../../../support/deadline.ts';

export type BusClient = ReturnType<typeof dbus.createClient>;

/** A connection that never takes the process down: dbus-native emits `error` for calls after the end. */
export function connectBus(address: string): BusClient {
  const client = dbus.createClient({ busAddress: address });
  client.connection.on('error', () => undefined);
  return client;
}

/**
 * Tells applications where the accessibility bus is, in place of at-spi-bus-launcher: a killed launcher orphans its own
 * dbus-daemon, and it costs 25 ms more.
 * @throws SESSION_START_FAILED
 */
export async function announceAccessibility(session: BusClient, accessibilityAddress: string): Promise<void> {
  session.exportInterface({ GetAddress: () => accessibilityAddress }, '/org/a11y/bus', {
    name: 'org.a11y.Bus',
    methods: { GetAddress: ['', 's', [], ['address']] },
  });
  session.exportInterface({ IsEnabled: true, ScreenReaderEnabled: false }, '/org/a11y/bus', {
    name: 'org.a11y.Status',
    properties: { IsEnabled: 'b', ScreenReaderEnabled: 'b' },
  });
  const primaryOwner = 1;
  const answer = await session.requestName('org.a11y.Bus', 0);
  if (answer !== primaryOwner) {
    throw new CodexqaError(
      'SESSION_START_FAILED',
      `org.a11y.Bus could not be owned on the session bus (answer ${answer})`,
    );
  }
}

/** Resolves when somebody owns the name. */
export async function waitForOwner(bus: BusClient, name: string, deadline: Deadline): Promise<void> {
  let appeared: () => void = () => undefined;
  const owned = new Promise<void>((resolve) => {
    appeared = resolve;
  });
  bus.connection.on('message', (message: { member?: string; body?: readonly unknown[] }) => {
    if (message.member === 'NameOwnerChanged' && message.body?.[0] === name && message.body[2] !== '') appeared();
  });
  await bus.addMatch(`type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${name}'`);
  const names = await bus.listNames();
  if (names.includes(name)) return;
  await withDeadline(owned, deadline, `the start of ${name}`);
}
