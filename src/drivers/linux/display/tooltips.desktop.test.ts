/** Help bubbles come with the pointer; a session that is told to hide them shows none, whatever the toolkit. */
import { expect, test } from '@playwright/test';
import { type DriverSession, defaultSession, type WindowInfo } from '../../../contracts/driver.ts';
import { Deadline } from '../../../support/deadline.ts';
import { createLinuxDriver } from '../driver.ts';
import { gtkWindow, start, until } from '../linux.sample.ts';

const button = "Gtk.Button(label='Save', tooltip_text='writes the file')";
const page =
  'data:text/html,<title>tips</title><button title="writes the file" style="width:600px;height:500px">Save</button>';

interface Case {
  readonly toolkit: string;
  readonly command: readonly [string, ...string[]];
  /** From the upper left corner of the window's content. */
  readonly at: { readonly x: number; readonly y: number };
}

const cases: readonly Case[] = [
  { toolkit: 'GTK 3', command: gtkWindow(3, button), at: { x: 200, y: 150 } },
  { toolkit: 'GTK 4', command: gtkWindow(4, button), at: { x: 200, y: 150 } },
  { toolkit: 'Qt 5', command: ['featherpad'], at: { x: 20, y: 45 } },
  { toolkit: 'Chromium', command: ['chromium', '--no-sandbox', `--app=${page}`], at: { x: 200, y: 200 } },
];

for (const { toolkit, command, at } of cases) {
  test(`${toolkit}: help bubbles are shown, or hidden when the session says so`, async () => {
    const session = await open('shown');
    const [program, ...args] = command;
    let tookMs = 0;
    try {
      const { window } = await start(session, program, args);
      const since = performance.now();
      await until(session, async () => (await bubbleAt(session, window, at)) || undefined, 'a bubble');
      tookMs = performance.now() - since;
    } finally {
      await session.close();
    }
    const without = await open('hidden');
    try {
      const { window } = await start(without, program, args);
      const patience = Deadline.after(2 * tookMs + 1000);
      while (!patience.passed) expect(await bubbleAt(without, window, at)).toBe(false);
    } finally {
      await without.close();
    }
  });
}

function open(tooltips: 'shown' | 'hidden'): Promise<DriverSession> {
  return createLinuxDriver().open({ ...defaultSession, tooltips });
}

/** Moves the pointer a little there and says whether a bubble comes and stays: one that is taken away may be seen for a moment. */
async function bubbleAt(session: DriverSession, window: WindowInfo, at: Case['at']): Promise<boolean> {
  const point = { x: window.contentBounds.x + at.x, y: window.contentBounds.y + at.y };
  for (const x of [point.x + 3, point.x]) await session.act({ kind: 'hover', point: { ...point, x }, address: {} });
  const isThere = async () => (await session.windows()).some(({ kind }) => kind === 'popup');
  const patience = Deadline.after(1500);
  while (!patience.passed) {
    if (await isThere()) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      if (await isThere()) return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
