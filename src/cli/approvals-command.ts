/** `codexqa approvals`: what runs wait for, and a person's answers from the terminal. */
import { userInfo } from 'node:os';
import { Command, Option } from 'commander';
import type { ApprovalFiles } from '../journal/approval-files.ts';
import { EvidenceStore } from '../journal/evidence.ts';
import { type Decision, nameOf, signedAnswer } from '../oversight/answers.ts';
import { answerOnRecord } from '../oversight/on-record.ts';
import { durationText, questionLines } from '../oversight/words.ts';
import { lifeOf } from '../support/process-identity.ts';
import { keygenCommand, personalKey, signCommand } from './approval-keys.ts';
import { type FoundQuestion, findQuestions, questionNamed } from './approval-place.ts';
import { projectRoot } from './project-root.ts';
import { paint, print } from './terminal.ts';

interface ListOptions {
  readonly all?: true;
  readonly json?: true;
}

interface AnswerOptions {
  readonly reason: string;
  readonly as?: string;
  readonly key?: string;
}

export function approvalsCommand(): Command {
  const approvals = new Command('approvals')
    .summary('see what runs wait for, and answer')
    .description('Questions that approve() asks a person. Without an answer in time the answer is no.')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx codexqa approvals\n  $ npx codexqa approvals approve 3fa9 --reason "checked with sales"',
    );
  approvals
    .command('list', { isDefault: true })
    .summary('open questions, the oldest first')
    .option('--all', 'settled ones, too')
    .option('--json', 'for machines')
    .action((options: ListOptions) => list(options));
  approvals
    .command('show')
    .summary('one question with everything to judge it by')
    .argument('<id>', 'name of the question, or its beginning')
    .action((id: string) => show(questionNamed(projectRoot(), id)));
  for (const decision of ['approve', 'deny'] as const) approvals.addCommand(answerCommand(decision));
  return approvals.addCommand(keygenCommand()).addCommand(signCommand());
}

function answerCommand(decision: Decision): Command {
  return new Command(decision)
    .summary(decision === 'approve' ? 'say yes' : 'say no')
    .argument('<id...>', 'names of the questions, or their beginnings')
    .addOption(new Option('--reason <text>', 'why; needed for a no and for a high risk').default('', 'none'))
    .option('--as <name>', 'answer as this approver, with --key')
    .option('--key <folder>', 'folder of your key, made by: npx codexqa approvals keygen')
    .action((ids: readonly string[], options: AnswerOptions) => {
      // all are found before the first is answered
      const questions = ids.map((id) => questionNamed(projectRoot(), id));
      for (const question of questions) answer(question, decision, options);
    });
}

/** @throws APPROVAL_REFUSED */
function answer({ folder, files }: FoundQuestion, decision: Decision, { reason, as, key }: AnswerOptions): void {
  const { request, digest } = files;
  const account = userInfo().username;
  const by = as ?? nameOf(request, account);
  const given = { requestId: request.id, requestDigest: digest, decision, by, reason, at: Date.now() };
  const settlement = answerOnRecord(
    folder,
    files,
    key === undefined ? { ...given, proof: { kind: 'account', account } } : signedAnswer(given, personalKey(key)),
  );
  const rest = request.quorum - files.answers.filter((each) => each.decision === 'approve').length;
  const state = settlement?.outcome ?? `noted, ${rest} more to say yes`;
  print(`${request.id}  ${request.action}: ${state}`);
}

function list({ all, json }: ListOptions): void {
  const questions = findQuestions(projectRoot()).filter(({ files }) => all || files.settlement === undefined);
  if (json) {
    print(JSON.stringify(questions.map(factsOf), null, 2));
    return;
  }
  if (questions.length === 0) print('Nobody is asked anything.');
  for (const { files } of questions) {
    const { id, action, risk, test } = files.request;
    print(
      `${id}  ${paint(risk === 'low' ? 'green' : 'yellow', stateOf(files).padEnd(24))}  ${action} (${risk} risk)  ${test}`,
    );
  }
}

function show({ folder, files }: FoundQuestion): void {
  for (const line of questionLines(files.request)) print(line);
  print(`  state        ${stateOf(files)}`);
  for (const { by, decision, reason, at } of files.answers) {
    print(
      `  ${decision === 'approve' ? 'yes' : 'no '}          ${by}, ${new Date(at).toISOString()}${reason && `: ${reason}`}`,
    );
  }
  print(`  run          ${folder.runId}`);
  const evidence = new EvidenceStore(folder);
  for (const [name, digest] of [
    ['picture', files.request.picture],
    ['tree', files.request.tree],
  ] as const) {
    if (digest !== undefined) print(`  ${name.padEnd(11)}  ${evidence.pathOf(digest)}`);
  }
}

function factsOf({ folder, files }: FoundQuestion): object {
  const { request, settlement, answers, spent, askings } = files;
  return { ...request, run: folder.runId, state: stateOf(files), settlement, answers, spent, askings };
}

function stateOf({ settlement, spent, askings }: ApprovalFiles): string {
  if (settlement !== undefined) return [settlement.outcome, spent?.how].filter(Boolean).join(', ');
  const last = askings.at(-1);
  if (last === undefined || lifeOf(last.process) === 'dead') return 'open, the run is down';
  return `open, ${durationText(Math.max(0, last.expiresAt - Date.now()))} left`;
}
