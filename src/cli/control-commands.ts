/** `codexqa pause | continue | abort`: steer a run from another terminal. */
import { userInfo } from 'node:os';
import { Command } from 'commander';
import { CodexqaError } from '../contracts/errors.ts';
import { askRun, type Wish } from '../journal/control.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { workerOn } from '../journal/run-lock.ts';
import { projectRoot } from './project-root.ts';
import { note } from './terminal.ts';

export type PersonsWish = Exclude<Wish, 'halt'>;

interface Wording {
  readonly summary: string;
  readonly description: string;
  readonly told: string;
}

const wordings: Readonly<Record<PersonsWish, Wording>> = {
  pause: {
    summary: 'hold a run before its next action',
    description: 'Holds every worker of a run before its next action; test time-outs stand still meanwhile.',
    told: 'pauses before the next action of each worker; go on with: npx codexqa continue',
  },
  continue: {
    summary: 'let a paused run go on',
    description: 'Lets a paused run go on where it was held.',
    told: 'goes on',
  },
  abort: {
    summary: 'end a run before its next action',
    description:
      'Ends a run before its next action: nothing stays held down, applications are ended, steps with compensate() are undone.',
    told: 'ends; go on later with: npx codexqa test --resume last',
  },
};

export function controlCommand(wish: PersonsWish): Command {
  const { summary, description, told } = wordings[wish];
  return new Command(wish)
    .summary(summary)
    .description(description)
    .argument('[run]', 'name of the run, a part of it, or "last"', 'last')
    .option('--reason <text>', 'why; it stands in the journal', '')
    .addHelpText('after', `\nExample:\n  $ npx codexqa ${wish} last --reason "looking at the printer"`)
    .action((name: string, { reason }: { readonly reason: string }) => {
      const folder = RunFolder.find(projectRoot(), name);
      assertAtWork(folder);
      askRun(folder, { wish, by: userInfo().username, reason, at: Date.now() });
      note(`run ${folder.runId} ${told}`);
    });
}

/** @throws RUN_NOT_FOUND when nobody is at work on it */
export function assertAtWork(folder: RunFolder): void {
  if (workerOn(folder) !== undefined) return;
  throw new CodexqaError('RUN_NOT_FOUND', `run ${folder.runId} is not at work: it is ${folder.readHead().state}`, {
    fix: 'see what runs with: npx codexqa runs list',
  });
}
