/** `codexqa test --dry-run`: every target is looked for on the real application, and nothing reaches it. */
import { configText, expect, impatient, specText, test } from './inline-project.ts';

/** Writes a line for every input event that reaches its window, and for every change that another interface makes. */
const recorder = `import sys, gi
gi.require_version('Gtk', '3.0')
gi.require_version('Gdk', '3.0')
from gi.repository import Gdk, GLib, Gtk
log = open(sys.argv[1], 'a', buffering=1)
kinds = {Gdk.EventType.KEY_PRESS: 'key', Gdk.EventType.BUTTON_PRESS: 'button', Gdk.EventType.BUTTON_RELEASE: 'button',
         Gdk.EventType.MOTION_NOTIFY: 'motion', Gdk.EventType.SCROLL: 'scroll'}
def seen(event):
    if event.type in kinds: log.write(kinds[event.type] + '\\n')
    Gtk.main_do_event(event)
window = Gtk.Window(title='Recorder')
window.set_default_size(400, 300)
box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
button, entry, said = Gtk.Button(label='Press'), Gtk.Entry(), Gtk.Label(label='untouched')
def pressed(_):
    log.write('clicked\\n')
    said.set_text('touched')
button.connect('clicked', pressed)
entry.connect('changed', lambda _: log.write('changed\\n'))
for child in (entry, button, said): box.pack_start(child, True, True, 0)
window.add(box)
window.add_events(Gdk.EventMask.ALL_EVENTS_MASK)
window.connect('destroy', Gtk.main_quit)
window.show_all()
Gdk.event_handler_set(seen)
Gtk.main()
`;

test('no input reaches a real application, and without --dry-run all of it does', async ({ project }) => {
  test.skip(process.platform !== 'linux', 'needs a Linux session and GTK 3');
  project.write({
    'recorder.py': recorder,
    'seen.txt': '',
    'codexqa.config.ts': `import { resolve } from 'node:path';
import { defineConfig } from 'codexqa';
export default defineConfig({
  apps: { recorder: { command: '/usr/bin/python3', args: [resolve('recorder.py'), resolve('seen.txt')] } },
  reporters: ['list', 'junit'], timeouts: { test: 120_000, action: 20_000, launch: 60_000, expect: 20_000 },
});`,
    'specs/a.spec.ts': `import { expect, test } from 'codexqa';
test('touches everything', async ({ launch, desktop }) => {
  const app = await launch('recorder');
  const button = app.getByRole('button', { name: 'Press' });
  const field = app.getByRole('textbox');
  await button.click();
  await expect(app.getByText('touched', { exact: true })).toBeVisible();
  await button.hover();
  await button.scroll({ y: 1 });
  await field.fill('abc');
  await field.type('d');
  await field.press('Home');
  await desktop.keyboard.press('End');
  await button.invoke(undefined, { effect: 'optional' });
  await button.dragTo(field);
  await app.window().moveTo({ x: 40, y: 50 });
  await desktop.clipboard.write('text');
});`,
  });
  const dry = await project.codexqa(['test', '--dry-run']);
  expect(dry.exitCode, dry.stdout + dry.stderr).toBe(0);
  expect(project.read('seen.txt')).toBe('');
  expect(dry.stderr).toContain(`would click getByRole('button', { name: 'Press' }) in application "recorder"`);
  expect(dry.stderr).toContain(`would fill "abc" on getByRole('textbox') in application "recorder"`);
  expect(dry.stderr).toContain(`not judged: toBeVisible of getByText('touched', { exact: true })`);
  expect(dry.stderr).toContain(
    'dry run: 11 found and not done, 0 not reachable, 1 not judged; nothing was sent to the applications',
  );
  expect(project.has('reports/junit.xml')).toBe(false);
  const told = project.journal().filter(({ kind }) => kind === 'rehearsal');
  expect(told.filter(({ as }) => as === 'would')).toHaveLength(11);
  const intents = project.journal().filter(({ kind }) => kind === 'intent');
  expect(intents.map(({ verb }) => verb)).toEqual(['launch']);

  const real = await project.codexqa(['test']);
  expect(real.exitCode, real.stdout + real.stderr).toBe(0);
  const seen = new Set(project.read('seen.txt').trim().split('\n'));
  expect(seen).toEqual(new Set(['key', 'button', 'motion', 'scroll', 'clicked', 'changed']));
});

test('what depends on something that was not done is told and no failure; what is wrong from the start is', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': configText(impatient),
    'specs/a.spec.ts': `import { appendFileSync } from 'node:fs';
import { approve, checkpoint, expect, irreversible, test } from 'codexqa';
test('goes on', async ({ launch, desktop }) => {
  const form = await launch('form');
  await expect(form.getByRole('status')).toHaveText(/^Ready/);
  await form.getByRole('button', { name: 'Dialog', exact: true }).click();
  await desktop.getByRole('dialog', { name: 'Question' }).getByRole('button', { name: 'Yes' }).click();
  await approve({ action: 'pay', risk: 'high', consequence: 'money is gone' });
  await irreversible('pay', () => appendFileSync('paid.txt', 'paid'));
  await checkpoint('paid', () => 1);
  await expect(form).toMatchBaseline('paid.png');
  await form.getByLabel('Name', { exact: true }).fill('Ada');
});
test('stops', async ({ launch }) => {
  const form = await launch('form');
  await form.getByRole('button', { name: 'Greet', exact: true }).click();
  if ((await form.getByRole('status').text()) !== 'Hello, !') throw new Error('it was not greeted');
});
test('is wrong', async ({ launch }) => {
  await (await launch('form')).getByRole('button', { name: 'Great' }).click();
});`,
  });
  const dry = await project.codexqa(['test', '--dry-run', '--workers', '1']);
  expect(dry.exitCode).toBe(1);
  const lines = dry.stderr.split('\n').map((line) => line.trim());
  const first = lines.slice(lines.indexOf('specs/a.spec.ts › goes on') + 1);
  expect(first.slice(0, 6)).toEqual([
    `would click getByRole('button', { name: 'Dialog', exact: true }) in application "form"`,
    expect.stringMatching(/^not reachable: click getByRole\('dialog'.*LOCATOR_NOT_FOUND/),
    'would ask a person whether to pay: high risk',
    'would do the irreversible step "pay": nothing in it was called',
    expect.stringMatching(/^not judged: toMatchBaseline of .*it depends on what was not done$/),
    expect.stringMatching(/^would fill "Ada" on getByLabel\('Name', \{ exact: true \}\)/),
  ]);
  expect(dry.stderr).toContain('not judged: the rest of the test: Error: it was not greeted');
  expect(dry.stdout).toContain('LOCATOR_NOT_FOUND');
  expect(dry.stdout).toMatch(/1 failed[\s\S]*is wrong[\s\S]*1 skipped[\s\S]*1 passed/);
  expect(project.has('paid.txt') || project.has('baselines')).toBe(false);
  expect(project.results()).toMatchObject({ dryRun: true, counts: { passed: 1, skipped: 1, failed: 1 } });
  expect(project.journal().some(({ kind }) => kind === 'checkpoint' || kind === 'irreversible')).toBe(false);

  const resumed = await project.codexqa(['resume']);
  expect(resumed.stderr).toContain('was a dry run: nothing of it can be continued');
  expect(resumed.exitCode).toBe(2);
  expect((await project.codexqa(['test', '--dry-run', '--resume', 'last'])).stderr).toContain('CLI_OPTION_INVALID');
});

test('the policy has its say: what it denies fails, what it asks about is told and nobody is asked', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': configText(),
    'codexqa.policy.yaml': `version: 1
owner: alice
roles:
  tester:
    rules:
      - { id: no eights, verdict: deny, targets: ['8'] }
      - { id: sevens ask, verdict: ask, targets: ['7'] }
      - { id: the rest, verdict: allow, apps: ['*'] }
`,
    'specs/a.spec.ts': specText({
      keys: `const app = await launch('calculator');
  for (const name of ['7', '9', '8']) await app.getByRole('button', { name, exact: true }).click();`,
    }),
  });
  const { exitCode, stdout, stderr } = await project.codexqa(['test', '--dry-run']);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/would click getByRole\('button', \{ name: '7'.*rule "sevens ask" asks a person first/);
  expect(stderr).toMatch(/would click getByRole\('button', \{ name: '9'.*rule "the rest" allows it/);
  expect(stdout).toContain('is denied by rule "no eights"');
  expect(project.journal().some(({ kind }) => kind === 'approval')).toBe(false);
});
