/** Allure results of a run: one result an attempt, with its steps, pictures, attachments and effects. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { release, type } from 'node:os';
import { join, resolve } from 'node:path';
import type { FullConfig, Reporter, Suite, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { FileSystemWriter, ReporterRuntime } from 'allure-js-commons/sdk/reporter';
import { effectsText } from '../src/contracts/annotation.ts';
import { runEnv } from '../src/contracts/run.ts';
import { addEffects } from '../src/journal/results.ts';
import { RunFolder } from '../src/journal/run-folder.ts';
import { AllureResult, detailsOf } from './allure-result.ts';
import { effectsOf, rootOf } from './test-record.ts';

export interface AllureReporterOptions {
  /** Folder of the results (default: `allure-results` beside the configuration file). */
  readonly resultsDir?: string;
  /** Takes away the results of the run before (default: true). Say false when several shards write into one folder. */
  readonly clean?: boolean;
  /** Added to the environment shown in the report. */
  readonly environmentInfo?: Readonly<Record<string, string>>;
}

class AllureReporter implements Reporter {
  readonly #options: AllureReporterOptions;
  readonly #runId = process.env[runEnv.runId];
  #root = process.cwd();
  #suite: Suite | undefined;
  #runtime: ReporterRuntime | undefined;

  constructor(options: AllureReporterOptions = {}) {
    this.#options = options;
  }

  printsToStdio(): boolean {
    return false;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#root = rootOf(config);
    this.#suite = suite;
    const resultsDir = resolve(this.#root, this.#options.resultsDir ?? 'allure-results');
    if (this.#options.clean !== false) removeResults(resultsDir);
    this.#runtime = new ReporterRuntime({
      writer: new FileSystemWriter({ resultsDir }),
      environmentInfo: this.#environment(config),
    });
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (this.#runtime !== undefined)
      new AllureResult(this.#runtime, test, result, this.#root, { runId: this.#runId }).write();
  }

  onError(error: TestError): void {
    this.#runtime?.applyGlobalRuntimeMessages([{ type: 'global_error', data: detailsOf([error]) }]);
  }

  onEnd(): void {
    const runtime = this.#runtime;
    if (runtime === undefined) return;
    const tests = this.#suite?.allTests() ?? [];
    const path = process.env[runEnv.runDir];
    const halted = path === undefined ? undefined : RunFolder.at(path).readHead().halted;
    const run = { runId: this.#runId, halted };
    // a test that was never begun is missing from the picture unless somebody says so
    for (const test of tests) {
      if (test.results.length === 0) new AllureResult(runtime, test, neverRun(), this.#root, run).write();
    }
    const effects = addEffects(tests.flatMap(({ results }) => results.map(effectsOf)));
    runtime.environmentInfo = { ...runtime.environmentInfo, effects: effectsText(effects) };
    runtime.writeEnvironmentInfo();
  }

  #environment(config: FullConfig): Record<string, string> {
    return {
      os: `${type()} ${release()}`,
      node: process.version,
      playwright: config.version,
      ...(this.#runId === undefined ? {} : { run: this.#runId }),
      ...this.#options.environmentInfo,
    };
  }
}

/** Only what results are made of: a folder of history, or anything a person laid there, stays. */
function removeResults(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (/-(result|container|attachment)\b|^environment\.properties$/.test(name)) rmSync(join(folder, name));
  }
}

function neverRun(): TestResult {
  return {
    annotations: [],
    attachments: [],
    duration: 0,
    errors: [],
    parallelIndex: -1,
    retry: 0,
    startTime: new Date(),
    status: 'skipped',
    stderr: [],
    stdout: [],
    steps: [],
    workerIndex: -1,
  };
}

export default AllureReporter;
