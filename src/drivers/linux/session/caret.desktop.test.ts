/** A caret that blinks makes two pictures of one screen: in a session it stands, in each toolkit. */
import { expect, test } from '@playwright/test';
import { defaultSession } from '../../../contracts/driver.ts';
import { Deadline } from '../../../support/deadline.ts';
import { createLinuxDriver } from '../driver.ts';
import { gtkWindow, start, until } from '../linux.sample.ts';

const page = 'data:text/html,<title>field</title><input style="font-size:60px; width:90vw; height:80vh">';

const commands: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'GTK 3': gtkWindow(3, 'Gtk.TextView()'),
  'GTK 4': gtkWindow(4, 'Gtk.TextView()'),
  'Qt 5': ['featherpad'],
  Chromium: ['chromium', '--no-sandbox', `--app=${page}`],
};

/** Longer than any toolkit's blink: GTK's lasts 1200 ms, Qt's and Chromium's 1000. */
const watchMs = 1500;

for (const [toolkit, [program, ...args]] of Object.entries(commands)) {
  test(`${toolkit}: the caret of a focused text stands`, async () => {
    const session = await createLinuxDriver().open(defaultSession);
    try {
      const { window } = await start(session, program, args);
      const area = window.contentBounds;
      const picture = async () => Buffer.from((await session.capture({ kind: 'area', area })).pixels);
      const empty = await picture();
      const point = { x: area.x + 150, y: area.y + 150 };
      await session.act({ kind: 'click', point, button: 'left', count: 1, modifiers: [], address: {} });
      await session.act({ kind: 'type', text: 'words', address: {} });
      await until(session, async () => ((await picture()).equals(empty) ? undefined : true), 'the words');
      // words, menu bars and scroll bars are drawn piece by piece: a caret never stops, they do
      let quiet = await stretch(picture);
      const patience = Deadline.after(60_000);
      while (!quiet && !patience.passed) quiet = await stretch(picture);
      expect(quiet).toBe(true);
    } finally {
      await session.close();
    }
  });
}

/** Whether nothing changes for longer than a blink. */
async function stretch(picture: () => Promise<Buffer>): Promise<boolean> {
  const still = await picture();
  const watching = Deadline.after(watchMs);
  while (!watching.passed) {
    if (!(await picture()).equals(still)) return false;
    await pause(50);
  }
  return true;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
