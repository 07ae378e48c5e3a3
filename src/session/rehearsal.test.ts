import { expect, test } from '@playwright/test';
import type { DriverAct } from '../contracts/act.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { Rehearsal, type Rehearsed } from './rehearsal.ts';
import { sampleDesktop } from './simulated.sample.ts';

async function rehearsed() {
  const told: Rehearsed[] = [];
  const rehearsal = new Rehearsal((each) => told.push(each));
  const sample = await sampleDesktop({ rehearsal });
  const sent: DriverAct[] = [];
  const act = sample.session.act.bind(sample.session);
  sample.session.act = (each: DriverAct) => {
    sent.push(each);
    return act(each);
  };
  const app = await sample.desktop.launch('form');
  return { ...sample, app, rehearsal, sent, told, words: () => told.map(({ as, what }) => `${as} ${what}`) };
}

test('whatever a test does, nothing is sent, and every target is told', async () => {
  const { app, desktop, sent, told, words } = await rehearsed();
  const name = app.getByLabel('Name', { exact: true });
  await app.getByRole('button', { name: 'Greet', exact: true }).click();
  await app.getByRole('button', { name: 'Greet', exact: true }).hover();
  await name.fill('Ada');
  await name.type('b');
  await name.press('Enter');
  await name.focus();
  await app.getByRole('checkbox', { name: 'Subscribe' }).check();
  await app.getByText('Drag me').dragTo(app.getByText('Drop here'));
  await desktop.keyboard.press('F5');
  await desktop.clipboard.write('text');
  await app.window().moveTo({ x: 1, y: 2 });
  await app.window().close();
  await app.kill();
  expect(sent).toEqual([]);
  expect(told.filter(({ as }) => as !== 'would')).toEqual([]);
  expect(words()).toContain(`would fill "Ada" on getByLabel('Name', { exact: true }) in application "form"`);
  expect(words()).toContain('would kill form');
  expect(app.exit).toBeUndefined();
});

test('behind something that was not done a missing target is told at once, and is no failure', async () => {
  const { app, words, told } = await rehearsed();
  const ghost = app.getByRole('button', { name: 'Ghost' });
  await expect(ghost.click()).rejects.toThrow('LOCATOR_NOT_FOUND');
  await app.getByRole('button', { name: 'Dialog', exact: true }).click();
  await ghost.click();
  await app.menu('File', 'No such item');
  expect(words()).toContain(`not-reachable click getByRole('button', { name: 'Ghost' })`);
  expect(told.find(({ as }) => as === 'not-reachable')?.why).toContain('LOCATOR_NOT_FOUND');
});

test('what is no consequence of it stays a failure: a denial, a crash, two matches from the start', async () => {
  const { app, rehearsal } = await rehearsed();
  await expect(app.getByRole('button').click()).rejects.toThrow('LOCATOR_NOT_UNIQUE');
  await app.getByRole('button', { name: 'Greet', exact: true }).click();
  const excuses = (code: ConstructorParameters<typeof CodexqaError>[0]): boolean =>
    rehearsal.excuses(new CodexqaError(code, 'it is so'));
  expect(
    ['POLICY_DENIED', 'APP_CRASHED', 'SESSION_LOST', 'SELECTOR_INVALID'].map((code) => excuses(code as never)),
  ).toEqual([false, false, false, false]);
  expect(excuses('LOCATOR_NOT_FOUND')).toBe(true);
  expect(rehearsal.excuses(new Error('a check of the spec'))).toBe(true);
});

test('a denied action is denied in a dry run, too', async () => {
  const told: Rehearsed[] = [];
  const { desktop, entries } = await sampleDesktop({
    rehearsal: new Rehearsal((each) => told.push(each)),
    gate: {
      admit: async ({ verb }) =>
        verb === 'click' ? { kind: 'deny', rule: 'no clicks', reason: 'it says so' } : { kind: 'allow', rule: 'all' },
    },
  });
  const app = await desktop.launch('form');
  await expect(app.getByRole('button', { name: 'Greet', exact: true }).click()).rejects.toThrow('POLICY_DENIED');
  expect(told).toEqual([]);
  expect(entries.filter(({ kind }) => kind === 'intent')).toHaveLength(1);
});
