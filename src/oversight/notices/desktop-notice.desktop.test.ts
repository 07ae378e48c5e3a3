/** A notice on a desktop: the notification service of a private bus gets it, as text. */
import { expect, test } from '@playwright/test';
import { MockBus } from '../../support/mock-bus.sample.ts';
import { deliver } from './deliver.ts';

const notice = {
  id: 'a',
  topic: 'run.halted',
  risk: 'critical',
  what: 'The run has halted',
  where: 'run 20261122-151811-azure-eagle on night',
  whyNow: 'window "<b>Update</b>" & more',
  consequence: 'nothing more begins',
  otherwise: 'it stays as it is',
  evidence: {},
  at: 0,
  look: { command: 'npx codexqa runs show last' },
} as const;

test('the notification service is told what, where and why, and takes nothing for markup', async () => {
  const bus = await MockBus.open();
  const before = process.env['DBUS_SESSION_BUS_ADDRESS'];
  try {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = bus.address;
    // nobody there yet: worth another attempt
    expect(await deliver({ kind: 'desktop' }, notice)).toMatchObject({ kind: 'later' });
    await bus.mock('notification_daemon', 'org.freedesktop.Notifications');
    expect(await deliver({ kind: 'desktop' }, notice)).toEqual({ kind: 'sent', detail: 'shown on the desktop' });
    await expect.poll(() => bus.said).toContain('&lt;b&gt;Update&lt;/b&gt;');
    expect(bus.said).toContain('Notify "codexqa"');
    expect(bus.said).toContain('"The run has halted"');
    delete process.env['DBUS_SESSION_BUS_ADDRESS'];
    expect(await deliver({ kind: 'desktop' }, notice)).toMatchObject({
      kind: 'later',
      detail: expect.stringContaining('there is no session bus'),
    });
  } finally {
    if (before === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS'];
    else process.env['DBUS_SESSION_BUS_ADDRESS'] = before;
    bus.close();
  }
});
