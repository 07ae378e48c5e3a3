/** Results as a CTRF document (https://ctrf.io): the shape of schema 0.0, checked against it in the tests. */
import { randomUUID } from 'node:crypto';
import { platform, release } from 'node:os';
import { annotationTypes, effectsText } from '../src/contracts/annotation.ts';
import type { EffectiveAttempt, EffectiveResults, EffectiveTest } from '../src/journal/effective-results.ts';
import type { TestStatus } from '../src/journal/results.ts';

type CtrfStatus = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

export interface CtrfOptions {
  /** Shown as `environment`: appName, appVersion, buildNumber, branchName … */
  readonly environment?: Readonly<Record<string, unknown>>;
}

export function ctrfDocument(results: EffectiveResults, playwright: string, { environment = {} }: CtrfOptions): object {
  const { tests, counts, effects, startedAt, durationMs, runIds, savedMs } = results;
  const runId = runIds.at(-1) ?? '';
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    reportId: randomUUID(),
    ...(runId === '' ? {} : { runId }),
    timestamp: new Date(startedAt + durationMs).toISOString(),
    generatedBy: 'codexqa',
    results: {
      tool: { name: 'codexqa', extra: { playwright } },
      summary: {
        tests: tests.length,
        passed: counts.passed + counts.flaky + counts.carried,
        failed: counts.failed,
        skipped: counts.skipped,
        pending: counts['not-run'],
        other: counts.interrupted + counts.quarantined,
        flaky: counts.flaky,
        suites: new Set(tests.map(suiteOf).map((suite) => suite.join('\n'))).size,
        start: startedAt,
        stop: startedAt + durationMs,
        duration: durationMs,
        extra: {
          effects,
          carried: counts.carried,
          runIds: runIds.filter(Boolean),
          savedMs,
          ...(results.halted === undefined ? {} : { halted: results.halted }),
        },
      },
      tests: tests.map(ctrfTest),
      environment: { osPlatform: platform(), osRelease: release(), ...environment },
    },
  };
}

function ctrfTest(test: EffectiveTest): object {
  const {
    testId,
    titlePath,
    status,
    file,
    line,
    tags,
    durationMs,
    attempts,
    annotations,
    effects,
    runId,
    batches,
    checklists,
  } = test;
  const last = attempts.at(-1);
  const earlier = attempts.slice(0, -1);
  const checkpoints = annotations.filter(({ type }) => type === annotationTypes.checkpoint);
  return {
    name: titlePath.at(-1) ?? testId,
    testId,
    status: ctrfStatus(status),
    rawStatus: status,
    duration: durationMs,
    ...(last === undefined ? {} : { start: last.startedAt, stop: last.startedAt + last.durationMs }),
    suite: suiteOf(test),
    filePath: file,
    line,
    type: 'e2e',
    ...(tags.length === 0 ? {} : { tags }),
    labels: labelsOf(test),
    retries: earlier.length,
    ...(earlier.length === 0 ? {} : { retryAttempts: earlier.map(ctrfAttempt) }),
    flaky: status === 'flaky',
    ...(status === 'failed' || status === 'interrupted' ? failureOf(last) : {}),
    ...(last === undefined ? {} : { threadId: `worker-${last.worker}`, ...evidenceOf(last) }),
    extra: {
      effects,
      ...(runId === '' ? {} : { runId }),
      ...(batches === undefined ? {} : { batches }),
      ...(checklists === undefined ? {} : { checklists }),
      ...(checkpoints.length === 0 ? {} : { checkpoints: checkpoints.map(({ description }) => description) }),
    },
  };
}

function ctrfAttempt(attempt: EffectiveAttempt, index: number): object {
  const { status, durationMs, startedAt, effects, runId, retry } = attempt;
  return {
    attempt: index + 1,
    status: status === 'passed' || status === 'skipped' ? status : status === 'interrupted' ? 'other' : 'failed',
    duration: durationMs,
    start: startedAt,
    stop: startedAt + durationMs,
    ...failureOf(attempt),
    ...evidenceOf(attempt),
    extra: { effects, retry, ...(runId === '' ? {} : { runId }) },
  };
}

function ctrfStatus(status: TestStatus): CtrfStatus {
  switch (status) {
    case 'passed':
    case 'flaky':
    case 'carried':
      return 'passed';
    case 'failed':
    case 'skipped':
      return status;
    case 'interrupted':
    case 'quarantined':
      return 'other';
    case 'not-run':
      return 'pending';
  }
}

function failureOf(attempt: EffectiveAttempt | undefined): object {
  const errors = attempt?.errors ?? [];
  const [first] = errors;
  if (first === undefined) return {};
  const trace = errors.flatMap(({ stack }) => stack ?? []).join('\n\n');
  return {
    message: errors.map(({ message }) => message).join('\n\n'),
    ...(trace === '' ? {} : { trace }),
    ...(first.snippet === undefined ? {} : { snippet: first.snippet }),
  };
}

function evidenceOf({ attachments, stdout, stderr }: EffectiveAttempt): object {
  const files = attachments.flatMap(({ name, contentType, path }) =>
    path === undefined ? [] : [{ name, contentType, path }],
  );
  return {
    ...(files.length === 0 ? {} : { attachments: files }),
    ...(stdout === undefined ? {} : { stdout: stdout.trimEnd().split('\n') }),
    ...(stderr === undefined ? {} : { stderr: stderr.trimEnd().split('\n') }),
  };
}

function suiteOf({ project, file, titlePath }: EffectiveTest): readonly string[] {
  return [...(project === '' ? [] : [project]), file, ...titlePath.slice(0, -1)];
}

/** Annotations by their type; several of one type become a list. */
function labelsOf({ annotations, effects }: EffectiveTest): Record<string, string | string[]> {
  const labels: Record<string, string | string[]> = {};
  for (const { type, description = '' } of annotations) {
    const before = labels[type];
    labels[type] = before === undefined ? description : [before, description].flat();
  }
  return { ...labels, [annotationTypes.effects]: effectsText(effects) };
}
