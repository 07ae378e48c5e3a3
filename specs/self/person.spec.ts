/** A person at the desktop that a run uses: it yields to their mouse, with the evidence on record, and does nothing on a display that is off. */
import { VisibleDeskSample } from '../../src/drivers/linux/visible-desk.sample.ts';
import { configText, expect, test } from './inline-project.ts';

test('a run in the foreground yields to the mouse of a person and goes on; a display that is off halts it', async ({
  project,
}) => {
  const desk = await VisibleDeskSample.open();
  try {
    project.write({
      'codexqa.config.ts': configText("lane: 'foreground', foreground: { stillMs: 300 },")
        .replace("'simulated'", "'linux'")
        .replace("'calculator', editor", "'galculator', editor")
        // a real application, which may be slow
        .replace('expect: 500', 'expect: 30_000'),
      'specs/a.spec.ts': `import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'codexqa';
test('works on', async ({ launch }) => {
  test.setTimeout(120_000);
  const app = await launch('calculator');
  await app.getByRole('button', { name: '7', exact: true }).click();
  writeFileSync('begun', '');
  await expect.poll(() => existsSync('touched'), { timeout: 90_000 }).toBe(true);
  await app.getByRole('button', { name: '8', exact: true }).click();
  await expect(app.getByRole('textbox')).toHaveText('78');
});`,
    });
    const nowhere = 'unix:path=/nonexistent';
    const env = { ...desk.env, DBUS_SYSTEM_BUS_ADDRESS: nowhere, DBUS_SESSION_BUS_ADDRESS: nowhere };
    const command = [process.execPath, project.cli, 'test'];
    const end = project.finish(project.start(command, { env }));
    await expect.poll(() => project.has('begun'), { timeout: 90_000 }).toBe(true);
    await desk.moves({ x: 3, y: 4 });
    project.write({ touched: '' });
    const { exitCode, stdout, stderr } = await end;
    expect(exitCode, stdout + stderr).toBe(0);
    const presence = () => project.journal().filter(({ kind }) => kind === 'presence');
    expect(presence()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ change: 'watched', detail: `by X display ${desk.env['DISPLAY']}` }),
        expect.objectContaining({ change: 'input', follows: 'yields', detail: 'a move of "Xvfb mouse"' }),
        expect.objectContaining({ change: 'still', follows: 'goes on' }),
      ]),
    );
    expect(presence()).toHaveLength(3);

    await desk.goesDark(true);
    const dark = await project.finish(project.start(command, { env }));
    expect(dark.exitCode, dark.stdout + dark.stderr).toBe(1);
    expect(dark.stderr).toContain('halted: the display is off');
    expect(presence()).toMatchObject([{ change: 'watched', follows: 'halts' }]);
  } finally {
    await desk.close();
  }
});
