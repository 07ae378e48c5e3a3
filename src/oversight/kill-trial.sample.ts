/** One trial of the durability of a question: run and person are killed at random moments, then everything starts again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { ApprovalFiles } from '../journal/approval-files.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { verifyRun } from '../journal/verify.ts';
import { Bell, Deadline } from '../support/deadline.ts';
import { answerOnRecord } from './on-record.ts';
import { answerOf } from './question.sample.ts';

/** Command that runs a program of this room: node on the built file, or with a loader on the source. */
export type CommandOf = (program: 'asker' | 'approver') => readonly string[];

export interface Trial {
  /** Where the kill fell. */
  readonly fell: 'before the question' | 'while it was open' | 'after the yes' | 'after it was used' | 'after the end';
  /** Why the trial failed; undefined when all held. */
  readonly fault: string | undefined;
}

const trialMs = 120_000;

/** `random`: from 0 to 1. */
export async function killTrial(root: string, commandOf: CommandOf, random: () => number): Promise<Trial> {
  mkdirSync(root, { recursive: true });
  const run = (program: 'asker' | 'approver') => {
    const [command = '', ...args] = [...commandOf(program), root];
    return spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  };
  const asker = run('asker');
  // most kills shall fall where something is at stake: around the question, the yes and its use
  const isAsked = random() < 0.85;
  if (isAsked) await until(root, () => (open(root)?.askings.length ?? 0) > 0);
  else if (random() < 0.5) await until(root, () => open(root) !== undefined);
  else await pause(random() * 200);
  const isAnswered = isAsked && random() < 0.7;
  const person = isAnswered && random() < 0.3 ? run('approver') : undefined;
  if (person !== undefined) {
    await pause(random() * 150);
    await kill(person);
  } else if (isAnswered) {
    sayYes(root);
  }
  await pause(random() * 12);
  await kill(asker);
  const before = stateOf(root);
  await finish(root, run);
  return { fell: fellAt(before), fault: faultOf(root, before) };
}

interface State {
  readonly question: ApprovalFiles | undefined;
  readonly isApproved: boolean;
  readonly isSpent: boolean;
  readonly effects: readonly string[];
}

function stateOf(root: string): State {
  const question = questions(root).at(-1);
  return {
    question,
    isApproved: question?.settlement?.outcome === 'approved' || (question?.answers.length ?? 0) > 0,
    isSpent: question?.spent !== undefined,
    effects: effectsOf(root),
  };
}

function fellAt({ question, isApproved, isSpent, effects }: State): Trial['fell'] {
  if (question === undefined) return 'before the question';
  if (effects.length > 0) return 'after the end';
  if (isSpent) return 'after it was used';
  return isApproved ? 'after the yes' : 'while it was open';
}

/** A restarted run acts at last; a person says yes where it asks. */
async function finish(root: string, run: (program: 'asker') => ChildProcess): Promise<void> {
  const acted = effectsOf(root).length;
  const asker = run('asker');
  const end = new Promise<void>((resolve) => asker.once('close', () => resolve()));
  await until(root, () => {
    sayYes(root);
    return effectsOf(root).length > acted;
  });
  await end;
}

function faultOf(root: string, before: State): string | undefined {
  const all = questions(root);
  const effects = effectsOf(root);
  const used = all.filter(({ spent }) => spent?.how === 'consumed').map(({ request }) => request.id);
  if (new Set(effects).size < effects.length) return `granted twice: ${effects.join(', ')}`;
  if (effects.some((id) => !used.includes(id))) return 'an action began without a yes that was used up';
  if (all.some(({ settlement }) => settlement !== undefined && settlement.outcome !== 'approved')) {
    return 'a restart answered the question itself';
  }
  const isOpen = before.question !== undefined && !before.isSpent;
  if (isOpen && effects.at(-1) !== before.question?.request.id) return 'the question was lost by the restart';
  const wanted = before.question === undefined || isOpen ? 1 : 2;
  if (all.length !== wanted) return `expected ${wanted} questions, saw ${all.length}`;
  const changed = RunFolder.all(root).flatMap((folder) => verifyRun(folder).findings);
  return changed.find(({ weight }) => weight === 'tampered')?.sentence;
}

function sayYes(root: string): void {
  for (const folder of RunFolder.all(root)) {
    const files = ApprovalFiles.all(folder).find((each) => each.settlement === undefined && each.askings.length > 0);
    if (files !== undefined) answerOnRecord(folder, files, answerOf(files));
  }
}

function questions(root: string): readonly ApprovalFiles[] {
  return RunFolder.all(root).flatMap((folder) => ApprovalFiles.all(folder));
}

function open(root: string): ApprovalFiles | undefined {
  return existsSync(join(root, '.codexqa', 'runs')) ? questions(root).at(-1) : undefined;
}

function effectsOf(root: string): readonly string[] {
  const path = join(root, 'effects.txt');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

async function until(root: string, holds: () => boolean): Promise<void> {
  const deadline = Deadline.after(trialMs);
  const bell = new Bell();
  const watcher = watch(root, () => bell.ring());
  try {
    while (!holds()) {
      if (deadline.passed) throw new Error(`trial in ${root} did not come to its end`);
      await bell.next(5);
    }
  } finally {
    watcher.close();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function kill(child: ChildProcess): Promise<void> {
  const end = new Promise<void>((resolve) => child.once('close', () => resolve()));
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await end;
}
