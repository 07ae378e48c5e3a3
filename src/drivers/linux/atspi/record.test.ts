import { expect, test } from '@playwright/test';
import {
  arrange,
  attributesFrom,
  type CacheItem,
  cacheItemFrom,
  interfacesFrom,
  labelsFrom,
  nodeIdOf,
  refFrom,
  refOf,
} from './record.ts';

const path = (name: string): string => `/org/a11y/atspi/accessible/${name}`;
const ref = (name: string): readonly [string, string] => [':1.2', path(name)];
const button = 'org.a11y.atspi.Action';

function item(name: string, parent: string, index: number, childCount: number): unknown {
  return [ref(name), ref('root'), ref(parent), index, childCount, [button], name, 43, 'why', [1, 2]];
}

test('an item of ten fields', () => {
  const read = cacheItemFrom(item('7', '3', 4, -1));
  expect(read).toMatchObject({ index: 4, childCount: -1 });
  expect(read?.record).toMatchObject({
    id: ':1.2/org/a11y/atspi/accessible/7',
    parent: ':1.2/org/a11y/atspi/accessible/3',
    roleNumber: 43,
    name: '7',
    description: 'why',
    bits: { low: 1, high: 2 },
  });
  expect(read?.record.interfaces.has('Action')).toBe(true);
});

test('an item of nine fields lists its children', () => {
  const read = cacheItemFrom([ref('a'), ref('root'), ref('root'), [ref('b'), ref('c')], [], 'name', 23, '', [0, 0]]);
  expect(read).toMatchObject({ childCount: 2 });
  expect(read?.record.children).toEqual([path('b'), path('c')].map((end) => `:1.2${end}`));
  expect(read?.record).toMatchObject({ name: 'name', roleNumber: 23 });
});

test('anything else is no item', () => {
  expect(cacheItemFrom(undefined)).toBeUndefined();
  expect(cacheItemFrom([['', '/org/a11y/atspi/null']])).toBeUndefined();
  expect(cacheItemFrom('text')).toBeUndefined();
});

test('children come back in their order, whatever the order of the items', () => {
  const items = [
    item('c', 'root', 2, 0),
    item('root', 'desktop', 0, 3),
    item('a', 'root', 0, 0),
    item('b', 'root', 1, 0),
  ]
    .map(cacheItemFrom)
    .filter((read): read is CacheItem => read !== undefined);
  const { records, incomplete } = arrange(items);
  expect(records.get(`:1.2${path('root')}`)?.children).toEqual(['a', 'b', 'c'].map((name) => `:1.2${path(name)}`));
  expect(incomplete).toEqual([]);
});

test('an element whose children are not all there is told', () => {
  const items = [item('root', 'desktop', 0, 2), item('a', 'root', 0, -1), item('late', 'gone', 0, 0)]
    .map(cacheItemFrom)
    .filter((read): read is CacheItem => read !== undefined);
  expect(arrange(items).incomplete).toEqual([`:1.2${path('root')}`, `:1.2${path('a')}`]);
});

test('ids and references turn into each other', () => {
  const object = { bus: ':1.2', path: path('7') };
  expect(refOf(nodeIdOf(object))).toEqual(object);
  expect(refOf('nonsense')).toBeUndefined();
  expect(refFrom([':1.2', '/org/a11y/atspi/null'])).toBeUndefined();
});

test('only labelled-by is taken from relations, each label once', () => {
  const labelFor = 1;
  const labelledBy = 2;
  expect(
    labelsFrom([
      [labelFor, [ref('x')]],
      [labelledBy, [ref('a'), ref('b')]],
      [labelledBy, [ref('a')]],
    ]),
  ).toEqual([`:1.2${path('a')}`, `:1.2${path('b')}`]);
});

test('of attributes the useful ones are kept', () => {
  expect(attributesFrom({ toolkit: 'gtk', level: '2', placeholder: 'Your name', tag: '' })).toEqual({
    level: '2',
    'placeholder-text': 'Your name',
  });
  expect(attributesFrom({ toolkit: 'gtk' })).toBeUndefined();
  expect(attributesFrom(undefined)).toBeUndefined();
});

test('equal sets of interfaces are one set', () => {
  const names = ['org.a11y.atspi.Accessible', 'org.a11y.atspi.Text'];
  expect(interfacesFrom(names)).toBe(interfacesFrom([...names]));
  expect([...interfacesFrom(names)]).toEqual(['Accessible', 'Text']);
});
