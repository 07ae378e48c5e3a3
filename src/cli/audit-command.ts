/** `codexqa audit`: the record of a run, for who must answer for it: verified, anchored, shown, exported. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { AuditEntry } from '../contracts/audit-entry.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { JournalEntry } from '../contracts/journal.ts';
import { withSuccessors } from '../journal/key-rotation.ts';
import { keyMap, signingKey } from '../journal/keys.ts';
import { projectRecordIn, projectRecordName, projectRecordOf } from '../journal/project-record.ts';
import { JournalReader } from '../journal/reader.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { prunedRun } from '../journal/runs.ts';
import type { Finding } from '../journal/verify.ts';
import { type Anchor, anchorDigest, anchorOf, readAnchors, writeAnchor } from '../oversight/anchor.ts';
import { auditRun } from '../oversight/audit.ts';
import { enveloped, eventOf, isDecision, statementOf } from '../oversight/events.ts';
import { keysCommand } from './audit-keys.ts';
import { projectRoot } from './project-root.ts';
import { print } from './terminal.ts';
import { tellVerification } from './verification.ts';

interface VerifyOptions {
  readonly anchor?: string;
  readonly gitTag?: true;
  readonly key: readonly string[];
}

interface AnchorOptions {
  readonly file?: string;
  readonly gitTag?: true;
  readonly post?: string;
}

interface ShowOptions {
  readonly all?: true;
  readonly json?: true;
}

export function auditCommand(): Command {
  const audit = new Command('audit')
    .summary('verify, anchor, show and export the record of a run')
    .description('Every decision, action, question and answer of a run stands in its sealed journal.');
  withRun(audit.command('verify'))
    .summary('check that nobody changed the record')
    .option('--anchor <file>', 'and that it is the one that was anchored there')
    .option('--git-tag', 'and that it is the one of the tag codexqa/<run>')
    .option(
      '--key <file...>',
      'only these public keys may have sealed it, and those that they have named as their successors',
      [],
    )
    .addHelpText('after', '\nExit codes: 0 whole and unchanged, 1 changed, 2 incomplete (killed, or still running).')
    .action((name: string, options: VerifyOptions) => verify(recordNamed(projectRoot(), name), options));
  withRun(audit.command('anchor'))
    .summary('keep the end of its chains elsewhere: then a cut tail and a record that was written anew show, too')
    .option('--file <file>', 'add it to a file; keep that on another machine')
    .option('--git-tag', 'as an annotated tag codexqa/<run>; push it')
    .option('--post <url>', 'as JSON to an address')
    .action((name: string, options: AnchorOptions) => anchor(recordNamed(projectRoot(), name), options));
  withRun(audit.command('show'))
    .summary('what was decided, by whom and why')
    .option('--all', 'actions and results, too')
    .option('--json', 'as CloudEvents, one a line')
    .action((name: string, options: ShowOptions) => show(recordNamed(projectRoot(), name), options));
  withRun(audit.command('export'))
    .summary('a signed in-toto statement about the run (DSSE)')
    .action((name: string) => {
      const folder = recordNamed(projectRoot(), name);
      print(JSON.stringify(enveloped(statementOf(folder), signingKey(folder.keysPath)), null, 2));
    });
  audit.addCommand(keysCommand());
  return audit;
}

function withRun(command: Command): Command {
  return command.argument(
    '[run]',
    'name of the run, a part of it, "last", or "project": its keys and what was pruned',
    'last',
  );
}

/** @throws RUN_NOT_FOUND with what became of it, where that is on record */
function recordNamed(root: string, name: string): RunFolder {
  const record = projectRecordIn(join(root, '.codexqa'));
  if (name === projectRecordName) {
    if (record !== undefined) return record;
    throw new CodexqaError('RUN_NOT_FOUND', 'no key of this project was changed yet, and nothing was pruned');
  }
  try {
    return RunFolder.find(root, name);
  } catch (error) {
    const pruned = record === undefined ? undefined : prunedRun(record, name);
    if (pruned === undefined) throw error;
    const { by, reason, head = 'unknown' } = pruned.entry;
    const what = `${name} was pruned on ${new Date(pruned.at).toISOString()} by ${by} (${reason})`;
    throw new CodexqaError('RUN_NOT_FOUND', `run ${what}; its chains ended at ${head}`, {
      fix: 'see what is known of it with: npx codexqa audit show project',
      cause: error,
    });
  }
}

function verify(folder: RunFolder, options: VerifyOptions): void {
  const { gitTag, key } = options;
  const anchors = anchorsFor(folder, options);
  const named = keyMap(key.map((path) => readFileSync(resolve(path), 'utf8')));
  const trusted = key.length === 0 ? {} : { trusted: withSuccessors(named, projectRecordOf(folder)) };
  const { segments, entries, findings } = auditRun(folder, { anchors, ...trusted });
  const all = [...findings, ...(gitTag ? tagFindings(folder) : [])];
  const against = anchors.length > 0 || gitTag ? 'checked against its anchor' : 'without an anchor';
  tellVerification(folder, { segments, entries, findings: all }, `, ${against}`);
}

/** @throws ANCHOR_INVALID when the file has none of this run: what is not anchored must not pass for it */
function anchorsFor({ runId }: RunFolder, { anchor: file }: VerifyOptions): readonly Anchor[] {
  if (file === undefined) return [];
  const anchors = readAnchors(resolve(file)).filter((each) => each.runId === runId);
  if (anchors.length > 0) return anchors;
  throw new CodexqaError('ANCHOR_INVALID', `${file} has no anchor of run ${runId}`, {
    fix: `make one: npx codexqa audit anchor ${runId} --file ${file}`,
  });
}

async function anchor(folder: RunFolder, { file, gitTag, post }: AnchorOptions): Promise<void> {
  const made = anchorOf(folder);
  const digest = anchorDigest(made);
  if (file !== undefined) writeAnchor(resolve(file), made);
  if (gitTag) git('tag', '--annotate', tagOf(folder), '--message', digest);
  if (post !== undefined) await send(post, { ...made, digest });
  print(`${folder.runId} ${digest}`);
}

/** @throws ANCHOR_INVALID */
async function send(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }).catch((cause: unknown) => {
    throw new CodexqaError('ANCHOR_INVALID', `${url} does not take the anchor: nobody answers`, { cause });
  });
  if (answer.ok) return;
  throw new CodexqaError('ANCHOR_INVALID', `${url} does not take the anchor: it answers ${answer.status}`);
}

function tagFindings(folder: RunFolder): readonly Finding[] {
  const tagged = git('tag', '--list', '--format=%(contents:subject)', tagOf(folder));
  if (tagged === '') {
    throw new CodexqaError('ANCHOR_INVALID', `there is no tag ${tagOf(folder)}`, {
      fix: `make one: npx codexqa audit anchor ${folder.runId} --git-tag`,
    });
  }
  if (tagged === digestNow(folder)) return [];
  return [{ weight: 'tampered', path: folder.path, sentence: `it is not the run of tag ${tagOf(folder)}` }];
}

/** A chain that does not hold has no digest, and is a finding of its own. */
function digestNow(folder: RunFolder): string | undefined {
  try {
    return anchorDigest(anchorOf(folder));
  } catch (error) {
    if (error instanceof CodexqaError && error.code === 'JOURNAL_CORRUPT') return undefined;
    throw error;
  }
}

function tagOf({ runId }: RunFolder): string {
  return `codexqa/${runId}`;
}

/** @throws ANCHOR_INVALID */
function git(...args: readonly string[]): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  } catch (cause) {
    const told = cause instanceof Error ? cause.message.trim().split('\n').at(-1) : String(cause);
    throw new CodexqaError('ANCHOR_INVALID', `git refuses: ${told}`, { cause });
  }
}

function show(folder: RunFolder, { all, json }: ShowOptions): void {
  for (const record of new JournalReader(folder).records()) {
    if (!all && !isDecision(record.entry)) continue;
    const event = eventOf(folder.runId, record);
    if (json) {
      print(JSON.stringify(event));
      continue;
    }
    const type = event.type.replace('dev.codexqa.', '').padEnd(20);
    print(`${event.time}  ${record.role.padEnd(10)} ${type} ${short(textOf(record.entry))}`);
  }
}

/** An entry in words, for the kinds that are read most. */
function textOf(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'verdict': {
      const { verb, target, verdict } = entry;
      const why = verdict.kind === 'deny' ? `, ${verdict.reason}` : '';
      return `${verb} ${target}: rule "${verdict.rule}"${why}`;
    }
    case 'approval': {
      const { requestId, action = '', by, reason } = entry;
      return `${requestId} ${action}: ${by}${reason && `, ${reason}`}`;
    }
    case 'state':
      return entry.reason;
    case 'locked': {
      const wrong = Object.entries(entry.conditions ?? {}).filter(([, words]) => !words.startsWith('met'));
      return [entry.detail, ...wrong.map(([name, words]) => `${name} ${words}`)].join('; ');
    }
    case 'audit':
      return auditText(entry);
    case 'dependencies':
      return `configuration ${shownDigest(entry.dependencies.configuration)}`;
    default: {
      const { kind: _, ...facts } = entry;
      const told = Object.entries(facts).filter(([name]) => name !== 'testId');
      return told
        .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(', ');
    }
  }
}

function auditText(entry: AuditEntry): string {
  switch (entry.event) {
    case 'pruned':
      return `${entry.what} of ${entry.runId}, by ${entry.by}: ${entry.reason}`;
    case 'key-rotated':
      return `key ${entry.from} gave way to ${entry.to}, by ${entry.by}`;
    case 'configuration-changed': {
      const { by, since, from, to } = entry;
      const changes = (['configuration', 'policy'] as const)
        .filter((what) => from[what] !== to[what])
        .map((what) => `${what} ${shownDigest(from[what])} gave way to ${shownDigest(to[what])}`);
      return `${changes.join(', ')} since ${since}, run by ${by}`;
    }
  }
}

const shownDigits = 12;

function shownDigest(digest = 'none'): string {
  return digest.slice(0, shownDigits);
}

const lineLength = 200;

function short(text: string): string {
  return text.length > lineLength ? `${text.slice(0, lineLength - 1)}…` : text;
}
