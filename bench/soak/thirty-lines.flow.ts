/**
 * The flow of the soak: thirty steps on mousepad, whose file on the disk is the oracle. A witness file, written before and after
 * every step, says what the flow itself knows of: what was begun, and what was acknowledged.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type App, checkpoint, type Desktop, expect, irreversible, test } from 'codexqa';

const steps = 30;
const pagePath = process.env['SOAK_PAGE'] ?? '';
const witnessPath = process.env['SOAK_WITNESS'] ?? '';

const linesOnDisk = (): string[] => readFileSync(pagePath, 'utf8').split('\n').filter(Boolean);
const tell = (line: string): void => appendFileSync(witnessPath, `${line}\n`);
const nameOf = (step: number): string => `line ${String(step).padStart(2, '0')}`;

test('thirty lines, each written once', async ({ launch, desktop }) => {
  const editor = await launch('editor', { args: [pagePath] });
  // an opened file has its caret at the beginning; afterwards it stays where the last line ended
  await editor.getByRole('textbox').press('Control+End');
  for (let step = 1; step <= steps; step++) {
    await (step % 5 === 0 ? review(step, editor, desktop) : write(step, editor, desktop));
    tell(`end ${step}`);
  }
});

/** A step that must not happen twice: a line more in the file. */
function write(step: number, editor: App, desktop: Desktop): Promise<void> {
  const page = editor.getByRole('textbox');
  return irreversible(
    nameOf(step),
    async () => {
      begin(step, editor, desktop);
      await page.type(`${nameOf(step)}\n`);
      await desktop.keyboard.press('Control+S');
      await expect.poll(() => linesOnDisk().at(-1), { intervals: [25] }).toBe(nameOf(step));
    },
    {
      probe: () => {
        const found = linesOnDisk().includes(nameOf(step)) ? 'done' : 'not-done';
        tell(`probe ${step} ${found}`);
        return found;
      },
    },
  );
}

/** A step that is kept: the application is asked for the page, and must show what is on the disk. */
async function review(step: number, editor: App, desktop: Desktop): Promise<void> {
  const page = editor.getByRole('textbox');
  const shows = async (text: string): Promise<boolean> => (await page.text()).startsWith(text);
  await checkpoint(
    `review ${step}`,
    async () => {
      begin(step, editor, desktop);
      await desktop.keyboard.press('Control+End');
      return { text: await page.text() };
    },
    { verify: ({ text }) => shows(text) },
  );
}

/** Whom the soak may kill now. The session's folder is what its display server can be found by. */
function begin(step: number, editor: App, desktop: Desktop): void {
  const session = dirname(dirname(desktop.stage.session.home));
  tell(`begin ${step} worker=${process.pid} runner=${process.ppid} app=${editor.pid} session=${session}`);
}
