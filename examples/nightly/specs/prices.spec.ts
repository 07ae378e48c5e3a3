/** The part that needs a person: a price list is written, an updater gets in the way, and somebody must agree before it is published. */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { approve, checkpoint, expect, irreversible, task, test } from 'codexqa';

const list = resolve('prices.txt');
const update = resolve('update-is-there');
const outbox = resolve('outbox.txt');
const read = (path: string) => readFile(path, 'utf8').catch(() => '');

test.describe(
  'Price list',
  task({
    kind: 'report-assembly',
    risk: 'high',
    reversible: false,
    done: { says: 'the price list was published once', holds: async () => (await read(outbox)) === 'apples 3.20\n' },
    stop: 'a price is missing',
    onError: 'halt',
    limits: { actions: 100, minutes: 30, chainDepth: 3 },
    knownFailures: [],
    interruptionTolerance: 'brief',
  }),
  () => {
    test('is written, agreed upon and published', async ({ launch, desktop }) => {
      const later = desktop.getByRole('button', { name: 'Remind me later' });
      desktop.onUnexpected(later, () => later.click());

      const saved = async () => (await read(list)) === 'apples 3.20';
      await checkpoint(
        'the list is written',
        async () => {
          await writeFile(list, '');
          const editor = await launch('editor', { args: [list], env: { UPDATE_AFTER: update } });
          const page = editor.getByRole('textbox');
          await page.type('apples ');
          await writeFile(update, '');
          // somebody else's window, in the middle of the work
          await expect.poll(async () => (await desktop.windows()).length, { timeout: 20_000 }).toBe(2);
          await page.type('3.20');
          await editor.menu('File', 'Save');
          await expect.poll(saved).toBe(true);
          return { list };
        },
        { restore: () => launch('editor', { args: [list] }), verify: saved },
      );

      await approve({
        action: 'publish the price list',
        risk: 'high',
        consequence: '1,200 customers see it at once, and it cannot be taken back',
        evidence: { rows: 1, total: '3.20' },
      });
      await irreversible('publish', async () => appendFile(outbox, `${await read(list)}\n`), {
        acknowledge: false, // that was just asked, with its evidence
        probe: async () => ((await read(outbox)) === '' ? 'not-done' : 'done'),
      });
    });
  },
);
