import { expect, test } from '@playwright/test';
import type { Role } from '../contracts/accessibility.ts';
import type { Selector, SelectorRoot } from '../contracts/selector.ts';
import { type ByRoleOptions, Finder } from './finder.ts';
import { resolve } from './resolve.ts';
import { selectorCode } from './selector-code.ts';
import { textMatch } from './text-match.ts';
import { appRoot, forestOf, node } from './tree.sample.ts';

/** A locator without a desktop: only the selector it would look for. */
class Draft extends Finder<Draft> {
  readonly selector: Selector;

  constructor(selector: Selector = appRoot) {
    super();
    this.selector = selector;
  }

  in(change: (within: Selector) => Selector): Draft {
    return new Draft(change(this.selector));
  }

  protected locate(selector: Selector): Draft {
    return new Draft(selector);
  }
}

const label = node('text', 'Full name:', { id: 'label' });
const forest = forestOf(
  node('window', 'Prefs', {
    windowId: 'w1',
    children: [
      node('group', 'Person', {
        children: [
          label,
          node('textbox', '', { id: 'name', labelledBy: ['label'], states: { editable: true }, hasText: true }),
          node('textbox', 'Save path', { id: 'path', nativeId: 'save-path', states: { editable: true } }),
          node('checkbox', 'Agree', { states: { checked: true } }),
          node('checkbox', 'Spam', { states: { checked: 'mixed' } }),
        ],
      }),
      node('toolbar', '', {
        children: [
          node('button', 'Save', { id: 'save' }),
          node('button', 'Save As…', { id: 'save-as', description: 'Another name' }),
          node('button', 'save   all', { id: 'save-all', states: { enabled: false } }),
          node('button', 'Secret', { states: { visible: false } }),
          node('button', 'Bold', { states: { pressed: true } }),
        ],
      }),
      node('list', 'Files', {
        children: [1, 2, 3].map((number) =>
          node('listitem', `Row ${number}`, {
            states: { selected: number === 2 },
            children: [node('button', 'Open', { id: `open-${number}` }), node('text', `${number} kB`)],
          }),
        ),
      }),
      node('heading', 'Chapter', { attributes: { level: '2' } }),
    ],
  }),
  node('dialog', 'Question', { windowId: 'w2', children: [node('button', 'Save', { id: 'save-2' })] }),
);
const app = new Draft();
const role = (name: Role, options: ByRoleOptions = {}): Draft => app.getByRole(name, options);
const window = (title: string | RegExp | undefined, windowId?: string): Draft => {
  const of: SelectorRoot = { kind: 'app', appId: 'a', appName: 'sample' };
  const match = title === undefined ? undefined : textMatch(title);
  return new Draft({ kind: 'root', root: { kind: 'window', of, title: match, ...(windowId ? { windowId } : {}) } });
};

const table: readonly (readonly [what: string, draft: Draft, ids: readonly string[]])[] = [
  [
    'substring in any case, hidden left out',
    role('button', { name: 'save' }),
    ['save', 'save-as', 'save-all', 'save-2'],
  ],
  ['exact name', role('button', { name: 'Save', exact: true }), ['save', 'save-2']],
  ['exact is case-sensitive', role('button', { name: 'SAVE', exact: true }), []],
  ['regular expression', role('button', { name: /^save a/i }), ['save-as', 'save-all']],
  ['three dots are an ellipsis', role('button', { name: 'Save As...', exact: true }), ['save-as']],
  ['dots in a regular expression too', role('button', { name: /As\.\.\.$/ }), ['save-as']],
  [
    'a global regular expression does not remember',
    role('button', { name: /sa/gi }),
    ['save', 'save-as', 'save-all', 'save-2'],
  ],
  ['white space is folded', role('button', { name: 'save all' }), ['save-all']],
  ['hidden elements on request', role('button', { name: 'Secret', includeHidden: true }), ['button:Secret']],
  ['description', role('button', { description: 'another' }), ['save-as']],
  ['checked', role('checkbox', { checked: true }), ['checkbox:Agree']],
  ['half checked', role('checkbox', { checked: 'mixed' }), ['checkbox:Spam']],
  ['disabled', role('button', { disabled: true }), ['save-all']],
  ['not disabled', role('button', { name: 'save', disabled: false }), ['save', 'save-as', 'save-2']],
  ['pressed', role('button', { pressed: true }), ['button:Bold']],
  ['selected', role('listitem', { selected: true }), ['listitem:Row 2']],
  ['level', role('heading', { level: 2 }), ['heading:Chapter']],
  ['another level', role('heading', { level: 3 }), []],
  ['text: the innermost', app.getByText('2 kB'), ['text:2 kB']],
  ['text: names of fields and windows do not count', app.getByText('Save path'), []],
  ['label by relation', app.getByLabel('Full name'), ['name']],
  ['label by own name, static text left out', app.getByLabel('Save path'), ['path']],
  ['description search', app.getByDescription('another name'), ['save-as']],
  ['id', app.getById('save-path'), ['path']],
  ['id by pattern', app.getById(/^save-/), ['path']],
  ['window by title', window('Question').getByRole('button'), ['save-2']],
  ['window by id', window(undefined, 'w2').getByRole('button'), ['save-2']],
  ['chain of searches', role('list').getByRole('button'), ['open-1', 'open-2', 'open-3']],
  ['first', role('button', { name: 'Open' }).in((within) => ({ kind: 'nth', within, index: 0 })), ['open-1']],
  ['last', role('button', { name: 'Open' }).in((within) => ({ kind: 'nth', within, index: -1 })), ['open-3']],
  ['beyond the last', role('button', { name: 'Open' }).in((within) => ({ kind: 'nth', within, index: 9 })), []],
  [
    'filter by text below',
    role('listitem').in((within) => ({ kind: 'filter', within, hasText: textMatch('3 kb') })),
    ['listitem:Row 3'],
  ],
  [
    'filter by absent text',
    role('listitem').in((within) => ({ kind: 'filter', within, hasNotText: textMatch('3 kb') })),
    ['listitem:Row 1', 'listitem:Row 2'],
  ],
  [
    'filter by an element inside',
    role('group').in((within) => ({ kind: 'filter', within, has: role('checkbox').selector })),
    ['group:Person'],
  ],
  [
    'filter by the absence of an element inside',
    role('list').in((within) => ({ kind: 'filter', within, hasNot: role('checkbox').selector })),
    ['list:Files'],
  ],
  [
    'filter hidden ones',
    role('button', { includeHidden: true }).in((within) => ({ kind: 'filter', within, visible: false })),
    ['button:Secret'],
  ],
  [
    'and',
    role('button', { name: 'save' }).in((within) => ({
      kind: 'and',
      within,
      other: app.getByDescription(/./).selector,
    })),
    ['save-as'],
  ],
  [
    'or, in document order, each once',
    role('checkbox').in((within) => ({ kind: 'or', within, other: app.getByLabel(/Agree|Full/).selector })),
    ['name', 'checkbox:Agree', 'checkbox:Spam'],
  ],
  [
    'locator inside locator',
    role('listitem', { selected: true }).in((within) => ({ kind: 'chain', within, inner: role('button').selector })),
    ['open-2'],
  ],
];

for (const [what, draft, ids] of table) {
  test(`${what}: ${selectorCode(draft.selector)}`, () => {
    expect(resolve(forest, draft.selector).map(({ id }) => id)).toEqual(ids);
  });
}

test('nested matches of the outer part give each inner match once', () => {
  const inner = node('group', 'inner', { children: [node('button', 'B')] });
  const nested = forestOf(node('window', 'W', { children: [node('group', 'outer', { children: [inner] })] }));
  const buttons = role('group').getByRole('button');
  expect(resolve(nested, buttons.selector).map(({ id }) => id)).toEqual(['button:B']);
});
