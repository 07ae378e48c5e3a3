import { expect, test } from '@playwright/test';
import type { Signal } from '../contracts/driver.ts';
import { SessionLife } from './session-life.ts';

test('a session is lost once, and its listeners hear of it once', () => {
  const life = new SessionLife();
  const heard: Signal[] = [];
  const leave = life.onSignal((signal) => heard.push(signal));
  expect(() => life.mustLive()).not.toThrow();
  life.lose('the agent died');
  life.lose('and again');
  expect(heard).toEqual([{ kind: 'session-lost', reason: 'the agent died' }]);
  expect(() => life.mustLive()).toThrow('the desktop of this session is gone: the agent died');
  leave();
  life.emit({ kind: 'windows' });
  expect(heard).toHaveLength(1);
});

test('closing runs once, counts as lost afterwards, and is no loss that anybody is told of', async () => {
  const life = new SessionLife();
  const heard: Signal[] = [];
  life.onSignal((signal) => heard.push(signal));
  let ends = 0;
  const end = async () => {
    ends += 1;
    expect(life.lost).toBeUndefined();
  };
  await life.close(end);
  await life.close(end);
  expect({ ends, lost: life.lost, heard }).toEqual({ ends: 1, lost: 'the session was closed', heard: [] });
});
