/** Noise on a real desktop: each signal is injected from outside while a test works, and the test goes on (S8, S9, S10). */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { test as base, expect } from '@playwright/test';
import type { JournalEntry } from '../contracts/journal.ts';
import type { App } from './app.ts';
import type { Desktop } from './desktop.ts';
import { linuxDesktop } from './linux-desktop.sample.ts';
import type { Unexpected } from './recovery.ts';

type Recovered = Extract<JournalEntry, { kind: 'recovery' }>;

class Room {
  readonly desktop: Desktop;
  readonly form: App;
  readonly entries: readonly JournalEntry[];
  readonly stuck: readonly Unexpected[];
  readonly #children: ChildProcess[] = [];

  constructor(desktop: Desktop, form: App, entries: readonly JournalEntry[], stuck: readonly Unexpected[]) {
    this.desktop = desktop;
    this.form = form;
    this.entries = entries;
    this.stuck = stuck;
  }

  recovered(): readonly Recovered[] {
    return this.entries.filter((entry) => entry.kind === 'recovery');
  }

  /** A program of somebody else on this desktop. */
  stranger(command: string, ...args: readonly string[]): void {
    this.#children.push(spawn(command, args, { env: this.environment(), stdio: 'ignore' }));
  }

  /** Signals of what it did are on their way when it has ended, and heard before the test goes on. */
  async xdotool(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('xdotool', args, { env: this.environment() });
    return stdout.trim().split('\n').at(-1) ?? '';
  }

  /** X's id of a window, once it is there; asked by somebody else, so that no rule is applied meanwhile. */
  windowId(title: string): Promise<string> {
    return this.xdotool('search', '--sync', '--onlyvisible', '--name', `^${title}$`);
  }

  /** A dialog of another program over the whole screen. */
  async dialogOverAll(): Promise<void> {
    const size = ['--width', '1270', '--height', '760'];
    this.stranger('zenity', '--text-info', '--title', 'Information', '--filename', '/etc/hostname', ...size);
    const window = await this.windowId('Information');
    await this.xdotool('windowmove', '--sync', window, '2', '25', 'windowraise', window);
  }

  /** A modal question of the form itself, for which somebody else has pressed the button. */
  async questionByOthers(): Promise<void> {
    await this.clickByOthers('Dialog');
    await this.windowId('Question');
  }

  /** The pointer does not stay where the test works. */
  async clickByOthers(name: string): Promise<void> {
    const { x = 0, y = 0 } = (await this.form.getByRole('button', { name, exact: true }).bounds()) ?? {};
    await this.xdotool('mousemove', `${x + 10}`, `${y + 10}`, 'click', '1', 'mousemove', '1279', '799');
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.form.pid, name);
  }

  end(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }

  environment(): NodeJS.ProcessEnv {
    const pairs = readFileSync(`/proc/${this.form.pid}/environ`, 'utf8').split('\0').filter(Boolean);
    const all = Object.fromEntries(pairs.map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]));
    const { CODEXQA_APP: _, ...environment } = all;
    return environment;
  }
}

const test = base.extend<{ room: Room }>({
  room: async ({}, use) => {
    const entries: JournalEntry[] = [];
    const stuck: Unexpected[] = [];
    const { session, desktop } = await linuxDesktop({
      journal: { append: (entry) => entries.push(entry) },
      testId: 'noise',
      settings: { actionTimeoutMs: 60_000, effectTimeoutMs: 30_000, launchTimeoutMs: 60_000 },
      stuck: async (unexpected) => {
        stuck.push(unexpected);
        return 'give-up';
      },
    });
    const form = await desktop.launch({
      command: '/usr/bin/python3',
      args: [`${process.cwd()}/fixtures/apps/form.py`],
    });
    const room = new Room(desktop, form, entries, stuck);
    await use(room);
    room.end();
    await session.close();
  },
});

const python = '/usr/bin/python3';
const formFile = `${process.cwd()}/fixtures/apps/form.py`;

test('a dialog that comes up is answered by its rule, and the step goes on', async ({ room }) => {
  const { desktop, form } = room;
  const ok = desktop.getByRole('button', { name: 'OK' });
  let calls = 0;
  desktop.onUnexpected(ok, async () => {
    calls++;
    await ok.click();
  });
  await room.dialogOverAll();
  await form.getByRole('button', { name: 'Count' }).click();
  await form.getByText('Count: 1').waitFor();
  expect(calls).toBe(1);
  const [recovered] = room.recovered().filter(({ handler }) => handler.includes('OK'));
  expect(recovered).toMatchObject({ testId: 'noise', signal: 'unknown-window', seen: 'window "Information" appeared' });
  expect(recovered?.switch).toMatch(/^window "(Information|Form)", then window "Form"$/);
  expect(recovered?.returnedTo).toContain('Count');
});

test('a dialog that nobody has a rule for stops the step with what is known about it', async ({ room }) => {
  await room.questionByOthers();
  const click = room.form.getByRole('button', { name: 'Count' }).click({ timeout: 5000 });
  await expect(click).rejects.toThrow(/ELEMENT_NOT_ACTIONABLE.*modal/);
  expect(room.stuck).toMatchObject([{ signal: 'unknown-window', seen: 'window "Question" appeared' }]);
  expect(room.recovered().at(-1)).toMatchObject({ signal: 'unknown-window', handler: 'nobody' });
});

test('a rule may be taken back, and one that was used up is gone', async ({ room }) => {
  const { form } = room;
  const yes = room.desktop.getByRole('button', { name: 'Yes' });
  room.desktop.onUnexpected(yes, () => expect(true, 'this rule was taken back').toBe(false));
  room.desktop.offUnexpected(yes);
  await room.questionByOthers();
  let calls = 0;
  room.desktop.onUnexpected(yes, async () => ++calls && (await yes.click()), { times: 1 });
  await form.getByRole('button', { name: 'Count' }).click();
  await form.getByRole('button', { name: 'Dialog', exact: true }).click();
  await yes.waitFor();
  expect(calls).toBe(1);
  expect(await yes.isVisible()).toBe(true);
});

test('a window that takes the focus loses it again before anything is typed', async ({ room }) => {
  const { desktop, form } = room;
  const name = form.getByLabel('Name');
  await name.click();
  room.stranger('zenity', '--entry', '--text', 'Password?');
  await room.xdotool('windowactivate', '--sync', await room.windowId('Add a new entry'));
  await desktop.keyboard.type('mine');
  await expect.poll(() => name.text()).toBe('mine');
  expect(room.recovered()).toContainEqual(
    expect.objectContaining({
      signal: 'focus-theft',
      seen: 'window "Add a new entry" took the focus from window "Form"',
      handler: 'built in',
      returnedTo: 'keyboard.type "mine"',
    }),
  );
});

test('moved, resized, notified: the test goes on and the detours are on record', async ({ room }) => {
  const { form } = room;
  const count = form.getByRole('button', { name: 'Count' });
  const window = await room.windowId('Form');
  await count.click();
  await room.xdotool('windowmove', '--sync', window, '60', '20');
  await count.click();
  await room.xdotool('windowsize', '--sync', window, '1180', '760');
  await count.click();
  room.stranger(python, formFile, '--notification');
  await room.windowId('Notification');
  await count.click();
  await form.getByText('Count: 4').waitFor();
  const signals = new Set(room.recovered().map(({ signal }) => signal));
  expect(signals).toEqual(new Set(['window-moved', 'window-resized', 'notification']));
});

test('a theme that turns dark changes nothing for locators', async ({ room }) => {
  const { form } = room;
  const count = form.getByRole('button', { name: 'Count' });
  await count.click();
  // somebody else changes it, and changes it back while the window is still too young to be judged
  for (let clicks = 1; clicks <= 20 && room.recovered().length === 0; clicks++) {
    await room.clickByOthers('Change theme');
    await room.xdotool('sleep', '1');
    await count.click();
  }
  expect(room.recovered()).toMatchObject([{ signal: 'theme-change', handler: 'built in' }]);
});

test('an application that hangs goes on after its rule', async ({ room }) => {
  const { desktop, form } = room;
  const count = form.getByRole('button', { name: 'Count' });
  await count.click();
  room.signal('SIGSTOP');
  desktop.onUnexpected('hang', () => room.signal('SIGCONT'), { times: 3 });
  await form.getByRole('button', { name: 'Greet' }).click();
  await form.getByText('Hello, !').waitFor();
  expect(room.recovered()).toContainEqual(expect.objectContaining({ signal: 'hang', handler: 'hang' }));
});

test('an application that crashes is started again by its rule, and its locators mean the new one', async ({
  room,
}) => {
  const { desktop, form } = room;
  const count = form.getByRole('button', { name: 'Count' });
  await count.click();
  const pid = form.pid;
  room.signal('SIGKILL');
  desktop.onUnexpected('crash', () => form.relaunch());
  await count.click();
  await form.getByText('Count: 1').waitFor();
  expect(form.pid).not.toBe(pid);
  expect(room.recovered()).toContainEqual(expect.objectContaining({ signal: 'crash', handler: 'crash' }));
});
