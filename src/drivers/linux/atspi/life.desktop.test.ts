/** Applications that hang, die, come and go; a bus that goes away. */
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { type DriverSession, defaultSession, type Signal } from '../../../contracts/driver.ts';
import { createLinuxDriver } from '../driver.ts';
import { processNamed, until } from '../linux.sample.ts';
import { Subject } from './atspi.sample.ts';

const form = fileURLToPath(new URL('../../../../fixtures/apps/form.py', import.meta.url));

let session: DriverSession;

test.beforeEach(async () => {
  session = await createLinuxDriver().open(defaultSession);
});

test.afterEach(async () => {
  await session.close();
});

test('a hung application is named with the call it did not answer, and does not stop the others', async () => {
  const hung = await Subject.launch(session, form);
  const calculator = await Subject.launch(session, 'galculator');
  const seven = await calculator.find('button', '7');
  const name = await hung.find('button', 'Greet');
  await hung.click('button', 'Hang');
  await expect(until(session, () => hung.read(name).then(() => undefined), 'a time-out')).rejects.toThrow(
    /APP_UNRESPONSIVE: .*\(process \d+\) did not answer the accessibility call \w+\.\w+ within 5000 ms/,
  );
  await expect(hung.tree(true)).rejects.toThrow(/APP_UNRESPONSIVE/);
  expect((await calculator.read(seven)).name).toBe('7');
  expect((await calculator.tree(true)).length).toBe(1);
});

test('the elements of a dead application are gone at once', async () => {
  const app = await Subject.launch(session, form);
  const greet = await app.find('button', 'Greet');
  await app.click('button', 'Crash');
  await until(session, () => app.app.exit, 'its end');
  // a call that waits for its time-out would throw APP_UNRESPONSIVE here
  await until(session, async () => (await session.read([greet.id]))[0] === undefined || undefined, 'no element');
  expect(await session.tree({ kind: 'desktop' }, { fresh: true })).toEqual([]);
});

test('two applications at once are kept apart, the desktop shows both', async () => {
  const one = await Subject.launch(session, 'galculator');
  const two = await Subject.launch(session, 'galculator');
  const seven = await one.find('button', '7');
  const other = await two.find('button', '7');
  expect(seven.id).not.toBe(other.id);
  expect(await session.tree({ kind: 'desktop' }, { fresh: false })).toHaveLength(2);
  await one.quiet();
  one.signals.length = 0;
  await session.act({ kind: 'invoke', nodeId: other.id });
  const isOfTwo = (signal: Signal) => signal.kind === 'tree' && signal.appId === two.app.id;
  await expect.poll(() => one.signals.some(isOfTwo)).toBe(true);
  await two.quiet();
  const owners = one.signals.map((signal) => (signal.kind === 'tree' ? signal.appId : two.app.id));
  expect(new Set(owners)).toEqual(new Set([two.app.id]));
});

test('what the form publishes of itself is there: ids, labels, texts, values', async () => {
  const app = await Subject.launch(session, form);
  const name = await until(
    session,
    async () => (await app.visible()).find((node) => node.nativeId === 'name'),
    'the field with an id',
  );
  const label = await app.find('text', 'Name');
  expect(name).toMatchObject({ role: 'textbox', labelledBy: [label.id] });
  await session.act({ kind: 'set-text', nodeId: name.id, text: 'Äda' });
  await app.click('button', 'Greet');
  await app.find('status', 'Hello, Äda!');
  const password = (await app.visible()).find((node) => node.states.protected);
  expect(password?.nativeRole).toBe('password text');
  const amount = (await app.visible()).find((node) => node.role === 'spinbutton');
  if (amount === undefined) throw new Error('no spin button');
  await session.act({ kind: 'set-value', nodeId: amount.id, value: 42 });
  await app.becomes(amount, ({ value, text }) => value === 42 && text === '42', 'the amount');
  await app.expectMirrorIsTrue();
});

test('what is scrolled out of sight is visible, known to be away, and brought into view to be clicked', async () => {
  const app = await Subject.launch(session, form);
  const row = await app.find('button', 'Row 30');
  await app.becomes(row, ({ states }) => states.visible && states.offscreen === true, 'known to be away');
  const ready = await app.find('button', 'Row 1');
  await app.becomes(ready, ({ states }) => states.offscreen === undefined, 'in sight');
  await session.act({ kind: 'scroll-into-view', nodeId: row.id });
  const seen = await app.becomes(row, ({ bounds }) => bounds !== undefined, 'a place');
  expect(seen.states).not.toHaveProperty('offscreen');
  await app.click('button', 'Row 30');
  await app.find('status', 'Row 30');
  await app.expectMirrorIsTrue();
  await session.act({ kind: 'scroll-into-view', nodeId: ready.id });
  await app.click('button', 'Row 1');
  await app.find('status', 'Row 1');
});

test('when the accessibility bus dies, calls fail at once', async () => {
  const calculator = await Subject.launch(session, 'galculator');
  const seven = await calculator.find('button', '7');
  const buses = () => processNamed(session.id, 'dbus-daemon');
  process.kill(buses(), 'SIGSTOP');
  process.kill(buses(), 'SIGKILL');
  // APP_UNRESPONSIVE would say that a call waited for its time-out
  const failure = await until(
    session,
    () =>
      session.read([seven.id]).then(
        (readings) => (readings[0] === undefined ? 'gone' : undefined),
        (error: unknown) => String(error),
      ),
    'a failure',
  );
  expect(failure).toMatch(/SESSION_LOST|gone/);
});
