/** Release gating: the checks run by themselves; whether their result is good enough to release is for one named person to say. */
import { writeFile } from 'node:fs/promises';
import { approve, expect, irreversible, task, test } from 'codexqa';

const checks = [
  ['1', '+', '2', '3'],
  ['9', '-', '4', '5'],
] as const;

test.describe(
  'Release 2.4',
  task({
    kind: 'staged-qa-gates',
    risk: 'high',
    reversible: false,
    done: 'the release is out, by the word of the release manager',
    stop: 'a check that has passed before fails',
    onError: 'halt',
    limits: { actions: 60, minutes: 20 },
    knownFailures: [],
    interruptionTolerance: 'brief',
  }),
  () => {
    test('is checked, agreed upon and published once', async ({ launch }) => {
      const till = await launch('till');
      for (const [a, operator, b, result] of checks) {
        for (const key of ['AC', a, operator, b, '=']) {
          await till.getByRole('button', { name: key, exact: true }).click();
        }
        await expect(till.getByRole('textbox')).toHaveText(result);
      }

      const { by } = await approve({
        action: 'publish release 2.4',
        risk: 'high',
        consequence: 'every till installs it tonight',
        evidence: { checks: `${checks.length} of ${checks.length} passed` },
        approvers: ['release-manager'],
      });
      // that was just asked, with its evidence
      await irreversible('publish', () => writeFile('released.txt', `2.4, by ${by}\n`), { acknowledge: false });
    });
  },
);
