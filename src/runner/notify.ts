/** Puts together who tells people about one run. */
import type { JournalSink } from '../contracts/journal.ts';
import { chainOf } from '../journal/chain.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { Courier } from '../oversight/notices/courier.ts';
import { assertSendable } from '../oversight/notices/messages.ts';
import { Outbox } from '../oversight/notices/outbox.ts';
import { noticesOf } from '../oversight/notices/run-notices.ts';
import type { NotificationOptions, ProjectOptions } from './options.ts';

export function courierFor(folder: RunFolder, options: NotificationOptions, journal: JournalSink): Courier {
  const { channels, link, quietHours } = options;
  return new Courier({
    notices: () => noticesOf(folder, link),
    channels,
    quietHours,
    outbox: Outbox.of(chainOf(folder)),
    journal,
  });
}

/** What the project has for this run; undefined when nobody is to be told. */
export function notificationsFor({ notifications, supervision }: ProjectOptions): NotificationOptions | undefined {
  return notifications?.when === 'always' || supervision === 'unattended' ? notifications : undefined;
}

/** Before anything runs: who counts on being told must be. @throws NOTIFICATION_INVALID */
export function assertNotifications(options: ProjectOptions): void {
  for (const channel of Object.values(notificationsFor(options)?.channels ?? {})) assertSendable(channel);
}
