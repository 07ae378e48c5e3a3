import { expect, test } from '@playwright/test';
import type { AppExit, AppHandle } from '../contracts/driver.ts';
import { AppRoster } from './app-roster.ts';

function handle(id: string, exit?: AppExit): AppHandle {
  return { id, name: 'editor', pid: 7, command: ['editor'], exit, output: () => 'last words' };
}

test('ids are never used twice, not even after the applications were cleared away', () => {
  const roster = new AppRoster<AppHandle>('session');
  const first = roster.newId('editor');
  roster.add(handle(first));
  roster.clear();
  expect([first, roster.newId('editor')]).toEqual(['session/editor-1', 'session/editor-2']);
  expect(() => roster.get(first)).toThrow('APP_UNKNOWN');
});

test('who ended in order still answers, who broke does not and leaves its output', () => {
  const roster = new AppRoster<AppHandle>('session');
  roster.add(handle('runs'));
  roster.add(handle('done', { code: 0, signal: null, expected: false }));
  roster.add(handle('ended', { code: null, signal: 'SIGKILL', expected: true }));
  roster.add(handle('broke', { code: 3, signal: null, expected: false }));
  roster.add(handle('shot', { code: null, signal: 'SIGSEGV', expected: false }));
  expect(roster.living().map(({ id }) => id)).toEqual(['runs']);
  for (const id of ['runs', 'done', 'ended']) expect(roster.answering(id).id).toBe(id);
  expect(() => roster.answering('broke')).toThrow('editor ended with exit code 3');
  expect(() => roster.answering('shot')).toThrow('editor ended with signal SIGSEGV');
  expect(() => roster.answering('nobody')).toThrow('APP_UNKNOWN');
});
