/** A notice on the desktop of whoever sits there: org.freedesktop.Notifications on the session bus. */
import { createClient } from 'dbus-native';
import { CodexqaError } from '../../contracts/errors.ts';
import type { Notice } from '../../contracts/notification.ts';
import { factsOf, lookText } from './messages.ts';

const urgency = { low: 0, medium: 1, high: 1, critical: 2 } as const;
const service = { destination: 'org.freedesktop.Notifications', interface: 'org.freedesktop.Notifications' } as const;

/** @throws NOTIFICATION_INVALID where there is no session bus; and whatever the bus says */
export async function showOnDesktop(notice: Notice, timeoutMs: number): Promise<void> {
  const busAddress = process.env['DBUS_SESSION_BUS_ADDRESS'];
  if (process.platform !== 'linux' || busAddress === undefined) {
    throw new CodexqaError('NOTIFICATION_INVALID', 'there is no session bus to show a notice by', {
      fix: 'notify by another channel: ntfy, slack, teams, webhook',
    });
  }
  const bus = createClient({ busAddress });
  bus.connection.on('error', () => {});
  const lines = [...factsOf(notice).map(([name, value]) => `${name}: ${value}`), lookText(notice)];
  const call = {
    ...service,
    path: '/org/freedesktop/Notifications',
    member: 'Notify',
    signature: 'susssasa{sv}i',
    // the body may hold markup, so what applications say is not taken for it
    body: [
      'codexqa',
      0,
      '',
      notice.what,
      escaped(lines.join('\n')),
      [],
      [['urgency', ['y', urgency[notice.risk]]]],
      -1,
    ],
  };
  try {
    await new Promise<void>((resolve, reject) => {
      bus.invoke(call, { timeout: timeoutMs }, (error: Error | null) => (error === null ? resolve() : reject(error)));
    });
  } finally {
    await bus.close();
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
