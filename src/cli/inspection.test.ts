/** What inspect says of the simulated form, and what it says when something changes. */
import { expect, test } from '@playwright/test';
import { defaultSession } from '../contracts/driver.ts';
import { createSimulatedDriver } from '../drivers/simulated/driver.ts';
import type { RunningApp } from '../drivers/simulated/running-app.ts';
import type { SimulatedSession } from '../drivers/simulated/session.ts';
import { watchApp } from './inspect-watch.ts';
import { everyElement, type InspectedElement, inspectApp } from './inspection.ts';
import { changesBetween, type ElementChange } from './inspection-changes.ts';
import { changeText, treeText } from './inspection-text.ts';

// Playwright tells its workers to use colour; nobody tells a pipe.
const forceColor = process.env['FORCE_COLOR'];
test.beforeAll(() => {
  delete process.env['FORCE_COLOR'];
});
test.afterAll(() => {
  if (forceColor !== undefined) process.env['FORCE_COLOR'] = forceColor;
});

const brief = { depth: undefined, all: false };

async function openForm(): Promise<{ readonly session: SimulatedSession; readonly app: RunningApp }> {
  const session = await createSimulatedDriver().open(defaultSession);
  await session.launch({ name: 'form', command: 'form', args: [], env: {} });
  const [app] = session.apps();
  if (app === undefined) throw new Error('the form did not start');
  return { session, app };
}

function named(elements: readonly InspectedElement[], name: string): InspectedElement {
  const found = [...everyElement(elements)].find((element) => element.name === name);
  if (found === undefined) throw new Error(`no element is named ${name}`);
  return found;
}

async function press(session: SimulatedSession, elements: readonly InspectedElement[], name: string): Promise<void> {
  await session.act({ kind: 'invoke', nodeId: named(elements, name).id });
}

test('each element has role, name, states, place and its own locator', async () => {
  const { session, app } = await openForm();
  const elements = await inspectApp(session, app, brief);
  const { role, states, bounds, actions, locator } = named(elements, 'Subscribe');
  expect({ role, states, actions, locator }).toEqual({
    role: 'checkbox',
    states: ['unchecked'],
    actions: ['click'],
    locator: "getByRole('checkbox', { name: 'Subscribe' })",
  });
  expect(bounds?.width).toBeGreaterThan(0);
  expect(named(elements, 'Disabled').states).toEqual(['disabled']);
  const locators = [...everyElement(elements)].map((element) => element.locator);
  expect(new Set(locators).size).toBe(locators.length);
});

test('hidden elements come with --all only', async () => {
  const { session, app } = await openForm();
  expect(() => named([], 'Quit')).toThrow();
  const visible = await inspectApp(session, app, brief);
  expect([...everyElement(visible)].some((element) => element.name === 'Quit')).toBe(false);
  const all = await inspectApp(session, app, { ...brief, all: true });
  expect(named(all, 'Quit').states).toContain('hidden');
});

test('depth counts levels below the windows', async () => {
  const { session, app } = await openForm();
  const [window] = await inspectApp(session, app, { ...brief, depth: 1 });
  expect(window?.children.length).toBeGreaterThan(0);
  expect(window?.children.every((child) => child.children.length === 0)).toBe(true);
});

test('the text is one line per element, indented, without colour outside a terminal', async () => {
  const { session, app } = await openForm();
  const elements = await inspectApp(session, app, brief);
  const lines = treeText(elements).split('\n');
  expect(lines).toHaveLength([...everyElement(elements)].length);
  expect(lines[0]).toMatch(/^window "Form" \[active\] 21,34 \d+x\d+ +getByRole\('window', \{ name: 'Form' \}\)$/u);
  expect(lines.find((line) => line.includes('"Volume" = 50'))).toMatch(/^ +slider "Volume" = 50 \d/u);
});

test('changes are told by what came, went and became different', async () => {
  const { session, app } = await openForm();
  const before = await inspectApp(session, app, brief);
  await press(session, before, 'Subscribe');
  await press(session, before, 'Dialog');
  const after = await inspectApp(session, app, brief);
  const told = changesBetween(before, after).map(changeText);
  expect(told).toContain('~ checkbox "Subscribe": -unchecked, +checked');
  expect(told.some((line) => line.startsWith('+ dialog "Question" [active, modal]'))).toBe(true);
  expect(changesBetween(after, before).filter((change) => change.kind === 'removed').length).toBeGreaterThan(0);
  expect(changesBetween(after, after)).toEqual([]);
});

test('watching tells changes as they come and ends with the application', async () => {
  const { session, app } = await openForm();
  const first = await inspectApp(session, app, brief);
  const told: ElementChange[] = [];
  const options = { ...brief, enough: new AbortController().signal };
  const watching = watchApp(session, app, first, options, (change) => told.push(change));
  await press(session, first, 'Count');
  await expect.poll(() => told.map(changeText)).toContain('~ status "Count: 1": name "Ready" -> "Count: 1"');
  app.quit(0);
  await watching;
});

test('watching ends when the person has seen enough', async () => {
  const { session, app } = await openForm();
  const enough = new AbortController();
  const watching = watchApp(session, app, [], { ...brief, enough: enough.signal }, () => {});
  enough.abort();
  await watching;
  expect(app.exit).toBeUndefined();
});
