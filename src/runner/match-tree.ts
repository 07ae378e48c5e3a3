/** `expect(subject).toMatchTree()`: the accessible tree against YAML in the spec, or in a file that `-u` updates. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ExpectMatcherState, type MatcherReturnType, type TestInfo, test } from '@playwright/test';
import { CodexqaError, type ErrorCode } from '../contracts/errors.ts';
import { redact } from '../contracts/secret.ts';
import type { App } from '../session/app.ts';
import type { Desktop } from '../session/desktop.ts';
import { expectTree } from '../session/expect-tree.ts';
import type { Outcome } from '../session/expectation.ts';
import type { Locator } from '../session/locator.ts';
import type { Window } from '../session/window.ts';
import { makeFolder, replaceFile } from '../support/durable-file.ts';
import { rememberWritten, shownPath, writtenByEarlierTry } from './baseline/file.ts';
import { ruleOn } from './baseline/mode.ts';
import type { MatcherOptions } from './desktop-matchers.ts';

export interface StoredTreeOptions extends MatcherOptions {
  /** File below the baselines: `menu.tree.yml`; without it the test's title and a number. */
  readonly name?: string | undefined;
}

type Subject = Locator | Window | App | Desktop;

/** For `expect.extend()`. */
export const treeMatchers = {
  /**
   * With YAML as an argument it is compared with that; otherwise with a stored file, which `-u` writes.
   * Partial and in order: elements that are not named may stand between.
   * @throws SELECTOR_INVALID when the expected tree cannot be read
   */
  async toMatchTree(
    this: ExpectMatcherState,
    received: Subject,
    expected?: string | StoredTreeOptions,
    options?: MatcherOptions,
  ): Promise<MatcherReturnType> {
    const inline = typeof expected === 'string' ? expected : undefined;
    const chosen = typeof expected === 'object' ? expected : options;
    try {
      const compare: Compare = (yaml, timeoutMs) => expectTree(received, yaml, { timeoutMs, negate: this.isNot });
      const timeoutMs = chosen?.timeout ?? this.timeout;
      if (inline !== undefined) return result(await compare(inline, timeoutMs));
      const path = storedPath(test.info(), chosen);
      return await againstFile({ path, isNot: this.isNot, timeoutMs, compare, tree: () => received.ariaTree() });
    } catch (error) {
      if (!(error instanceof CodexqaError)) throw error;
      return failed(this.isNot, error);
    }
  },
};

type Compare = (yaml: string, timeoutMs: number) => Promise<Outcome>;

interface Stored {
  readonly path: string;
  readonly isNot: boolean;
  readonly timeoutMs: number;
  readonly compare: Compare;
  readonly tree: () => Promise<string>;
}

/** The decision table of pictures, applied to trees. */
async function againstFile({ path, isNot, timeoutMs, compare, tree }: Stored): Promise<MatcherReturnType> {
  const testInfo = test.info();
  if (testInfo.project.ignoreSnapshots) return { pass: !isNot, message: () => '' };
  const mode = testInfo.config.updateSnapshots;
  if (!existsSync(path) || writtenByEarlierTry(testInfo, path)) {
    const ruling = ruleOn('absent', mode);
    const write = ruling.write && !isNot && !existsSync(path);
    if (write) store(path, await tree());
    if (ruling.pass && !isNot) return { pass: true, message: () => '' };
    if (write) rememberWritten(testInfo, path);
    return failed(isNot, missing(path, write));
  }
  const outcome = await compare(readFileSync(path, 'utf8'), timeoutMs);
  const ruling = ruleOn(outcome.pass ? 'identical' : 'differs', mode);
  if (isNot || outcome.pass || !ruling.write) return result(outcome, path);
  store(path, await tree());
  return { pass: true, message: () => '' };
}

function missing(path: string, written: boolean): CodexqaError {
  const [sentence, fix] = written
    ? [
        `there was no ${shownPath(path)}, so it was written`,
        'read it; if it is right, keep it: the next run compares with it',
      ]
    : [`there is no ${shownPath(path)} to compare with`, 'run `codexqa test -u` to write it'];
  return new CodexqaError('BASELINE_MISSING', sentence, { fix });
}

function result({ pass, message, expected, received }: Outcome, path?: string): MatcherReturnType {
  const hint =
    path === undefined ? '' : `\n  Fix: if the new tree is right, run \`codexqa test -u\` to write ${shownPath(path)}`;
  return { pass, message: () => redact(message) + hint, expected, actual: received };
}

function failed(isNot: boolean, error: CodexqaError): MatcherReturnType {
  return { pass: isNot, message: () => redact(error.message) };
}

function store(path: string, yaml: string): void {
  try {
    makeFolder(dirname(path));
    replaceFile(path, redact(yaml.endsWith('\n') ? yaml : `${yaml}\n`));
  } catch (cause) {
    const code: ErrorCode = 'REPORT_WRITE_FAILED';
    throw new CodexqaError(code, `${shownPath(path)} could not be written: ${String(cause)}`, { cause });
  }
  console.log(`${shownPath(path)} is written.`);
}

const treeExtension = '.tree.yml';
const numbers = new WeakMap<TestInfo, number>();

function storedPath(testInfo: TestInfo, options: StoredTreeOptions | undefined): string {
  const { name } = options ?? {};
  if (name !== undefined && !name.endsWith(treeExtension)) {
    throw new CodexqaError('SPEC_INVALID', `a stored tree is a .tree.yml file, but toMatchTree was given "${name}"`, {
      fix: `write toMatchTree({ name: '${name.replace(/\.\w+$/, '')}.tree.yml' })`,
    });
  }
  if (name !== undefined) return treePath(testInfo, name.slice(0, -treeExtension.length));
  const number = (numbers.get(testInfo) ?? 0) + 1;
  numbers.set(testInfo, number);
  const title = testInfo.titlePath
    .slice(1)
    .join(' ')
    .replace(/[^\p{L}\p{N}]+/gu, '-');
  return treePath(testInfo, `${title}-${number}`);
}

/** Playwright takes one extension only, and turns every other dot of a name into a dash. */
function treePath(testInfo: TestInfo, stem: string): string {
  return testInfo.snapshotPath(`${stem}.yml`).replace(/\.yml$/, treeExtension);
}
