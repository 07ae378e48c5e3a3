/** A checklist: each check has a number and a weight, and goes on when another one fails. */
import { readFile, writeFile } from 'node:fs/promises';
import { expect, task, test } from 'codexqa';

const everyScript = 'Zwölf Boxkämpfer, 日本語, עברית, Ω ж € 😀';
const check = (id: string) => ({ annotation: { type: 'check', description: id } });

test.describe(
  'Editor checklist',
  task({
    kind: 'ui-regression-checklist',
    risk: 'low',
    reversible: true,
    done: 'every check has a verdict',
    onError: 'continue',
    limits: { actions: 100, minutes: 5 },
  }),
  () => {
    test('opens a file', check('EDIT-1 blocker'), async ({ launch }, testInfo) => {
      const path = testInfo.outputPath('letter.txt');
      await writeFile(path, `Dear reader,\n${everyScript}\n`);
      const editor = await launch('editor');
      await editor.menu('File', 'Open…');
      await editor.fileDialog().open(path);
      await expect(editor.getByRole('textbox')).toHaveText(`Dear reader,\n${everyScript}\n`);
      await expect(editor.window()).toHaveTitle(/letter\.txt/);
    });

    test('saves exactly the bytes that were typed', check('EDIT-2 blocker'), async ({ launch }, testInfo) => {
      const path = testInfo.outputPath('saved.txt');
      const editor = await launch('editor');
      await editor.getByRole('textbox').type(everyScript);
      await editor.menu('File', 'Save As…');
      await editor.fileDialog().save(path);
      await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toBe(everyScript);
    });

    test('asks before it forgets unsaved work', check('EDIT-3 major'), async ({ launch, desktop }) => {
      const editor = await launch('editor');
      await editor.getByRole('textbox').type('unsaved');
      await desktop.keyboard.press('Control+Q');
      const question = desktop.getByRole('alertdialog').or(desktop.getByRole('dialog'));
      await question.getByRole('button', { name: 'Cancel' }).click();
      await expect(editor.getByRole('textbox')).toHaveText('unsaved');
    });
  },
);
