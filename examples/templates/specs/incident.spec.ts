/** After-hours incident triage: what has happened is gathered; somebody on call decides from afar whether it can be mended now. */
import { appendFile } from 'node:fs/promises';
import { type App, type Approval, approve, expect, task, test } from 'codexqa';

/** Nobody, or a no: then it waits for the morning, which is no failure of the night. */
async function wordOfOnCall(till: App, id: string): Promise<Approval | undefined> {
  const asked = approve({
    action: `restart the till of incident ${id}`,
    risk: 'medium',
    consequence: 'what stood on its display is lost',
    evidence: {
      ended: till.exit?.signal ?? `code ${till.exit?.code}`,
      said: till.output().trim().slice(-200) || 'nothing',
    },
    approvers: ['on-call'],
  });
  return asked.catch((error: Error) => {
    if (/^APPROVAL_(DENIED|EXPIRED)/.test(error.message)) return undefined;
    throw error;
  });
}

test.describe(
  'Till at night',
  task({
    kind: 'internal-dashboards',
    risk: 'medium',
    reversible: true,
    done: 'each incident is mended, or noted for the morning',
    stop: 'the till ends twice in one night',
    onError: 'continue',
    limits: { actions: 40, minutes: 30 },
    knownFailures: [],
    interruptionTolerance: 'any',
  }),
  () => {
    for (const id of ['17', '18']) {
      test(`incident ${id} has an end`, async ({ launch }) => {
        const till = await launch('till');
        // the incident of this example; in your copy the line goes, and what ends the application is real
        process.kill(till.pid, 'SIGSEGV');
        await expect.poll(() => till.exit?.signal).toBe('SIGSEGV');

        const answer = await wordOfOnCall(till, id);
        if (answer === undefined) {
          await appendFile('incidents.txt', `${id}: left for the morning\n`);
          return;
        }
        await till.relaunch();
        await till.getByRole('button', { name: '7', exact: true }).click();
        await expect(till.getByRole('textbox')).toHaveText('7');
        await appendFile('incidents.txt', `${id}: restarted, by ${answer.by}\n`);
      });
    }
  },
);
