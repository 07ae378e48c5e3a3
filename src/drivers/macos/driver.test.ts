/** The oddities of real Macs, one by one: what the driver must notice, refuse or report. */
import { expect } from '@playwright/test';
import { type DriverSession, defaultSession } from '../../contracts/driver.ts';
import type { Interference } from '../../contracts/presence.ts';
import { Lease } from '../../support/lease.ts';
import { fakeNut } from '../../support/nut-js.sample.ts';
import { NutJs } from '../../support/nut-js.ts';
import { nodeNamed, test } from './mac-desk.sample.ts';

const form = { name: 'form', command: 'form', args: [], env: {} };

async function click(
  session: DriverSession,
  role: string,
  name: string,
  modifiers: readonly 'Shift'[] = [],
): Promise<void> {
  const node = await nodeNamed(session, role, name);
  const [reading] = await session.read([node.id]);
  const point = { x: (reading?.bounds?.x ?? 0) + 4, y: (reading?.bounds?.y ?? 0) + 4 };
  await session.act({ kind: 'click', point, button: 'left', count: 1, modifiers, address: { nodeId: node.id } });
}

/** Grows with what the driver tells. */
function interferencesOf(session: DriverSession): readonly Interference[] {
  const told: Interference[] = [];
  session.onSignal((signal) => {
    if (signal.kind === 'interference') told.push(signal.interference);
  });
  return told;
}

test('S13: each missing permission refuses before the first action, with who must be granted what', async ({
  open,
}) => {
  for (const permission of ['accessibility', 'screenRecording', 'eventPosting'] as const) {
    await expect(open({ permissions: { [permission]: 'denied' } })).rejects.toThrow(
      /^PERMISSION_MISSING: .*not granted\n {2}Fix: grant /,
    );
  }
  await expect(open({ permissions: { accessibility: 'unusable' } })).rejects.toThrow('the grant must be renewed');
});

test('a button is pressed by accessibility: neither pointer nor front is touched', async ({ open }) => {
  const { mac, session } = await open();
  await session.launch(form);
  await click(session, 'button', 'Count');
  expect((await nodeNamed(session, 'status', 'Count: 1')).name).toBe('Count: 1');
  expect(mac.routes).toEqual([]);
  expect(mac.frontmostPid).toBe(1);
});

test('what has no action gets pointer events addressed to its window, never to the screen', async ({ open }) => {
  const { mac, session } = await open();
  const app = await session.launch(form);
  await click(session, 'row', 'Banana');
  expect(mac.routes).toEqual([{ kind: 'window', pid: app.pid, windowId: expect.any(Number) }]);
});

test('drags and clicks with modifiers are refused in the background, in words', async ({ open }) => {
  const { session } = await open();
  await session.launch(form);
  await expect(click(session, 'button', 'Count', ['Shift'])).rejects.toThrow(
    'CAPABILITY_MISSING: a click with modifiers',
  );
});

test('keys that could land in a sibling window are refused', async ({ open }) => {
  const { session } = await open();
  await session.launch(form);
  await click(session, 'button', 'Dialog');
  const [below] = await session.windows();
  const typed = session.act({ kind: 'type', text: 'x', address: { windowId: below?.id ?? '' } });
  await expect(typed).rejects.toThrow('the keys could land in another one');
});

test('keys without a target are refused while several applications run', async ({ open }) => {
  const { session } = await open();
  await session.launch(form);
  await session.launch({ ...form, command: 'editor', name: 'editor' });
  await expect(session.act({ kind: 'type', text: 'x', address: {} })).rejects.toThrow('2 applications have windows');
});

test('an application that activates itself is FOCUS_STOLEN, and the person gets the front back', async ({ open }) => {
  const { mac, session } = await open();
  await session.launch(form);
  mac.oddities.selfActivates = true;
  await expect(click(session, 'button', 'Count')).rejects.toThrow('FOCUS_STOLEN');
  expect(mac.reactivated).toEqual([1]);
  expect(mac.frontmostPid).toBe(1);
});

test('a person who switches programs meanwhile is recorded, not blamed on the application', async ({ open }) => {
  const { session } = await open({ personSwitchesTo: 77 });
  await session.launch(form);
  const told = interferencesOf(session);
  await click(session, 'button', 'Count');
  expect(told).toEqual([{ what: 'front-changed', detail: 'to process 77', during: 'click', follows: 'noted' }]);
});

test("an application that raises a window over the person's is FOCUS_STOLEN too", async ({ open }) => {
  const { mac, session } = await open();
  await session.launch(form);
  mac.oddities.raisesItself = true;
  await expect(click(session, 'button', 'Count')).rejects.toThrow(
    /FOCUS_STOLEN: window \d+ of the application under test came over window 7 during click/,
  );
  expect(mac.reactivated).toEqual([1]);
});

test('what failed while the person was in the way is tried once more, and written down', async ({ open }) => {
  const { mac, session } = await open();
  await session.launch(form);
  const told = interferencesOf(session);
  mac.oddities.personInTheWay = true;
  await click(session, 'button', 'Count');
  expect((await nodeNamed(session, 'status', 'Count: 1')).name).toBe('Count: 1');
  expect(told).toEqual([{ what: 'pointer-moved', detail: 'to 5,5', during: 'click', follows: 'tried-again' }]);
});

test('a program that runs only once ends in order when it is started again, and the first goes on', async ({
  open,
}) => {
  const { session } = await open({ singleInstance: true });
  await session.launch({ ...form, instances: 'several' });
  const again = await session.launch({ ...form, instances: 'several' });
  await expect.poll(() => again.exit).toEqual({ code: 0, signal: null, expected: false });
  expect(await session.tree({ kind: 'app', appId: again.id }, { fresh: true })).toEqual([]);
  await click(session, 'button', 'Count');
});

test('S104: a locked or sleeping screen, or a closed lid, halts before the act', async ({ open }) => {
  for (const [oddity, reason] of [
    ['locked', 'the screen is locked'],
    ['displayAsleep', 'the display is asleep'],
    ['lidShut', 'the lid is closed, which puts this machine to sleep'],
  ] as const) {
    const { mac, session } = await open();
    await session.launch(form);
    mac.oddities[oddity] = true;
    await expect(click(session, 'button', 'Count')).rejects.toThrow(reason);
    mac.oddities[oddity] = false;
    expect((await nodeNamed(session, 'status', 'Ready')).name).toBe('Ready');
  }
});

test('secure input withholds keys, and fill needs none', async ({ open }) => {
  const { session } = await open({ secureInput: true });
  await session.launch(form);
  await expect(session.act({ kind: 'type', text: 'x', address: {} })).rejects.toThrow('secure input');
  const name = await nodeNamed(session, 'textbox', 'Name');
  await session.act({ kind: 'set-text', nodeId: name.id, text: 'Zoë' });
  expect((await session.read([name.id]))[0]?.text).toBe('Zoë');
});

test('"cannot complete" after a press is no failure: the effect decides', async ({ open }) => {
  const { session } = await open({ pressCannotComplete: true });
  await session.launch(form);
  await click(session, 'button', 'Dialog');
  expect((await session.windows()).map((window) => window.title)).toEqual(['Form', 'Question']);
});

test('a value that is echoed but not rendered leaves the picture as it was: pixels are the proof', async ({ open }) => {
  const { mac, session } = await open();
  await session.launch(form);
  mac.oddities.echoesWithoutRendering = true;
  const name = await nodeNamed(session, 'textbox', 'Name');
  const before = await session.capture({ kind: 'screen' });
  await session.act({ kind: 'set-text', nodeId: name.id, text: 'never drawn' });
  expect((await session.read([name.id]))[0]?.text).toBe('never drawn');
  const after = await session.capture({ kind: 'screen' });
  expect(Buffer.compare(before.pixels, after.pixels)).toBe(0);
});

test('elements that an application rebuilt read as gone and refuse to act', async ({ open }) => {
  const { mac, session } = await open();
  await session.launch(form);
  const count = await nodeNamed(session, 'button', 'Count');
  mac.oddities.staleElements = true;
  await session.tree({ kind: 'desktop' }, { fresh: true });
  expect(await session.read([count.id])).toEqual([undefined]);
  await expect(session.act({ kind: 'invoke', nodeId: count.id })).rejects.toThrow('does not exist any more');
});

test('the foreground lane is one at a time; background sessions are not kept waiting', async ({ open }) => {
  const first = await open({}, 'foreground');
  await expect(open({}, 'foreground', first.folder)).rejects.toThrow('LEASE_TAKEN');
  await (await open({}, 'background', first.folder)).session.close();
  await first.session.close();
  await (await open({}, 'foreground', first.folder)).session.close();
});

test("pointer: 'nut-js' has the pointer and the windows of the foreground lane, and nothing else", async ({
  macWith,
}) => {
  const { nut, said } = fakeNut();
  const { mac, driver } = await macWith({}, () => ({ loadNut: async () => new NutJs(nut) }));
  const session = await driver.open({ ...defaultSession, lane: 'foreground', pointer: 'nut-js' });
  await session.launch(form);
  const at = { x: 30, y: 40 };
  await session.act({ kind: 'click', point: at, button: 'left', count: 1, modifiers: [], address: {} });
  expect(said.splice(0)).toEqual(['to 30,40', 'down 0', 'up 0']);
  expect(mac.routes).toEqual([]);
  await session.act({ kind: 'scroll', point: at, notchesX: 0, notchesY: 1, modifiers: [], address: {} });
  expect(mac.routes).toEqual([{ kind: 'global' }]);
  const window = (await mac.windows()).find(({ title }) => title === 'Form');
  const id = (await session.windows())[0]?.id ?? '';
  await session.act({ kind: 'window', windowId: id, change: { kind: 'move', to: at } });
  expect(said.splice(0)).toEqual([`move ${window?.id} to 30,40`]);
  await session.act({ kind: 'window', windowId: id, change: { kind: 'close' } });
  expect(said).toEqual([]);
  await session.close();
});

test('foreground: a person who takes the front stops the run before anything is typed', async ({ open }) => {
  const { mac, session } = await open({}, 'foreground');
  await session.launch(form);
  mac.frontmostPid = 77;
  await expect(session.act({ kind: 'type', text: 'x', address: {} })).rejects.toThrow('TARGET_NOT_FOREGROUND');
  expect(mac.routes).toEqual([]);
});

test('the pasteboard is written under its lease', async ({ open }) => {
  const { session, folder } = await open();
  using _held = await Lease.take(['pasteboard'], { folder });
  await expect(session.act({ kind: 'write-clipboard', text: 'x' })).rejects.toThrow('"pasteboard" is in use');
});
