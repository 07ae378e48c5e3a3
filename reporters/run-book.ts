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
import { annotationTypes } from '../src/contracts/annotation.ts';
import { CodexqaError, type ErrorCode } from '../src/contracts/errors.ts';
import type { Dependencies, JournalEntry, RunState } from '../src/contracts/journal.ts';
import { quarantineFile, runEnv } from '../src/contracts/run.ts';
import { timesResumed, writeChain } from '../src/journal/chain.ts';
import { EvidenceStore } from '../src/journal/evidence.ts';
import { writeManifest } from '../src/journal/manifest.ts';
import { type AttemptRecord, type ErrorRecord, type RunResults, writeResults } from '../src/journal/results.ts';
import type { RunFolder } from '../src/journal/run-folder.ts';
import { RunLock } from '../src/journal/run-lock.ts';
import type { WarningSign } from '../src/journal/sign-counter.ts';
import { signsOf } from '../src/journal/warning-signs.ts';
import { JournalWriter } from '../src/journal/writer.ts';
import { replaceFile } from '../src/support/durable-file.ts';
import { BatchWatch } from './batch-watch.ts';
import { configurationChange } from './configuration-change.ts';
import { type QuarantineEntry, quarantineOf, quarantineText, readQuarantine, unusedEntries } from './quarantine.ts';
import { applyResume, decideResume, dependenciesNow } from './resume.ts';
import { codeOfOutsideError, errorText, OutcomeBook } from './run-outcome.ts';
import { runResults } from './run-results.ts';
import { announceTasks, endWords } from './run-words.ts';
import { balanceShards } from './shards.ts';
import { TaskBook } from './task-book.ts';
import {
  attemptRecord,
  errorRecord,
  isQuarantined,
  notRunReason,
  plannedTest,
  rootOf,
  testRecord,
} from './test-record.ts';
import { WishBook } from './wish-book.ts';

/** How soon a wish to pause or abort is seen here. */
const lookForWishMs = 250;

interface Preparation {
  readonly config: FullConfig;
  readonly suite: Suite;
  readonly testRun: TestRun;
}

export class RunBook {
  readonly #folder: RunFolder;
  readonly #lock: RunLock;
  readonly #journal: JournalWriter;
  readonly #evidence: EvidenceStore;
  readonly #attempts = new Map<TestCase, AttemptRecord[]>();
  readonly #errors: ErrorRecord[] = [];
  readonly #wishes: WishBook;
  readonly #obeying: NodeJS.Timeout;
  readonly #batches: BatchWatch;
  readonly #tasks = new TaskBook();
  readonly #outcome: OutcomeBook;
  readonly #isDry = process.env[runEnv.dryRun] === '1';
  #isEnding = false;
  #config: FullConfig | undefined;
  #suite: Suite | undefined;
  #dependencies: Dependencies | undefined;
  #unusedQuarantine: readonly string[] = [];
  #writeFailed = false;

  constructor(folder: RunFolder) {
    this.#folder = folder;
    this.#lock = RunLock.take(folder, 'runner');
    this.#journal = JournalWriter.open(folder, 'runner');
    this.#evidence = new EvidenceStore(folder);
    this.#wishes = new WishBook(folder, (entry) => this.#write(entry));
    this.#outcome = new OutcomeBook(folder);
    this.#obeying = setInterval(() => this.#obey(), lookForWishMs).unref();
    this.#batches = new BatchWatch(folder);
  }

  /** @throws TASK_INCOMPLETE, TASK_LIMIT, QUARANTINE_INVALID, CONFIG_INVALID, JOURNAL_CORRUPT, JOURNAL_NEWER, RUN_NOT_FOUND */
  prepare(preparation: Preparation): void {
    const { config, suite, testRun } = preparation;
    this.#tasks.check(suite, rootOf(config), timesResumed(this.#folder));
    this.#quarantine(config, suite);
    balanceShards(preparation);
    const { resumedFrom } = this.#folder.readHead();
    if (resumedFrom === undefined) return;
    const from = this.#folder.sibling(resumedFrom);
    this.#dependencies = dependenciesNow(config, suite);
    applyResume(decideResume(from, this.#dependencies, preparation), from, this.#folder, testRun);
  }

  begin(config: FullConfig, suite: Suite): void {
    this.#config = config;
    this.#suite = suite;
    this.#tasks.begin(suite);
    const { codexqa, argv } = this.#folder.readHead();
    const tests = suite.allTests().map((test) => plannedTest(test, this.#root));
    this.#write({ kind: 'run-begin', runId: this.#folder.runId, version: codexqa, argv });
    this.#write({ kind: 'plan', tests });
    this.#guard(() => {
      const dependencies = this.#dependencies ?? dependenciesNow(config, suite);
      this.#journal.append({ kind: 'dependencies', dependencies });
      const change = configurationChange(this.#folder, dependencies.configuration, config);
      if (change !== undefined) this.#journal.append(change);
    });
    this.#enter('running', `${tests.length} tests`);
    process.stderr.write(announceTasks(this.#tasks.all));
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
    // a test that a halt has ended did not fail by itself: why it halted is the word that stands
    this.#obey();
    const why = this.#tasks.testEnded(test, result);
    if (why !== undefined) this.#halt(why);
  }

  outsideError(error: TestError): void {
    const record = errorRecord(error, this.#root);
    const code = record.code ?? codeOfOutsideError(error, this.#suite?.allTests().length ?? 0, this.#config);
    this.#errors.push(code === undefined ? record : { ...record, code });
    if (code !== undefined) this.#outcome.note(code as ErrorCode);
    this.#outcome.write();
  }

  end(result: FullResult): FullResult['status'] {
    this.#batches.close();
    const tests = [...this.#attempts].map(([test, attempts]) => testRecord(test, attempts, this.#root));
    const rest = this.#suite?.allTests().filter((test) => !this.#attempts.has(test)) ?? [];
    tests.push(...rest.map((test) => testRecord(test, [], this.#root)));
    this.#outcome.noteTests(this.#attempts);
    // what was not done is not done: a dry run has no say in that
    const tasks = this.#isDry ? [] : this.#tasks.verdicts(tests);
    const undone = this.#tasks.errors(tasks);
    const status = this.#judge(result.status);
    // a run in which all tests passed has failed all the same when one of its tasks is not done
    if (status === 'passed') this.#errors.push(...undone);
    this.#outcome.status = status === 'passed' && undone.length > 0 ? 'failed' : status;
    const results = runResults(this.#folder, { ...result, status: this.#outcome.status }, tests, {
      errors: this.#errors,
      ...(tasks.length === 0 ? {} : { tasks }),
      ...(this.#unusedQuarantine.length === 0 ? {} : { unusedQuarantine: this.#unusedQuarantine }),
      ...(this.#isDry ? {} : { signs: this.#signs() }),
    });
    this.#guard(() => {
      writeResults(this.#folder, results);
      writeChain(this.#folder, results);
    });
    this.#close(results);
    if (this.#writeFailed && this.#outcome.status === 'passed') this.#outcome.status = 'failed';
    this.#outcome.write();
    process.stderr.write(endWords(results));
    return this.#outcome.status;
  }

  exit(): void {
    this.#outcome.write(this.#outcome.checkReports(this.#config));
    this.#lock.release();
  }

  get #root(): string {
    return this.#config === undefined ? process.cwd() : rootOf(this.#config);
  }

  /** Workers put the words on the tests, so that every reporter has them; here they are for a test whose worker dies. */
  #quarantine(config: FullConfig, suite: Suite): void {
    const root = rootOf(config);
    const entries = readQuarantine(root);
    const used = new Set<QuarantineEntry>();
    const words = suite.allTests().flatMap((test) => {
      const entry = quarantineOf(test, root, entries);
      if (entry === undefined) return [];
      used.add(entry);
      const description = quarantineText(entry);
      test.annotations.push({ type: annotationTypes.quarantine, description });
      return [[test.id, description] as const];
    });
    this.#unusedQuarantine = unusedEntries(entries, used, this.#folder.readHead().argv);
    if (words.length > 0)
      replaceFile(join(this.#folder.path, quarantineFile), JSON.stringify(Object.fromEntries(words)));
  }

  /** Failures of tests in quarantine do not count, unless something else is wrong as well. */
  #judge(status: FullResult['status']): FullResult['status'] {
    if (this.#outcome.halted !== undefined) return 'failed';
    if (status !== 'failed' || this.#errors.length > 0) return status;
    const tests = this.#suite?.allTests() ?? [];
    const failed = tests.filter((test) => test.outcome() === 'unexpected');
    const isFlakyFailure = this.#config?.failOnFlakyTests === true && tests.some((test) => test.outcome() === 'flaky');
    return failed.length > 0 && failed.every(isQuarantined) && !isFlakyFailure ? 'passed' : status;
  }

  /** Of a journal that cannot be read nobody can tell: `runs verify` says what is wrong with it. */
  #signs(): readonly WarningSign[] {
    try {
      return signsOf(this.#folder);
    } catch (error) {
      if (error instanceof CodexqaError) return [];
      throw error;
    }
  }

  #write(entry: JournalEntry): void {
    this.#guard(() => this.#journal.append(entry));
  }

  /** Workers hold or end by themselves before their next action; here the run's state follows, and an abort ends the run. */
  #obey(): void {
    if (this.#config === undefined) return;
    const wish = this.#wishes.follow();
    if (wish === 'continue' && this.#outcome.halted === undefined) this.#wishes.showWaiting();
    if (wish === 'halt') this.#halt(this.#wishes.holds.reason);
    if (wish === 'abort') this.#interrupt();
  }

  /** The way Ctrl-C goes: fixtures are torn down and the other reporters get their end. */
  #interrupt(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    process.emit('SIGINT', 'SIGINT');
  }

  /** Nothing more begins; what is at work in other workers is interrupted and can be resumed. */
  #halt(why: string): void {
    if (this.#outcome.halted !== undefined) return;
    this.#outcome.halted = why;
    this.#write({ kind: 'state', to: 'halted', reason: why });
    this.#folder.updateHead({ state: 'halted', halted: why });
    process.stderr.write(`\n  halted: ${why}\n`);
    for (const test of this.#suite?.allTests() ?? []) {
      if (test.results.length === 0)
        test.annotations.push({ type: annotationTypes.notRun, description: notRunReason(why) });
    }
    this.#interrupt();
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
      this.#outcome.note(error.code);
      if (this.#writeFailed) return;
      this.#writeFailed = true;
      process.stderr.write(`${error.message}\n`);
      this.#interrupt();
    }
  }

  #close({ status, counts, halted }: RunResults): void {
    clearInterval(this.#obeying);
    this.#wishes.note();
    const aborted = status === 'interrupted' || status === 'timedout' || this.#wishes.holds.wish === 'abort';
    const state = this.#writeFailed || halted !== undefined ? 'halted' : aborted ? 'aborted' : 'done';
    this.#guard(() => {
      this.#journal.append({ kind: 'run-end', status, counts });
      this.#journal.append({ kind: 'state', to: state, reason: halted ?? status });
      this.#journal.close();
    });
    try {
      writeManifest(this.#folder);
      this.#folder.updateHead({ state, status, counts, endedAt: Date.now() });
    } catch (error) {
      this.#outcome.reportFailed(`the end of run ${this.#folder.runId} cannot be written: ${errorText(error)}`);
    }
  }
}
