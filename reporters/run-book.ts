/** Keeps the book of one run while Playwright reports it: journal, evidence, results, outcome. */
import { join } from 'node:path';
import type {
  FullConfig,
  FullResult,
  Suite,
  TestCase,
  TestError,
  TestResult,
  TestRun,
} from '@playwright/test/reporter';
import { effectsText } from '../src/contracts/annotation.ts';
import { CodexqaError, type ErrorCode, isInputError } from '../src/contracts/errors.ts';
import type { JournalEntry, RunState } from '../src/contracts/journal.ts';
import { outcomeFile, type RunOutcome } from '../src/contracts/run.ts';
import { runsBefore, writeChain } from '../src/journal/chain.ts';
import { ControlReader, type Wish } from '../src/journal/control.ts';
import { EvidenceStore } from '../src/journal/evidence.ts';
import { writeManifest } from '../src/journal/manifest.ts';
import {
  type AttemptRecord,
  addEffects,
  countStatuses,
  type ErrorRecord,
  type RunResults,
  type TaskRecord,
  writeResults,
} from '../src/journal/results.ts';
import type { RunFolder } from '../src/journal/run-folder.ts';
import { RunLock } from '../src/journal/run-lock.ts';
import { JournalWriter } from '../src/journal/writer.ts';
import { replaceFile } from '../src/support/durable-file.ts';
import { BatchWatch } from './batch-watch.ts';
import { removeIfHalf, reportFiles } from './report-files.ts';
import { applyResume, decideResume, dependenciesNow } from './resume.ts';
import { TaskBook } from './task-book.ts';
import { attemptRecord, errorRecord, messageOf, plannedTest, rootOf, testRecord } from './test-record.ts';

/** How soon a wish to pause or abort is seen here. */
const lookForWishMs = 250;

export class RunBook {
  readonly #folder: RunFolder;
  readonly #lock: RunLock;
  readonly #journal: JournalWriter;
  readonly #evidence: EvidenceStore;
  readonly #attempts = new Map<TestCase, AttemptRecord[]>();
  readonly #errors: ErrorRecord[] = [];
  readonly #inputErrors = new Set<ErrorCode>();
  readonly #startedAt = Date.now();
  readonly #control: ControlReader;
  readonly #obeying: NodeJS.Timeout;
  readonly #batches: BatchWatch;
  readonly #tasks = new TaskBook();
  #wish: Wish = 'continue';
  #config: FullConfig | undefined;
  #suite: Suite | undefined;
  #status: FullResult['status'] = 'interrupted';
  #writeFailed = false;
  /** Why the run ended itself. */
  #halted: string | undefined;

  constructor(folder: RunFolder) {
    this.#folder = folder;
    this.#lock = RunLock.take(folder, 'runner');
    this.#journal = JournalWriter.open(folder, 'runner');
    this.#evidence = new EvidenceStore(folder);
    this.#control = new ControlReader(folder);
    this.#obeying = setInterval(() => this.#obey(), lookForWishMs).unref();
    this.#batches = new BatchWatch(folder);
  }

  /** @throws TASK_INCOMPLETE, TASK_LIMIT, JOURNAL_CORRUPT, JOURNAL_NEWER, RUN_NOT_FOUND */
  prepare(config: FullConfig, suite: Suite, testRun: TestRun): void {
    this.#tasks.begin(suite, rootOf(config), runsBefore(this.#folder).length);
    const { resumedFrom } = this.#folder.readHead();
    if (resumedFrom === undefined) return;
    const from = this.#folder.sibling(resumedFrom);
    applyResume(decideResume(from, config, suite, testRun), from, this.#folder, testRun);
  }

  begin(config: FullConfig, suite: Suite): void {
    this.#config = config;
    this.#suite = suite;
    const { codexqa, argv } = this.#folder.readHead();
    const tests = suite.allTests().map((test) => plannedTest(test, this.#root));
    this.#write({ kind: 'run-begin', runId: this.#folder.runId, version: codexqa, argv });
    this.#write({ kind: 'plan', tests });
    this.#guard(() => this.#journal.append({ kind: 'dependencies', dependencies: dependenciesNow(config, suite) }));
    this.#enter('running', `${tests.length} tests`);
    process.stderr.write(this.#tasks.announcement());
  }

  testBegin(test: TestCase, { retry }: TestResult): void {
    this.#write({ kind: 'test-begin', testId: test.id, title: test.titlePath().slice(3).join(' › '), retry });
  }

  testEnd(test: TestCase, result: TestResult): void {
    this.#guard(() => {
      const attempt = attemptRecord(result, this.#root, this.#evidence);
      this.#attempts.set(test, [...(this.#attempts.get(test) ?? []), attempt]);
      const { status, durationMs, retry, errors, attachments } = attempt;
      this.#journal.append({
        kind: 'test-end',
        testId: test.id,
        retry,
        status,
        durationMs,
        errorCodes: errors.flatMap(({ code }) => code ?? []),
        soFar: test.outcome(),
        evidence: attachments.flatMap(({ name, contentType, digest }) =>
          digest === undefined ? [] : [{ name, contentType, digest }],
        ),
      });
    });
    this.#tasks.testEnded(test, result);
    const why = this.#tasks.haltsAfter(test, result);
    if (why !== undefined) this.#halt(why);
  }

  outsideError(error: TestError): void {
    const record = errorRecord(error, this.#root);
    const code = record.code ?? this.#codeOf(error);
    this.#errors.push(code === undefined ? record : { ...record, code });
    if (code !== undefined) this.#note(code as ErrorCode);
    this.#writeOutcome();
  }

  end({ status, startTime, duration }: FullResult): FullResult['status'] {
    this.#batches.close();
    const tests = [...this.#attempts].map(([test, attempts]) => testRecord(test, attempts, this.#root));
    const reported = new Set(this.#attempts.keys());
    const rest = this.#suite?.allTests().filter((test) => !reported.has(test)) ?? [];
    tests.push(...rest.map((test) => testRecord(test, [], this.#root)));
    this.#noteInputErrors();
    const tasks = this.#tasks.verdicts(tests);
    this.#status = this.#judge(status, tasks);
    const { resumedFrom } = this.#folder.readHead();
    const results: RunResults = {
      version: 1,
      runId: this.#folder.runId,
      ...(resumedFrom === undefined ? {} : { resumedFrom }),
      status: this.#status,
      ...(this.#halted === undefined ? {} : { halted: this.#halted }),
      startedAt: startTime.getTime(),
      durationMs: Math.round(duration),
      counts: countStatuses(tests),
      effects: addEffects(tests.map(({ effects }) => effects)),
      tests,
      errors: this.#errors,
      ...(tasks.length === 0 ? {} : { tasks }),
    };
    this.#guard(() => {
      writeResults(this.#folder, results);
      writeChain(this.#folder, results);
    });
    this.#close(results);
    if (this.#writeFailed && this.#status === 'passed') this.#status = 'failed';
    this.#writeOutcome();
    tellTasks(tasks);
    tellEffects(results);
    return this.#status;
  }

  /** All reporters have ended: only now every report is where it will stay. */
  exit(): void {
    const reports = this.#config === undefined ? [] : reportFiles(this.#config);
    const whole = reports.filter((report) => {
      const reason = removeIfHalf(report, this.#startedAt);
      if (reason !== undefined) this.#reportFailed(`the ${report.name} report ${report.path} is not there: ${reason}`);
      return reason === undefined;
    });
    this.#writeOutcome(whole);
    this.#lock.release();
  }

  get #root(): string {
    return this.#config === undefined ? process.cwd() : rootOf(this.#config);
  }

  #write(entry: JournalEntry): void {
    this.#guard(() => this.#journal.append(entry));
  }

  /** Workers hold or end by themselves before their next action; here the run's state follows, and an abort ends the run. */
  #obey(): void {
    const { wish, by, reason } = this.#control.read();
    if (wish === this.#wish || this.#config === undefined) return;
    this.#wish = wish;
    const why = [`by ${by}`, reason].filter(Boolean).join(': ');
    switch (wish) {
      case 'pause':
        this.#enter('paused', why);
        return;
      case 'continue':
        this.#enter('resumed', why);
        return;
      case 'abort':
        this.#write({ kind: 'state', to: 'aborted', reason: why });
        process.emit('SIGINT', 'SIGINT');
        return;
    }
  }

  /** Nothing more begins; what is at work in other workers is interrupted and can be resumed. */
  #halt(why: string): void {
    if (this.#halted !== undefined) return;
    this.#halted = why;
    this.#write({ kind: 'state', to: 'halted', reason: why });
    this.#folder.updateHead({ state: 'halted', halted: why });
    process.stderr.write(`\n  halted: ${why}\n`);
    // the way Ctrl-C goes: fixtures are torn down and the other reporters get their end
    process.emit('SIGINT', 'SIGINT');
  }

  /** A run in which all tests passed has failed all the same when one of its tasks is not done. */
  #judge(status: FullResult['status'], tasks: readonly TaskRecord[]): FullResult['status'] {
    if (this.#halted !== undefined) return 'failed';
    const undone = tasks.filter(({ held }) => !held);
    if (status !== 'passed' || undone.length === 0) return status;
    for (const { title, done, why } of undone) {
      const sentence = `task "${title}" is not done${done === undefined ? '' : ` (${done})`}: ${why}`;
      const { message, code } = new CodexqaError('TASK_NOT_DONE', sentence, {
        fix: 'look at what its tests left behind',
      });
      this.#errors.push({ code, message });
    }
    return 'failed';
  }

  #enter(state: RunState, reason: string): void {
    this.#write({ kind: 'state', to: state, reason });
    this.#folder.updateHead({ state });
  }

  /** A run whose journal, evidence or results cannot be written stops: what comes after would be believed and is not on record. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof CodexqaError)) throw error;
      this.#note(error.code);
      if (this.#writeFailed) return;
      this.#writeFailed = true;
      process.stderr.write(`${error.message}\n`);
      // the way Ctrl-C goes: fixtures are torn down and the other reporters get their end
      process.emit('SIGINT', 'SIGINT');
    }
  }

  #close({ status, counts }: RunResults): void {
    clearInterval(this.#obeying);
    const aborted = status === 'interrupted' || status === 'timedout' || this.#control.read().wish === 'abort';
    const state = this.#writeFailed || this.#halted !== undefined ? 'halted' : aborted ? 'aborted' : 'done';
    this.#guard(() => {
      this.#journal.append({ kind: 'run-end', status, counts });
      this.#journal.append({ kind: 'state', to: state, reason: this.#halted ?? status });
      this.#journal.close();
    });
    try {
      writeManifest(this.#folder);
      this.#folder.updateHead({ state, status, counts, endedAt: Date.now() });
    } catch (error) {
      this.#reportFailed(`the end of run ${this.#folder.runId} cannot be written: ${errorText(error)}`);
    }
  }

  #note(code: ErrorCode): void {
    if (isInputError(code)) this.#inputErrors.add(code);
  }

  /** Only of tests that count against the run: an expected failure, or one that a retry made good, does not. */
  #noteInputErrors(): void {
    for (const [test, attempts] of this.#attempts) {
      if (test.ok()) continue;
      for (const { code } of attempts.flatMap(({ errors }) => errors))
        if (code !== undefined) this.#note(code as ErrorCode);
    }
  }

  /** What Playwright says outside tests, in our codes. */
  #codeOf(error: TestError): ErrorCode | undefined {
    const message = messageOf(error);
    if (/\b(ENOSPC|EDQUOT|EFBIG|EROFS)\b/.test(message)) return 'REPORT_WRITE_FAILED';
    // when a spec cannot be loaded Playwright runs none: there is an error and not a single test
    const loaded = (this.#suite?.allTests().length ?? 0) > 0;
    const inCode = error.location !== undefined || /^(SyntaxError|Error: Cannot find)/.test(message);
    const setup = this.#config?.globalSetup ?? undefined;
    const inSetup = setup !== undefined && error.stack?.includes(setup) === true;
    return !loaded && inCode && !inSetup ? 'SPEC_INVALID' : undefined;
  }

  #reportFailed(sentence: string): void {
    this.#inputErrors.add('REPORT_WRITE_FAILED');
    const error = new CodexqaError('REPORT_WRITE_FAILED', sentence, { fix: 'free some disk: npx codexqa runs prune' });
    process.stderr.write(`${error.message}\n`);
  }

  /** On a disk so full that not even this fits there is no outcome, and the command line takes that for an input error. */
  #writeOutcome(reports: RunOutcome['reports'] = []): void {
    const halted = this.#halted === undefined ? {} : { halted: this.#halted };
    const outcome: RunOutcome = { status: this.#status, inputErrors: [...this.#inputErrors], ...halted, reports };
    try {
      replaceFile(join(this.#folder.path, outcomeFile), `${JSON.stringify(outcome, null, 2)}\n`);
    } catch (error) {
      process.stderr.write(`the outcome of the run cannot be written: ${errorText(error)}\n`);
    }
  }
}

/** On stderr: the terminal reporters own stdout, and `--reporter=json` prints there for machines. */
function tellEffects({ effects }: RunResults): void {
  const actions = effects.confirmed + effects['no-effect'] + effects.unverifiable;
  if (actions > 0) process.stderr.write(`  ${actions} actions: ${effectsText(effects)}\n`);
}

function tellTasks(tasks: readonly TaskRecord[]): void {
  for (const { title, done, held, why } of tasks) {
    const says = done === undefined ? '' : ` (${done})`;
    process.stderr.write(`  task "${title}" is ${held ? 'done' : 'NOT done'}${says}: ${why}\n`);
  }
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
