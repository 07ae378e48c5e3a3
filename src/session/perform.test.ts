import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { CodexqaError } from '../contracts/errors.ts';
import { sampleDesktop } from './simulated.sample.ts';

const room = import.meta.dirname;

test('nothing but perform.ts calls the acting methods of a driver session', () => {
  const sources = readdirSync(room).filter((name) => name.endsWith('.ts') && !/\.(test|sample)\.ts$/u.test(name));
  expect(sources.length).toBeGreaterThan(30);
  const doors = sources.filter((name) =>
    /session\.(act|launch|terminate)\(/u.test(readFileSync(join(room, name), 'utf8')),
  );
  expect(doors).toEqual(['perform.ts']);
});

test('an action is admitted, written down before and after, and numbered', async () => {
  const { desktop, entries } = await sampleDesktop({ testId: 't1' });
  const form = await desktop.launch('form');
  await form.getByRole('button', { name: 'Count' }).click();
  expect(entries.map((entry) => entry.kind)).toEqual(['verdict', 'intent', 'outcome', 'verdict', 'intent', 'outcome']);
  expect(entries.at(-2)).toMatchObject({ kind: 'intent', testId: 't1', seq: 2, verb: 'click' });
  expect(entries.at(-1)).toMatchObject({ kind: 'outcome', record: { seq: 2, effect: { verdict: 'confirmed' } } });
});

test('a denied action never reaches the desktop', async () => {
  const { desktop, entries } = await sampleDesktop({
    gate: {
      admit: async ({ verb }) =>
        verb === 'click'
          ? { kind: 'deny', rule: 'no clicks', reason: 'this run only reads' }
          : { kind: 'allow', rule: 'everything' },
    },
  });
  const form = await desktop.launch('form');
  const denied = form.getByRole('button', { name: 'Count' }).click();
  await expect(denied).rejects.toThrow(
    /POLICY_DENIED: click on getByRole\('button', \{ name: 'Count' \}\).*this run only reads/u,
  );
  expect(await form.getByRole('status').text()).toBe('Ready');
  expect(entries.map((entry) => entry.kind)).toEqual(['verdict', 'intent', 'outcome', 'verdict']);
});

test('an aborted run acts no more and lets go of everything', async () => {
  let aborted = false;
  const { desktop, session } = await sampleDesktop({
    pauseGate: {
      pass: async () => {
        if (aborted) throw new CodexqaError('RUN_ABORTED', 'the operator ended the run');
      },
    },
  });
  const acts: string[] = [];
  const act = session.act.bind(session);
  session.act = (each) => {
    acts.push(each.kind);
    return act(each);
  };
  const form = await desktop.launch('form');
  aborted = true;
  await expect(form.getByRole('button', { name: 'Count' }).click()).rejects.toThrow('RUN_ABORTED');
  expect(acts).toEqual(['release']);
});

test('when the journal cannot be written, nothing is done', async () => {
  let full = false;
  const { desktop } = await sampleDesktop({
    journal: {
      append: (entry) => {
        if (full && entry.kind === 'intent') throw new CodexqaError('JOURNAL_WRITE_FAILED', 'no space left');
      },
    },
  });
  const form = await desktop.launch('form');
  full = true;
  await expect(form.getByRole('button', { name: 'Count' }).click()).rejects.toThrow('JOURNAL_WRITE_FAILED');
  expect(await form.getByRole('status').text()).toBe('Ready');
});
