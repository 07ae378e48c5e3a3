/** The contract about pointer and keyboard: each act arrives, exactly as told. */
import { centerOf } from '../../contracts/geometry.ts';
import { type ConformanceCheck, check } from './check.ts';
import { expectTrue } from './desk.ts';

const ascii = 'The quick brown fox 0123456789 !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const unicode = 'äöüß ÀÉÎ ñ ç łžš Ωλ жщ 日本語 한국어 עברית € – “x” 😀👍🏽';

export const inputChecks: readonly ConformanceCheck[] = [
  check('a click presses a button once', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    await desk.click('button', 'Count', app);
    await desk.status('Count: 1', app);
    await desk.click('button', 'Count', app);
    await desk.status('Count: 2', app);
  }),

  check('a double click presses twice and selects a word', ['pointer', 'keyboard', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    await desk.clickNode(await desk.find('button', 'Count', app), 2);
    await desk.status('Count: 2', app);
    const name = await desk.field('Name');
    await desk.type('word');
    await desk.readUntil(name, 'Name reads "word"', (reading) => reading.text === 'word');
    // Toolkits count presses within 400 ms together, wherever they fall.
    await desk.calm(450);
    const bounds = await desk.boundsOf(name);
    await desk.clickAt({ x: bounds.x + 16, y: centerOf(bounds).y }, name.id, 2);
    await desk.type('other');
    await desk.readUntil(
      name,
      'a double click selects the word, so that typing replaces it',
      (reading) => reading.text === 'other',
    );
  }),

  check('a menu opens at a click and its item works', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    await desk.click('menuitem', 'File', app);
    const item = await desk.find('menuitem', 'New', app);
    await desk.readUntil(item, 'New is shown', (reading) => reading.states.visible && reading.bounds !== undefined);
    await desk.clickNode(item);
    await desk.status('New', app);
  }),

  check('a combo box opens and takes a choice', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    await desk.click('combobox', 'Colour', app);
    const option = await desk.find('option', 'Green', app);
    await desk.readUntil(option, 'Green is shown', (reading) => reading.states.visible && reading.bounds !== undefined);
    await desk.clickNode(option);
    await desk.status('Colour: Green', app);
  }),

  check('lists, trees, tabs and radio buttons are chosen by click', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    await desk.clickNode(await desk.named('Banana'));
    await desk.status('Fruit: Banana', app);
    await desk.clickNode(await desk.named('main.ts'));
    await desk.status('File: main.ts', app);
    await desk.click('radio', 'Large', app);
    await desk.status('Size: Large', app);
    await desk.click('tab', 'Second', app);
    await desk.named('Second page');
  }),

  check('the wheel scrolls what is under the pointer', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    const first = await desk.find('button', 'Row 1', app);
    const before = await desk.boundsOf(first);
    await desk.act({ kind: 'scroll', point: centerOf(before), notchesX: 0, notchesY: 2, modifiers: [], address: {} });
    await desk.readUntil(
      first,
      'Row 1 has moved up or out of sight',
      ({ states, bounds }) => !states.visible || bounds === undefined || bounds.y < before.y,
    );
  }),

  check('a drag carries one thing onto another', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    const from = centerOf(await desk.boundsOf(await desk.named('Drag me')));
    const to = centerOf(await desk.boundsOf(await desk.named('Drop here')));
    await desk.act({ kind: 'drag', from, to, button: 'left', modifiers: [], steps: 10, address: {} });
    await desk.status('Dropped: Drag me', app);
  }),

  check('typed ASCII arrives exactly', ['keyboard', 'pointer', 'accessibility'], async (desk) => {
    await desk.launch();
    const name = await desk.field('Name');
    await desk.type(ascii);
    await desk.readUntil(name, `Name reads ${JSON.stringify(ascii)}`, (reading) => reading.text === ascii);
  }),

  check('typed Unicode arrives exactly', ['unicode-text', 'keyboard', 'pointer', 'accessibility'], async (desk) => {
    await desk.launch();
    const name = await desk.field('Name');
    await desk.type(unicode);
    await desk.readUntil(name, `Name reads ${JSON.stringify(unicode)}`, (reading) => reading.text === unicode);
  }),

  check('keys follow the click before them', ['keyboard', 'pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    const fields = [await desk.find('textbox', 'Name', app), await desk.find('textbox', 'Notes', app)];
    const places = await Promise.all(fields.map((field) => desk.boundsOf(field)));
    // A window manager that looks at each press first lets keys overtake it: they end up in the field before.
    for (const [turn, letter] of [...'abcdef'].entries()) {
      for (const [index, { x, y, width }] of places.entries()) {
        await desk.clickAt({ x: x + width - 12 - 12 * turn, y: y + 12 }, fields[index]?.id);
        await desk.type(letter);
      }
    }
    for (const field of fields) {
      await desk.readUntil(field, `${field.nativeRole} reads "abcdef"`, (reading) => reading.text === 'abcdef');
    }
  }),

  check('single clicks never add up to a double click', ['keyboard', 'pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    const notes = await desk.find('textbox', 'Notes', app);
    const name = await desk.field('Name');
    await desk.type('word');
    await desk.readUntil(name, 'Name reads "word"', (reading) => reading.text === 'word');
    // Toolkits count presses on one widget, even with a press elsewhere between them.
    for (const field of [name, name, notes, name]) await desk.clickNode(field);
    await desk.type('X');
    await desk.readUntil(name, 'Name reads "wordX"', (reading) => reading.text === 'wordX');
  }),

  check('a line break is Enter and a tab is Tab', ['keyboard', 'pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    const name = await desk.field('Name');
    await desk.type('one\ttwo');
    await desk.readUntil(name, 'Name reads "one"', (reading) => reading.text === 'one');
    const password = await desk.find('textbox', 'Password', app);
    await desk.readUntil(password, 'Password has the focus', (reading) => reading.states.focused);
    const notes = await desk.field('Notes');
    await desk.type('first\nsecond');
    await desk.readUntil(notes, 'Notes has two lines', (reading) => /^first\r?\n?\nsecond$/.test(reading.text ?? ''));
  }),

  check('keys and chords edit as everywhere', ['keyboard', 'pointer', 'accessibility'], async (desk) => {
    await desk.launch();
    const name = await desk.field('Name');
    const reads = (text: string): Promise<unknown> =>
      desk.readUntil(name, `Name reads ${JSON.stringify(text)}`, (reading) => reading.text === text);
    await desk.type('abcd');
    await desk.press('Backspace');
    await desk.press('Home');
    await desk.press('Delete');
    await reads('bc');
    await desk.press('End');
    await desk.press('ArrowLeft', 'Shift');
    await desk.type('X');
    await reads('bX');
    await desk.press('a', 'Control');
    await desk.type('new');
    await reads('new');
    await desk.press('Tab');
    await desk.press('Tab', 'Shift');
    await desk.readUntil(name, 'Shift+Tab leads back to Name', (reading) => reading.states.focused);
  }),

  check('hovering moves the pointer and presses nothing', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    const point = centerOf(await desk.boundsOf(await desk.find('button', 'Count', app)));
    await desk.act({ kind: 'hover', point, address: {} });
    await desk.calm();
    await desk.status('Ready', app);
  }),

  check('letting go of everything leaves typing as it was', ['keyboard', 'pointer', 'accessibility'], async (desk) => {
    await desk.launch();
    const name = await desk.field('Name');
    await desk.press('ArrowRight', 'Control', 'Shift');
    await desk.act({ kind: 'release' });
    await desk.type('small');
    const { text } = await desk.readUntil(name, 'Name reads "small"', (reading) => reading.text === 'small');
    expectTrue('lower case after release', text === 'small', text);
  }),
];
