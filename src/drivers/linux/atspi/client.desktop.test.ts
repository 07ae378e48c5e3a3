/** The client by itself, beside the session's own on the same bus: waiting for an application, losing the bus. */
import { expect, test } from '@playwright/test';
import { type DriverSession, defaultSession, type Signal } from '../../../contracts/driver.ts';
import { Deadline } from '../../../support/deadline.ts';
import { createLinuxDriver } from '../driver.ts';
import { descendants, until } from '../linux.sample.ts';
import { accessibilityBus } from './atspi.sample.ts';
import { AtspiClient } from './client.ts';

let session: DriverSession;
let client: AtspiClient;
const signals: Signal[] = [];

test.beforeEach(async () => {
  signals.length = 0;
  session = await createLinuxDriver().open(defaultSession);
  client = await AtspiClient.connect({
    address: accessibilityBus(session.id).address,
    windows: async () => [],
    appIdOf: (pid) => `process ${pid}`,
    onSignal: (signal) => signals.push(signal),
  });
});

test.afterEach(async () => {
  await client.close();
  await session.close();
});

test('an application is waited for until it has a window to read', async () => {
  const app = await session.launch({ name: 'calculator', command: 'galculator', args: [], env: {} });
  await client.waitForApp(() => new Set([app.pid]), Deadline.after(60_000));
  const tree = await client.tree({ pids: new Set([app.pid]) }, { fresh: false });
  expect(tree).toHaveLength(1);
  expect(tree[0]).not.toHaveProperty('windowId');
  const key = descendants(tree).find((node) => node.name === '7');
  await client.act({ kind: 'invoke', nodeId: key?.id ?? '' });
  const isItsText = (each: Signal) =>
    each.kind === 'tree' && each.appId === `process ${app.pid}` && each.change === 'text';
  await until(session, () => signals.some(isItsText) || undefined, 'an event of it');
});

test('an application that never comes is named as such in time', async () => {
  await expect(client.waitForApp(() => new Set([1]), Deadline.after(300))).rejects.toThrow(
    /APP_START_TIMEOUT: the application did not appear on the accessibility bus within 300 ms/,
  );
});

test('a bus that goes away ends every call at once', async () => {
  const app = await session.launch({ name: 'calculator', command: 'galculator', args: [], env: {} });
  await client.waitForApp(() => new Set([app.pid]), Deadline.after(60_000));
  const nodes = descendants(await client.tree({ pids: new Set([app.pid]) }, { fresh: true }));
  process.kill(app.pid, 'SIGSTOP');
  const pending = client.read(nodes.slice(0, 5).map((node) => node.id));
  process.kill(accessibilityBus(session.id).pid, 'SIGKILL');
  // not after the time-out of a call: that would be APP_UNRESPONSIVE
  await expect(pending).rejects.toThrow(/SESSION_LOST: the accessibility bus of the session went away during \w+\.\w+/);
  await expect(client.tree({}, { fresh: true })).rejects.toThrow(/SESSION_LOST/);
});
