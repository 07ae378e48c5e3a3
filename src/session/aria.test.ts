/** Accessible trees as YAML: rendered, parsed, matched. */
import { expect, test } from '@playwright/test';
import type { AccessibleNode, NodeReading } from '../contracts/accessibility.ts';
import { matchesAria, parseAriaTemplate } from './aria-template.ts';
import { ariaNodes, renderAria } from './aria-tree.ts';
import { expectTree } from './expect-tree.ts';
import { below } from './forest.ts';
import { sampleDesktop } from './simulated.sample.ts';
import { node, readingOf } from './tree.sample.ts';

const window = node('window', 'Prefs: all', {
  children: [
    node('heading', 'General', { attributes: { level: '2' } }),
    node('generic', '', {
      id: 'box',
      children: [
        node('button', 'Save "it"', {
          states: { enabled: false },
          children: [node('text', 'Save "it"', { id: 't1' })],
        }),
        node('checkbox', 'Agree', { states: { checked: true } }),
        node('checkbox', 'Half', { states: { checked: 'mixed' } }),
      ],
    }),
    node('textbox', 'Name', { id: 'name', states: { editable: true } }),
    node('list', '', {
      id: 'list',
      children: ['one', '2'].map((text) => node('listitem', '', { id: text, children: [node('text', text)] })),
    }),
    node('button', 'Hidden', { states: { visible: false } }),
    node('menuitem', 'View', { states: { expanded: true, selected: true } }),
  ],
});
const texts: Readonly<Record<string, string>> = { name: 'Ada: 1' };
const readings = new Map<string, NodeReading>(
  [window, ...below(window)].map((each: AccessibleNode) => {
    const text = texts[each.id];
    return [each.id, { ...readingOf(each), ...(text === undefined ? {} : { text }) }];
  }),
);
const tree = ariaNodes([window], readings);
const yaml = `- 'window "Prefs: all"':
  - heading "General" [level=2]
  - button "Save \\"it\\"" [disabled]
  - checkbox "Agree" [checked]
  - checkbox "Half" [checked=mixed]
  - textbox "Name": "Ada: 1"
  - list:
    - listitem: one
    - listitem: "2"
  - menuitem "View" [expanded] [selected]`;

test('a tree is written as a person would', () => {
  expect(renderAria(tree)).toBe(yaml);
});

test('what is written matches itself, also exactly', async () => {
  expect(matchesAria(tree, await parseAriaTemplate(yaml))).toBe(true);
  expect(matchesAria(tree, await parseAriaTemplate(`- /children: deep-equal\n${yaml}`))).toBe(true);
});

for (const [what, template, matches] of [
  ['a part anywhere', '- checkbox "Agree"', true],
  ['children in order, others between', '- window:\n  - heading\n  - checkbox\n  - list', true],
  ['children out of order', '- window:\n  - list\n  - heading', false],
  ['any name', '- button', true],
  ['another name', '- button "Save"', false],
  ['a name by pattern', '- button /^save/i', true],
  ['a text by pattern', '- textbox: /Ada. \\d/', true],
  ['another text', '- textbox: Bob', false],
  ['a state', '- checkbox "Agree" [checked]', true],
  ['a state that does not hold', '- checkbox "Agree" [disabled]', false],
  ['a state that must not hold', '- button [disabled=false]', false],
  ['half checked', '- checkbox [checked=mixed]', true],
  ['level', '- heading [level=2]', true],
  ['another level', '- heading [level=3]', false],
  ['exactly these children', '- list:\n  - /children: equal\n  - listitem: one\n  - listitem: "2"', true],
  ['one child less', '- list:\n  - /children: equal\n  - listitem: one', false],
  ['hidden elements are not there', '- button "Hidden"', false],
  ['several side by side', '- heading\n- list', true],
  ['several side by side, out of order', '- list\n- heading', false],
  ['nothing at all', '', true],
] as const) {
  test(`matching: ${what}`, async () => {
    expect(matchesAria(tree, await parseAriaTemplate(template))).toBe(matches);
  });
}

for (const [template, reason] of [
  ['button "Save"', 'expected a list'],
  ['- button "Save', 'cannot be read'],
  ['- button [shiny]', '[shiny] is no known state'],
  ['- list:\n  - /children: some', 'is not one of contain, equal, deep-equal'],
  ['- list:\n  - /url: x', '"/url" is not known'],
  ['- text: "a\n', 'SELECTOR_INVALID'],
  ['- heading /(/', 'is no regular expression'],
] as const) {
  test(`a template that cannot be read is explained: ${JSON.stringify(template)}`, async () => {
    await expect(parseAriaTemplate(template)).rejects.toThrow(reason);
  });
}

test('a live tree matches what it is rendered as, and is retried', async () => {
  const { desktop } = await sampleDesktop();
  const app = await desktop.launch('form');
  const now = { timeoutMs: 80, negate: false };
  const all = await app.ariaTree();
  expect(all).toContain('- checkbox "Subscribe"');
  expect(await expectTree(app, all, now)).toMatchObject({ pass: true });
  const list = app.getByRole('list', { name: 'Fruits' });
  expect(await list.ariaTree()).toBe(
    '- list "Fruits":\n  - listitem "Apple"\n  - listitem "Banana"\n  - listitem "Cherry"',
  );
  const wrong = await expectTree(list, '- list:\n  - listitem "Durian"', now);
  expect(wrong).toMatchObject({ pass: false, received: await list.ariaTree() });
  expect(wrong.message).toContain('to match the tree');
});
