/** One attempt at one test as a result of Allure: steps, pictures, attachments, status. */
import { existsSync } from 'node:fs';
import type { TestCase, TestError, TestResult, TestStep } from '@playwright/test/reporter';
import { ContentType, type ImageDiffAttachment, Stage, Status, type StatusDetails } from 'allure-js-commons';
import { stripAnsi } from 'allure-js-commons/sdk';
import type { ReporterRuntime } from 'allure-js-commons/sdk/reporter';
import { metadataOf } from './allure-metadata.ts';
import { blames } from './blame.ts';
import { type Attachment, type ImageTriple, sortAttachments } from './image-triples.ts';
import { contentOf, messageOf, notRunReason, statusOf } from './test-record.ts';

export interface RunName {
  readonly runId?: string | undefined;
  /** Why the run ended itself before its last test. */
  readonly halted?: string | undefined;
}

/** Writes one attempt. */
export class AllureResult {
  readonly #runtime: ReporterRuntime;
  readonly #test: TestCase;
  readonly #result: TestResult;
  readonly #uuid: string;
  readonly #halted: string | undefined;
  readonly #placed = new Set<Attachment>();

  constructor(runtime: ReporterRuntime, test: TestCase, result: TestResult, root: string, run: RunName = {}) {
    this.#runtime = runtime;
    this.#test = test;
    this.#result = result;
    this.#halted = run.halted;
    const start = result.startTime.getTime();
    this.#uuid = runtime.startTest({ ...metadataOf(test, result, root, run.runId), start });
  }

  write(): void {
    const result = this.#result;
    for (const step of result.steps) this.#step(step, undefined);
    this.#attach(
      undefined,
      result.attachments.filter((attachment) => !this.#placed.has(attachment)),
    );
    this.#output('stdout', result.stdout);
    this.#output('stderr', result.stderr);
    this.#runtime.updateTest(this.#uuid, (written) => {
      written.status = this.#status();
      written.statusDetails = this.#details();
      written.stage = result.status === 'interrupted' ? Stage.INTERRUPTED : Stage.FINISHED;
    });
    this.#runtime.stopTest(this.#uuid, { duration: result.duration });
    this.#runtime.writeTest(this.#uuid);
  }

  #step(step: TestStep, parent: string | undefined): void {
    // the step of attaching says nothing that the attachment does not
    if (step.category === 'test.attach') {
      this.#attach(parent, step.attachments);
      return;
    }
    const { startTime, duration, error, params = {}, subtitle } = step;
    const uuid = this.#runtime.startStep(this.#uuid, parent, {
      name: subtitle === undefined ? step.title : `${step.title} ${subtitle}`,
      start: startTime.getTime(),
      parameters: Object.entries(params).map(([name, value]) => ({ name, value: String(value) })),
    });
    if (uuid === undefined) return;
    this.#attach(uuid, step.attachments);
    for (const child of step.steps) this.#step(child, uuid);
    this.#runtime.updateStep(uuid, (written) => {
      written.status = error === undefined ? Status.PASSED : statusOfError(error);
      written.stage = Stage.FINISHED;
      if (error !== undefined) written.statusDetails = detailsOf([error]);
    });
    this.#runtime.stopStep(uuid, { duration: Math.max(0, duration) });
  }

  #attach(parent: string | undefined, attachments: readonly Attachment[]): void {
    for (const attachment of attachments) this.#placed.add(attachment);
    const { triples, others } = sortAttachments(attachments);
    for (const triple of triples) this.#imageDiff(parent, triple);
    for (const { name, contentType, path, body } of others) {
      const content = body ?? (path !== undefined && existsSync(path) ? path : undefined);
      if (content !== undefined) this.#runtime.writeAttachment(this.#uuid, parent, name, content, { contentType });
    }
  }

  #imageDiff(parent: string | undefined, { name, expected, actual, diff }: ImageTriple): void {
    const content: ImageDiffAttachment = {
      name,
      expected: dataUrl(expected),
      actual: dataUrl(actual),
      diff: dataUrl(diff),
    };
    this.#runtime.writeAttachment(this.#uuid, parent, name, Buffer.from(JSON.stringify(content)), {
      contentType: ContentType.IMAGEDIFF,
      fileExtension: '.imagediff',
    });
  }

  #output(name: string, chunks: TestResult['stdout']): void {
    if (chunks.length === 0) return;
    const text = chunks.map((chunk) => stripAnsi(chunk.toString())).join('');
    this.#runtime.writeAttachment(this.#uuid, undefined, name, Buffer.from(text), { contentType: ContentType.TEXT });
  }

  #status(): Status {
    const { status, error } = this.#result;
    if (status === this.#test.expectedStatus && status !== 'skipped') return Status.PASSED;
    switch (status) {
      case 'passed':
        // it was expected to fail
        return Status.FAILED;
      case 'skipped':
        return Status.SKIPPED;
      case 'failed':
        return error === undefined ? Status.BROKEN : statusOfError(error);
      case 'timedOut':
      case 'interrupted':
        return Status.BROKEN;
    }
  }

  #details(): StatusDetails & { readonly flaky: boolean } {
    const { status, errors, annotations } = this.#result;
    const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
    // Allure reads this mark, though the type does not have it
    const flaky = this.#test.outcome() === 'flaky' && status === 'passed';
    const muted = statusOf(this.#test) === 'quarantined' ? { muted: true } : {};
    if (errors.length > 0) return { ...detailsOf(errors), flaky, ...muted };
    if (status === 'passed' && this.#test.expectedStatus === 'failed')
      return { message: 'expected to fail, and passed', flaky };
    if (statusOf(this.#test) === 'not-run') return { message: notRunReason(this.#halted), flaky };
    return { ...(reason === undefined ? {} : { message: reason }), flaky };
  }
}

function statusOfError(error: TestError): Status {
  return blames(messageOf(error)) === 'application' ? Status.FAILED : Status.BROKEN;
}

export function detailsOf(errors: readonly TestError[]): StatusDetails {
  return {
    message: errors.map(messageOf).join('\n\n'),
    trace: errors
      .map(({ snippet, stack = '' }) => stripAnsi([snippet, stack].filter(Boolean).join('\n\n')))
      .join('\n\n'),
  };
}

function dataUrl(attachment: Attachment | undefined): string | undefined {
  const content = attachment === undefined ? undefined : contentOf(attachment);
  return content === undefined ? undefined : `data:${attachment?.contentType};base64,${content.toString('base64')}`;
}
