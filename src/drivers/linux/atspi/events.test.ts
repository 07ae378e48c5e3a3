import { expect, test } from '@playwright/test';
import type { Message } from 'dbus-native';
import { type AtspiEvent, changeOf, eventFrom, stalenessOf, toldState } from './events.ts';

function message(source: string, member: string, detail: string, detail1 = 0): Message {
  return {
    sender: ':1.2',
    path: '/org/a11y/atspi/accessible/7',
    interface: `org.a11y.atspi.Event.${source}`,
    member,
    body: [detail, detail1, 0, 0],
  };
}

function event(source: string, member: string, detail = ''): AtspiEvent {
  const read = eventFrom(message(source, member, detail));
  if (read === undefined) throw new Error('no event');
  return read;
}

test('events are read, whichever case the toolkit writes them in', () => {
  expect(eventFrom(message('Window', 'activate', ''))).toMatchObject({ source: 'Window', member: 'Activate' });
  expect(eventFrom(message('Object', 'StateChanged', 'focused', 1))).toMatchObject({ detail: 'focused', detail1: 1 });
  expect(eventFrom({ ...message('Object', 'StateChanged', ''), interface: 'org.freedesktop.DBus' })).toBeUndefined();
});

test('what an event means to those who wait', () => {
  expect(changeOf(event('Object', 'ChildrenChanged', 'remove/system'))).toEqual({
    change: 'children',
    detail: 'remove',
  });
  expect(changeOf(event('Object', 'StateChanged', 'checked'))).toEqual({ change: 'state', detail: 'checked' });
  expect(changeOf(event('Object', 'TextChanged', 'insert'))).toEqual({ change: 'text', detail: 'insert' });
  expect(changeOf(event('Object', 'PropertyChange', 'accessible-name')).change).toBe('name');
  expect(changeOf(event('Object', 'PropertyChange', 'accessible-value')).change).toBe('value');
  expect(changeOf(event('Object', 'SelectionChanged')).change).toBe('selection');
  expect(changeOf(event('Object', 'BoundsChanged')).change).toBe('bounds');
  expect(changeOf(event('Window', 'Create'))).toEqual({ change: 'other', detail: 'window create' });
});

test('Chromium is believed: an event makes stale what it names', () => {
  expect(stalenessOf(event('Object', 'ChildrenChanged', 'add'), 'chromium')).toEqual(['children']);
  expect(stalenessOf(event('Object', 'StateChanged', 'checked'), 'chromium')).toEqual(['state']);
  expect(stalenessOf(event('Object', 'StateChanged', 'showing'), 'chromium')).toEqual(['states-below']);
  expect(stalenessOf(event('Object', 'StateChanged', 'defunct'), 'chromium')).toEqual(['siblings']);
  expect(stalenessOf(event('Object', 'PropertyChange', 'accessible-name'), 'chromium')).toEqual(['facts']);
  expect(stalenessOf(event('Object', 'TextCaretMoved'), 'chromium')).toEqual([]);
});

test('Qt and GTK 4 say too little: nearly any event makes the whole tree suspect', () => {
  expect(stalenessOf(event('Object', 'StateChanged', 'focused'), 'qt')).toEqual(['tree']);
  expect(stalenessOf(event('Object', 'TextChanged', 'insert'), 'qt')).toEqual(['tree']);
  expect(stalenessOf(event('Object', 'TextCaretMoved'), 'qt')).toEqual([]);
  expect(stalenessOf(event('Object', 'BoundsChanged'), 'gtk4')).toEqual(['tree']);
  expect(stalenessOf(event('Object', 'StateChanged', 'expanded'), 'gtk4')).toEqual(['tree']);
  expect(stalenessOf(event('Object', 'StateChanged', 'focused'), 'gtk4')).toEqual(['state']);
});

test('GTK 3 tells some states in full, others must be asked', () => {
  const focused = eventFrom(message('Object', 'StateChanged', 'focused', 1));
  const gone = eventFrom(message('Object', 'StateChanged', 'checked', 0));
  const showing = eventFrom(message('Object', 'StateChanged', 'showing', 1));
  if (focused === undefined || gone === undefined || showing === undefined) throw new Error('no event');
  expect(toldState(focused, 'gtk3')).toEqual({ name: 'focused', holds: true });
  expect(toldState(gone, 'gtk3')).toEqual({ name: 'checked', holds: false });
  expect(toldState(showing, 'gtk3')).toBeUndefined();
  expect(toldState(focused, 'gtk4')).toBeUndefined();
  expect(toldState(event('Window', 'Activate'), 'gtk3')).toBeUndefined();
});
