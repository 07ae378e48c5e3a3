/** What GTK 3 is told of the display: a plain window loads no OpenGL, and one that draws with it still can. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { type DriverSession, defaultSession } from '../../../contracts/driver.ts';
import { createLinuxDriver } from '../driver.ts';
import { start, until } from '../linux.sample.ts';

const drawing = `
import sys, gi
gi.require_version('Gtk', '3.0')
from gi.repository import Gtk
window, area = Gtk.Window(), Gtk.GLArea()
if sys.argv[1] == 'transparent': window.set_visual(window.get_screen().get_rgba_visual())
window.add(area)
area.connect('realize', lambda it: it.make_current() or print('error:', it.get_error(), flush=True))
area.connect('render', lambda it, context: print('drawn', flush=True))
window.show_all()
print('depth:', window.get_window().get_visual().get_depth(), flush=True)
Gtk.main()
`;

let session: DriverSession;

test.beforeEach(async () => {
  session = await createLinuxDriver().open(defaultSession);
});

test.afterEach(async () => {
  await session.close();
});

test('the first GTK 3 window of a display does not load OpenGL', async () => {
  const { app } = await start(session, 'galculator');
  const loaded = readFileSync(`/proc/${app.pid}/maps`, 'utf8');
  expect(loaded).toContain('libgtk-3');
  expect(loaded).not.toMatch(/libLLVM|_dri\.so|libGLX_mesa/);
});

for (const [kind, depth] of [
  ['plain', 24],
  ['transparent', 32],
] as const) {
  test(`a ${kind} GTK 3 window draws with OpenGL`, async () => {
    const { app } = await start(session, '/usr/bin/python3', ['-c', drawing, kind]);
    await until(session, () => (app.output().includes('drawn') ? true : undefined), 'a frame drawn with OpenGL');
    expect(app.output()).toContain('error: None');
    expect(app.output()).toContain(`depth: ${depth}`);
  });
}
