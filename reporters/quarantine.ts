/** `quarantine.yml`: tests whose failures do not count for a while, each with an owner, a reason and a last day. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestCase } from '@playwright/test/reporter';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { CodexqaError } from '../src/contracts/errors.ts';
import { testName } from '../src/journal/history.ts';
import { didYouMean } from '../src/support/near-miss.ts';
import { plannedTest } from './test-record.ts';

export interface QuarantineEntry {
  /** `specs/editor.spec.ts › saves`, or the end of it from a ` › ` on. */
  readonly test: string;
  readonly owner: string;
  readonly reason: string;
  /** The last day, `2026-12-31`. */
  readonly expires: string;
}

const fileName = 'quarantine.yml';
const keys = ['test', 'owner', 'reason', 'expires'] as const;
const defaultCap = 10;

/** Entries of the project's file; none when there is no file. @throws QUARANTINE_INVALID naming every line */
export function readQuarantine(
  root: string,
  today = new Date().toISOString().slice(0, 10),
): readonly QuarantineEntry[] {
  const path = join(root, fileName);
  return existsSync(path) ? parseQuarantine(readFileSync(path, 'utf8'), today) : [];
}

/** @throws QUARANTINE_INVALID */
export function parseQuarantine(text: string, today: string): readonly QuarantineEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const mistakes: { readonly line: number; readonly sentence: string }[] = [];
  const note = (node: Node | null | undefined, sentence: string): void => {
    mistakes.push({ line: lines.linePos(node?.range?.[0] ?? 0).line, sentence });
  };
  for (const { pos, message } of document.errors) {
    mistakes.push({ line: lines.linePos(pos[0]).line, sentence: message.split('\n')[0] ?? message });
  }
  const root = document.contents;
  const entries: QuarantineEntry[] = [];
  if (mistakes.length === 0 && root !== null) {
    if (!isMap(root)) note(root, 'expected `tests:` with a list below it');
    else entries.push(...entriesIn(root, today, note));
  }
  if (mistakes.length === 0) return entries;
  const told = mistakes.map(({ line, sentence }) => `\n  ${fileName}:${line}: ${sentence}`);
  throw new CodexqaError('QUARANTINE_INVALID', `${fileName} has mistakes:${told.join('')}`, {
    fix: 'a test in quarantine needs test, owner, reason and expires; mend those that are due',
  });
}

/** The entry this test is in quarantine by. */
export function quarantineOf(
  test: TestCase,
  root: string,
  entries: readonly QuarantineEntry[],
): QuarantineEntry | undefined {
  const name = testName({ ...plannedTest(test, root), project: '' });
  return entries.find(({ test: wanted }) => name === wanted || name.endsWith(` › ${wanted}`));
}

const narrowing = /^(-g|--(grep|grep-invert|project|last-failed|only-changed|test-list|test-list-invert))(=|$)/;

/** Names of the entries that belong to no test. Of a run that was narrowed down nobody can tell: then none. */
export function unusedEntries(
  entries: readonly QuarantineEntry[],
  used: ReadonlySet<QuarantineEntry>,
  [, ...args]: readonly string[],
): readonly string[] {
  const isNarrowed = args.some((arg) => narrowing.test(arg) || !/^(-|\d+%?$)/.test(arg));
  return isNarrowed ? [] : entries.flatMap((entry) => (used.has(entry) ? [] : entry.test));
}

export function quarantineText({ owner, expires, reason }: QuarantineEntry): string {
  return `${owner} until ${expires}: ${reason}`;
}

type Note = (node: Node | null | undefined, sentence: string) => void;

function entriesIn(root: YAMLMap, today: string, note: Note): QuarantineEntry[] {
  for (const key of unknownKeys(root, ['tests', 'cap'])) note(key.node, key.sentence);
  const cap = root.get('cap') ?? defaultCap;
  if (typeof cap !== 'number') note(root, `expected cap to be a number, saw ${JSON.stringify(cap)}`);
  const list = root.get('tests', true) as unknown;
  if (!isSeq(list)) {
    note(root, 'expected `tests:` with a list below it');
    return [];
  }
  const entries = list.items.flatMap((item) => {
    const node = item as Node;
    if (isMap(node)) return entryIn(node, today, note) ?? [];
    note(node, 'expected test, owner, reason and expires');
    return [];
  });
  for (const [index, { test }] of entries.entries()) {
    if (entries.findIndex((entry) => entry.test === test) !== index)
      note(list.items[index] as Node, `"${test}" is there twice`);
  }
  if (typeof cap === 'number' && list.items.length > cap)
    note(list.items[cap] as Node, `${list.items.length} tests are in quarantine, at most ${cap} may be (cap)`);
  return entries;
}

function entryIn(node: YAMLMap, today: string, note: Note): QuarantineEntry | undefined {
  for (const key of unknownKeys(node, keys)) note(key.node, key.sentence);
  const [test, owner, reason, expires] = keys.map((key) => {
    const value = node.get(key);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    note(node, value === undefined || value === null || value === '' ? `it has no ${key}` : `${key} is not a text`);
    return undefined;
  });
  if (test === undefined || owner === undefined || reason === undefined || expires === undefined) return undefined;
  if (!/^\d{4}-\d\d-\d\d$/.test(expires) || Number.isNaN(Date.parse(expires))) {
    note(node, `expected expires to be a day like 2026-12-31, saw "${expires}"`);
  } else if (expires < today) {
    note(node, `the quarantine of "${test}" (${owner}) has expired on ${expires}`);
  }
  return { test, owner, reason, expires };
}

function unknownKeys(map: YAMLMap, known: readonly string[]): { readonly node: Node; readonly sentence: string }[] {
  return map.items.flatMap(({ key }) => {
    if (!isScalar(key) || known.includes(String(key.value))) return [];
    const name = String(key.value);
    return [{ node: key, sentence: `unknown key "${name}"${didYouMean(name, known)}` }];
  });
}
