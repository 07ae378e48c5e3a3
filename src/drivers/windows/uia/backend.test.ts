/** The production COM client on a stand-in that counts: right values, one question a window, nothing leaked, nothing released twice. */
import { expect, test } from '@playwright/test';
import koffi from 'koffi';
import { UiaBackend, type UiaElement } from './backend.ts';
import { Com } from './com.ts';
import { compiledDouble, doubleWindow } from './uia-double.sample.ts';

const library = compiledDouble();

async function open(buttons = 0) {
  const double = koffi.load(library());
  const call = (name: string, ...args: readonly number[]): number =>
    Number(
      double.func(
        name,
        'int32_t',
        args.map(() => 'int32_t'),
      )(...args),
    );
  const backend = new UiaBackend(await Com.load({ library: library() }));
  call('double_reset', buttons);
  call('double_questions');
  return { backend, call };
}

/** By name: the place in the stand-in's own list, and where it is addressed. */
function find(root: UiaElement | undefined, name: string) {
  const all = (element: UiaElement): readonly UiaElement[] => [element, ...element.children.flatMap(all)];
  const found = root === undefined ? undefined : all(root).find(({ facts }) => facts.Name === name);
  if (found === undefined) throw new Error(`no element "${name}"`);
  return { address: { hwnd: doubleWindow, key: found.key }, at: Number(found.key.split('.')[1]), facts: found.facts };
}

test('a whole window is one question, with everything its elements say', async () => {
  const { backend, call } = await open();
  const [window] = backend.tree([doubleWindow]);
  expect(call('double_questions')).toBe(1);
  expect(window).toMatchObject({ key: '42.0', facts: { ControlType: 50032, Name: 'Form', WindowIsModal: false } });
  expect(find(window, 'Name').facts).toMatchObject({
    RuntimeId: [42, 4],
    BoundingRectangle: [10, 140, 100, 25],
    AutomationId: 'name',
    ValueValue: 'initial',
    ValueIsReadOnly: false,
    IsEnabled: true,
  });
  expect(find(window, 'Count').facts).not.toHaveProperty('ValueValue');
  expect(find(window, 'Volume').facts).toMatchObject({ RangeValueValue: 40, IsRangeValuePatternAvailable: true });
  expect(find(window, 'Disabled').facts.IsEnabled).toBe(false);
  expect(find(window, 'main.ts').address.key).not.toBe(find(window, 'src').address.key);
  backend.close();
  expect(call('double_live')).toBe(0);
});

test('a window that is gone has no tree', async () => {
  const { backend, call } = await open();
  expect(backend.tree([1, doubleWindow]).map((root) => root?.facts.Name)).toEqual([undefined, 'Form']);
  call('double_remove', 0);
  expect(backend.tree([doubleWindow])).toEqual([undefined]);
  backend.close();
  expect(call('double_live')).toBe(0);
});

test('readings are live, and undefined for what is gone', async () => {
  const { backend, call } = await open();
  const [window] = backend.tree([doubleWindow]);
  const name = find(window, 'Name');
  backend.act(name.address, { kind: 'set-text', text: 'Zoë' });
  const count = find(window, 'Count');
  call('double_remove', count.at);
  const [changed, gone] = backend.read([name.address, count.address]);
  expect(changed?.facts.ValueValue).toBe('Zoë');
  expect(gone).toBeUndefined();
  expect(backend.read([find(window, 'Notes').address])[0]?.text).toBe('first\rsecond');
  expect(() => backend.act(count.address, { kind: 'invoke', action: 'click' })).toThrow('the element is gone');
  backend.close();
  expect(call('double_live')).toBe(0);
});

test('acts go through the pattern that an element has', async () => {
  const { backend, call } = await open();
  const [window] = backend.tree([doubleWindow]);
  const facts = (name: string) => backend.read([find(window, name).address])[0]?.facts;
  const act = (name: string, action: 'click' | 'select' | 'expand' | 'collapse') =>
    backend.act(find(window, name).address, { kind: 'invoke', action });
  act('Count', 'click');
  expect(call('double_pressed', find(window, 'Count').at)).toBe(1);
  act('Subscribe', 'click');
  expect(facts('Subscribe')?.ToggleToggleState).toBe(1);
  act('Banana', 'click');
  act('Cherry', 'select');
  expect(['Apple', 'Banana', 'Cherry'].map((fruit) => facts(fruit)?.SelectionItemIsSelected)).toEqual([
    false,
    false,
    true,
  ]);
  act('src', 'expand');
  expect(facts('src')?.ExpandCollapseExpandCollapseState).toBe(1);
  act('src', 'collapse');
  expect(facts('src')?.ExpandCollapseExpandCollapseState).toBe(0);
  backend.act(find(window, 'Volume').address, { kind: 'set-value', value: 12.5 });
  expect(facts('Volume')?.RangeValueValue).toBe(12.5);
  backend.act(find(window, 'Name').address, { kind: 'focus' });
  expect(facts('Name')?.HasKeyboardFocus).toBe(true);
  backend.act(find(window, 'Cherry').address, { kind: 'scroll-into-view' });
  expect(call('double_scrolled', find(window, 'Cherry').at)).toBe(1);
  backend.close();
  expect(call('double_live')).toBe(0);
});

test('what an element cannot do is refused in words', async () => {
  const { backend, call } = await open();
  const [window] = backend.tree([doubleWindow]);
  const { address } = find(window, 'Disabled');
  expect(() => backend.act(address, { kind: 'set-text', text: 'x' })).toThrow(
    'ACTION_NOT_POSSIBLE: the element cannot take a text',
  );
  expect(() => backend.act(address, { kind: 'invoke', action: 'click' })).toThrow('wait until it is enabled');
  expect(() => backend.act({ hwnd: doubleWindow, key: '9.9' }, { kind: 'focus' })).toThrow('the element is gone');
  backend.close();
  expect(call('double_live')).toBe(0);
});

test('trees that are read again and again keep nothing', async () => {
  const { backend, call } = await open(2000);
  backend.tree([doubleWindow]);
  const after = call('double_live');
  for (let times = 0; times < 3; times++) backend.tree([doubleWindow]);
  expect(call('double_live')).toBe(after);
  call('double_questions');
  // an element is found without a look around, once its window has been read
  backend.read([{ hwnd: doubleWindow, key: '42.2000' }]);
  expect(call('double_questions')).toBe(1);
  backend.close();
  expect(call('double_live')).toBe(0);
});
