/** The form's buttons for trouble: crashes, hangs, popups, late drawing, and buttons that lie. */
import { appendFileSync } from 'node:fs';
import type { RunningApp } from '../running-app.ts';
import { type Widget, widget } from '../widget.ts';

type Say = (message: string) => void;

export function troubleButtons(app: RunningApp, say: Say): Widget {
  const late = widget('text', { name: 'Early' });
  const lateButton = widget('button', {
    name: 'Late button',
    enabled: false,
    on: { activate: () => say('Late button') },
  });
  const laterMs = numberFrom(app.env['FIXTURE_LATE_MS']) ?? 300;
  let count = 0;
  const rows: readonly (readonly Widget[])[] = [
    [
      button('Count', () => say(`Count: ${++count}`)),
      button('Do nothing', () => {}),
      widget('button', { name: 'Prelight only', oddities: { prelightOnly: true } }),
      widget('button', { name: 'Silent', oddities: { silent: true } }),
      widget('button', {
        name: 'No actions',
        oddities: { noActions: true },
        on: { activate: () => say('No actions') },
      }),
      button('Environment', () => say(environment(app))),
      button('Commit', () => commit(app, say)),
    ],
    [
      button('Crash', () => app.crash('fixture: crash requested')),
      button('Exit 3', () => {
        app.print('fixture: leaving with 3');
        app.quit(3);
      }),
      button('Hang', () => app.hang(numberFrom(app.env['FIXTURE_HANG_MS']))),
      button('Dialog', () => question(app, say)),
      button('Dialog later', () => app.after(laterMs, () => question(app, say))),
      button('Notify', () => notify(app)),
      button('Change title', () => app.windowsInOrder()[0]?.root.change({ name: 'Form (changed)' })),
    ],
    [
      button('Draw late', () => app.after(laterMs, () => late.change({ name: 'Late' }))),
      late,
      button('Enable late', () => app.after(laterMs, () => lateButton.change({ enabled: true }))),
      lateButton,
      button('Move window', () => moveAway(app)),
      button('Person', () => {
        app.desktop.personMoves({ x: 5, y: 5 });
        say('Person');
      }),
    ],
  ];
  return widget('generic', { children: rows.map((children) => widget('generic', { layout: 'row', children })) });
}

function button(name: string, activate: () => void): Widget {
  return widget('button', { name, on: { activate } });
}

function environment(app: RunningApp): string {
  return ['LANG', 'CODEXQA_CHECK', 'HOME'].map((name) => `${name}=${app.env[name] ?? ''}`).join(' ');
}

/** An irreversible step: one line in a file, for tests that count how often it happened. */
function commit(app: RunningApp, say: Say): void {
  const path = app.env['FIXTURE_LEDGER'];
  if (path !== undefined) appendFileSync(path, `commit ${app.pid}\n`);
  say('Committed');
}

function question(app: RunningApp, say: Say): void {
  const answer = (name: string): Widget =>
    button(name, () => {
      app.close(dialog);
      say(`Answer: ${name}`);
    });
  const [yes, no] = [answer('Yes'), answer('No')];
  const buttons = widget('generic', { layout: 'row', children: [yes, no] });
  const text = widget('text', { name: 'Are you sure?' });
  const root = widget('dialog', { name: 'Question', children: [text, buttons] });
  const dialog = app.open({ kind: 'dialog', modal: true, root, defaultButton: yes });
}

function notify(app: RunningApp): void {
  const root = widget('window', { name: 'Notification', children: [widget('text', { name: 'Updates are ready' })] });
  app.open({ kind: 'notification', root, at: { x: app.desktop.screen.width - 240, y: 8 } });
}

function moveAway(app: RunningApp): void {
  const window = app.windowsInOrder()[0];
  if (window === undefined) return;
  const before = window.bounds;
  window.position = { x: before.x + 40, y: before.y + 30 };
  app.desktop.emit({ kind: 'windows' });
  app.desktop.damage(before);
  app.desktop.damage(window.bounds);
}

function numberFrom(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
