import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@playwright/test';
import { identityOf, lifeOf } from './process-identity.ts';

test('knows this process', () => {
  const me = identityOf(process.pid);
  expect(me).toMatchObject({ pid: process.pid });
  expect(me && lifeOf(me)).toBe('alive');
});

test('a process that has ended is dead, also before its parent has noticed', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const identity = identityOf(child.pid ?? 0);
  expect(identity && lifeOf(identity)).toBe('alive');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(identity && lifeOf(identity)).toBe('dead');
});

test('the same pid started at another time, or before a reboot, is another process', () => {
  const me = identityOf(process.pid);
  if (me === undefined) throw new Error('this process has no identity');
  expect(lifeOf({ ...me, startedAt: 'earlier' })).toBe('dead');
  expect(lifeOf({ ...me, bootId: 'before' })).toBe('dead');
});

test('a process of another machine is nobody to judge', () => {
  expect(lifeOf({ host: 'another-machine', pid: process.pid, startedAt: '', bootId: '' })).toBe('elsewhere');
});
