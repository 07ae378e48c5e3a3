/** Manual sign-off: a document is on the screen, two named people read it there, and only then it is filed with their names. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { approve, expect, irreversible, task, test } from 'codexqa';

const contract = resolve('contract.txt');

test.describe(
  'Contract of May',
  task({
    kind: 'approval-heavy-publishing',
    risk: 'critical',
    reversible: false,
    done: {
      says: 'two people have signed it',
      holds: async () => (await readFile('signed.txt', 'utf8')).includes(', '),
    },
    stop: 'one of them says no',
    onError: 'halt',
    limits: { actions: 20, minutes: 60 },
    knownFailures: [],
    interruptionTolerance: 'brief',
  }),
  () => {
    test('is read, signed by two, and filed', async ({ launch }) => {
      await writeFile(contract, 'The parties agree.\n');
      const editor = await launch('editor', { args: [contract] });
      await expect(editor.getByRole('textbox')).toHaveText('The parties agree.\n');

      const { by } = await approve({
        action: 'file the contract of May',
        risk: 'critical',
        consequence: 'it binds both parties for a year',
        evidence: { parties: 2, pages: 1 },
        approvers: ['release-manager', 'lawyer'],
        quorum: 2,
      });
      await irreversible('file', () => writeFile('signed.txt', `signed by ${by}\n`), { acknowledge: false });
    });
  },
);
