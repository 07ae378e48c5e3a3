/** `checklist()`: items with owner, severity and evidence; a failed one does not keep the others from their verdict. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { z } from 'zod';
import { annotationTypes } from '../../contracts/annotation.ts';
import {
  type ChecklistRecord,
  type ChecklistVerdict,
  checklistType,
  type Severity,
  severities,
} from '../../contracts/checklist.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { keys } from '../../support/strict-object.ts';
import { fileName } from '../attachment-name.ts';
import { formatPath, mistakesOf } from '../config-mistakes.ts';
import { type CurrentTest, currentTest } from '../current-test.ts';
import { openControl } from '../run-journal.ts';
import { step } from '../steps.ts';
import { runPart, setIn, withoutTimeout } from '../test-part.ts';
import { type Evidence, type KeptEvidence, keepEvidence } from './evidence.ts';
import { checklistPage } from './page.ts';
import { checklistTable } from './table.ts';

export interface ChecklistItem {
  /** Unique in its list: `ED-1`. */
  readonly id: string;
  readonly title: string;
  /** Who answers for it. */
  readonly owner?: string | undefined;
  /** `normal` by default. */
  readonly severity?: Severity | undefined;
  /** Taken after the check, whatever its verdict: a window, locator or the desktop to be pictured, a text, or a function that gives one. */
  readonly evidence?: Evidence | (() => Evidence | Promise<Evidence>) | undefined;
  readonly check: () => unknown;
  /** Milliseconds; the test's time-out by default, which itself stands still meanwhile. */
  readonly timeout?: number | undefined;
}

const text = z.string().min(1);
const anything = z.unknown();
const schema = z.array(
  keys({
    id: text,
    title: text,
    owner: text.optional(),
    severity: z.enum(severities).optional(),
    evidence: anything.optional(),
    check: z.function(),
    timeout: z.number().min(0).optional(),
  }),
);

/**
 * Checks every item, also behind a failed one. Its table stands in the terminal, the HTML report and Allure.
 *
 * @param name unique in its test
 * @throws CHECKLIST_FAILED at the end, naming the failed items with owner and severity; SPEC_INVALID for a list that cannot be read
 * @example
 * await checklist('Editor', [
 *   { id: 'ED-1', title: 'has a page to write on', owner: 'alice', severity: 'blocker', evidence: editor.window(),
 *     check: () => expect(editor.getByRole('textbox')).toBeVisible() },
 * ]);
 */
export async function checklist(name: string, items: readonly ChecklistItem[]): Promise<void> {
  const running = currentTest('checklist');
  assertItems(name, items);
  running.claim(`checklist ${name}`);
  await step(`checklist ${name}`, async () => {
    const verdicts: ChecklistVerdict[] = [];
    const kept: KeptEvidence[] = [];
    try {
      await withoutTimeout(running.testInfo, async (testTimeoutMs) => {
        for (const item of items) {
          await running.beforePart();
          const { evidence, ...verdict } = await judge(running, name, item, testTimeoutMs);
          kept.push(...evidence);
          verdicts.push({ ...verdict, evidence: evidence.map(({ name, contentType }) => ({ name, contentType })) });
        }
      });
    } finally {
      report(running.testInfo, { name, items: verdicts }, kept);
    }
    const failed = verdicts.filter(({ status }) => status === 'failed');
    if (failed.length > 0) throw failure(name, failed, items.length);
  });
}

type Judged = Omit<ChecklistVerdict, 'evidence'> & { readonly evidence: readonly KeptEvidence[] };

async function judge(running: CurrentTest, list: string, item: ChecklistItem, testTimeoutMs: number): Promise<Judged> {
  const { testInfo, journal } = running;
  const { id, title, owner, severity = 'normal', timeout } = item;
  const control = openControl();
  let evidence: readonly KeptEvidence[] = [];
  const result = await runPart({
    title: `${id} ${title} (${[severity, owner].filter(Boolean).join(', ')})`,
    timeoutMs: timeout ?? testTimeoutMs,
    isStep: true,
    isHeld: () => control?.read().wish === 'pause',
    softErrors: () => testInfo.errors,
    check: async () => {
      try {
        await item.check();
      } finally {
        evidence = await keepEvidence(testInfo, list, id, item.evidence);
      }
    },
  });
  const { testId, retry } = testInfo;
  const { status, error } = result;
  journal.append({
    kind: 'checklist-item',
    testId,
    retry,
    list,
    id,
    title,
    owner: owner ?? '',
    severity,
    status,
    durationMs: result.durationMs,
    ...(error === undefined ? {} : { error }),
    evidence: evidence.map(({ digest }) => digest),
  });
  return { id, title, ...(owner === undefined ? {} : { owner }), severity, ...result, evidence };
}

/** Also when the list was broken off: what has a verdict is told. */
function report(testInfo: TestInfo, record: ChecklistRecord, kept: readonly KeptEvidence[]): void {
  const { name, items } = record;
  const base = `checklist-${fileName(name)}`;
  const files = [
    { name: `${base}.html`, contentType: 'text/html', body: checklistPage(record, kept, testInfo.titlePath.slice(1)) },
    { name: `${base}.json`, contentType: checklistType, body: `${JSON.stringify(record, null, 1)}\n` },
  ];
  for (const { name: file, contentType, body } of files) {
    const path = testInfo.outputPath(file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
    testInfo.attachments.push({ name: file, path, contentType });
  }
  const failed = items.filter(({ status }) => status === 'failed');
  const ids = failed.length === 0 ? '' : ` (${failed.map(({ id }) => id).join(', ')})`;
  const description = `${name}: ${items.length - failed.length} passed, ${failed.length} failed${ids}`;
  testInfo.annotations.push({ type: annotationTypes.checklist, description });
  label(testInfo, failed.length > 0 ? failed : items);
  process.stdout.write(`\n${checklistTable(record)}\n`);
}

/** Allure sorts tests by these; what the spec itself says of the test goes before. */
function label(testInfo: TestInfo, items: readonly ChecklistVerdict[]): void {
  const says = (type: string): boolean => testInfo.annotations.some((annotation) => annotation.type === type);
  const gravest = severities.find((severity) => items.some((item) => item.severity === severity));
  const owners = new Set(items.flatMap(({ owner }) => owner ?? []));
  if (gravest !== undefined && !says('severity')) testInfo.annotations.push({ type: 'severity', description: gravest });
  if (!says('owner')) for (const owner of owners) testInfo.annotations.push({ type: 'owner', description: owner });
}

function failure(list: string, failed: readonly ChecklistVerdict[], total: number): CodexqaError {
  const lines = failed.map(({ id, title, severity, owner, error = '' }) => {
    const who = [severity, owner].filter(Boolean).join(', ');
    return `\n\n  ${id} ${title} (${who}): ${setIn(error)}`;
  });
  const items = failed.length === 1 ? '1 item' : `${failed.length} items`;
  const sentence = `${items} of ${total} failed in checklist "${list}"${lines.join('')}`;
  return new CodexqaError('CHECKLIST_FAILED', sentence, { fix: 'its table with the evidence is attached to the test' });
}

/** @throws SPEC_INVALID */
function assertItems(name: string, items: readonly ChecklistItem[]): void {
  const checked = schema.safeParse(items, { reportInput: true });
  const mistakes = checked.success
    ? []
    : mistakesOf(checked.error.issues, ['items']).map(({ path, sentence }) => `${formatPath(path)}: ${sentence}`);
  if (checked.success) {
    if (items.length === 0) mistakes.push('it has no items, so it would check nothing');
    for (const [index, { id }] of items.entries()) {
      const first = items.findIndex((item) => item.id === id);
      if (first !== index) mistakes.push(`items ${first + 1} and ${index + 1} have the same id "${id}"`);
    }
  }
  if (mistakes.length === 0) return;
  throw new CodexqaError('SPEC_INVALID', `checklist "${name}" has mistakes:\n  ${mistakes.join('\n  ')}`, {
    fix: 'correct its items',
  });
}
