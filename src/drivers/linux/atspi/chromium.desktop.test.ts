/** Chromium in app mode, standing for Electron: web content with its ARIA roles, states and texts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type DriverSession, defaultSession } from '../../../contracts/driver.ts';
import { createLinuxDriver } from '../driver.ts';
import { descendants } from '../linux.sample.ts';
import { Subject } from './atspi.sample.ts';

const page = `<!doctype html><title>Probe page</title><h1>Order</h1>
<p>Read <a href="#terms">the terms</a> first.</p>
<label>Name <input id="name" placeholder="Your name"></label> <input type="search" aria-label="Find">
<input aria-label="Fixed" value="fixed" readonly> <input aria-label="Off" disabled>
<button id="greet" onclick="said.textContent = 'Hello ' + field.value">Greet</button>
<button aria-pressed="false" onclick="this.ariaPressed = this.ariaPressed !== 'true'">Bold</button>
<label><input type="checkbox"> Agree</label> <div role="switch" aria-checked="true" tabindex="0">Wifi</div>
<select aria-label="Size"><option>Small<option selected>Large</select>
<input type="range" max="10" value="3" aria-label="Volume">
<details><summary>More</summary>inside</details><div role="alert" id="said">ready</div>
<div style="height: 3000px"></div><button>Far below</button>
<script>const field = document.getElementById('name'), said = document.getElementById('said')</script>`;

let session: DriverSession;
let browser: Subject;

test.beforeEach(async () => {
  session = await createLinuxDriver().open(defaultSession);
  const file = join(session.home, 'page.html');
  writeFileSync(file, page);
  browser = await Subject.launch(session, 'chromium', [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--force-renderer-accessibility',
    '--no-first-run',
    `--user-data-dir=${join(session.home, 'profile')}`,
    `--app=file://${file}`,
  ]);
  await browser.find('heading', 'Order');
});

test.afterEach(async () => {
  await session.close();
});

test('web content has the roles, states and attributes it was written with', async () => {
  expect(await browser.find('textbox', 'Name')).toMatchObject({
    nativeId: 'name',
    attributes: { tag: 'input', 'placeholder-text': 'Your name' },
    states: { editable: true, multiline: false, readonly: false },
  });
  await browser.find('searchbox', 'Find');
  const fixed = await browser.find('textbox', 'Fixed');
  expect(fixed.states).toMatchObject({ enabled: true, readonly: true, editable: false });
  expect((await browser.read(fixed)).states).toMatchObject({ enabled: true, readonly: true, editable: false });
  expect((await browser.find('textbox', 'Off')).states).toMatchObject({ enabled: false });
  expect((await browser.find('heading', 'Order')).attributes).toMatchObject({ level: '1' });
  expect((await browser.find('button', 'Bold')).states.pressed).toBe(false);
  expect((await browser.find('switch', 'Wifi')).states.checked).toBe(true);
  expect((await browser.find('button', 'More')).states).toMatchObject({ expanded: false });
  expect((await browser.find('slider', 'Volume')).hasValue).toBe(true);
  const paragraph = (await browser.visible()).find((node) => node.role === 'paragraph');
  expect(paragraph && (await browser.read(paragraph)).text).toBe('Read the terms first.');
});

test('typing, clicking and checking are seen, and the tree stays true', async () => {
  const name = await browser.click('textbox', 'Name');
  await session.act({ kind: 'type', text: 'Ünï 😀', address: {} });
  await browser.becomes(name, ({ text }) => text === 'Ünï 😀', 'the name');
  await browser.click('button', 'Greet');
  const said = await browser.find('alert', '');
  await browser.becomes(said, ({ text }) => text === 'Hello Ünï 😀', 'the greeting');
  const bold = await browser.click('button', 'Bold');
  await browser.becomes(bold, ({ states }) => states.pressed === true, 'pressed');
  const agree = await browser.click('checkbox', 'Agree');
  await browser.becomes(agree, ({ states }) => states.checked === true, 'checked');
  await browser.click('button', 'More');
  await browser.find('text', 'inside');
  await browser.expectMirrorIsTrue();
});

test('the list of a select opens where it is and closes without a trace', async () => {
  await browser.click('combobox', 'Size');
  await browser.find('option', 'Small');
  await browser.expectMirrorIsTrue();
  await browser.click('option', 'Small');
  await browser.find('combobox', 'Size');
  await browser.expectMirrorIsTrue();
  expect((await browser.tree()).length).toBe(1);
});

test('accessible actions work, and those that do not exist say so', async () => {
  const greet = await browser.find('button', 'Greet');
  expect((await browser.read(greet)).actions[0]).toBe('press');
  await session.act({ kind: 'invoke', nodeId: greet.id });
  const said = await browser.find('alert', '');
  await browser.becomes(said, ({ text }) => text?.startsWith('Hello') === true, 'the greeting');
  const name = await browser.find('textbox', 'Name');
  await session.act({ kind: 'focus', nodeId: name.id });
  await browser.becomes(name, ({ states }) => states.focused, 'the focus');
  await expect(session.act({ kind: 'set-text', nodeId: name.id, text: 'x' })).rejects.toThrow(/ACTION_NOT_POSSIBLE/);
});

test('what is scrolled out of sight is scrolled into it', async () => {
  const far = await browser.find('button', 'Far below');
  expect((await browser.read(far)).bounds?.y).toBeGreaterThan(800);
  await session.act({ kind: 'scroll-into-view', nodeId: far.id });
  await browser.becomes(far, ({ bounds }) => bounds !== undefined && bounds.y < 800, 'in sight');
  const order = async () => descendants(await browser.tree()).find((node) => node.role === 'heading');
  await expect.poll(async () => (await order())?.states.visible).toBe(true);
});
