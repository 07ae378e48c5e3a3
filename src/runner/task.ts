/** `task()`: what a person must know about a group of tests before it runs, as details that every report shows. */
import { basename } from 'node:path';
import type { TestDetails } from '@playwright/test';
import { z } from 'zod';
import { CodexqaError } from '../contracts/errors.ts';
import { runEnv } from '../contracts/run.ts';
import { type TaskFacts, taskAnnotations, taskTypes } from '../contracts/task.ts';
import { keys } from '../support/strict-object.ts';
import { callSite } from './call-site.ts';
import { formatPath, mistakesOf } from './config-mistakes.ts';
import { rememberDone } from './task-done.ts';

export interface TaskDeclaration {
  /** What sort of work this is: `ui-regression-checklist`, `bulk-document-cleanup` … */
  kind?: string | undefined;
  risk?: 'low' | 'medium' | 'high' | 'critical' | undefined;
  /** Can everything it does be undone? */
  reversible?: boolean | undefined;
  /**
   * When it is done. A sentence alone holds when every test of the task has passed and no row or item is left over; with `holds` that
   * function decides, asked after each test while its desktop is still there: its last answer counts.
   */
  done?: string | { says: string; holds: () => boolean | Promise<boolean> } | undefined;
  /** When a person should stop it, in one sentence. */
  stop?: string | undefined;
  /** What follows a failure that is not listed: the next test, or nothing more. Unattended runs always halt. */
  onError?: 'continue' | 'halt' | undefined;
  /** At most so many actions, so many minutes, so many resumed runs one upon the other (10). */
  limits?: { actions?: number | undefined; minutes?: number | undefined; chainDepth?: number | undefined } | undefined;
  /** Failures that are known, by a part of their message, with how they are handled: these do not halt. */
  knownFailures?: readonly { match: string; handling: string }[] | undefined;
  interruptionTolerance?: 'none' | 'brief' | 'any' | undefined;
  /** Playwright tags of every test below: `@smoke`. */
  tag?: string | readonly string[] | undefined;
}

const text = z.string().min(1);
const schema = keys({
  kind: text.optional(),
  risk: z.enum(['low', 'medium', 'high', 'critical']).optional(),
  reversible: z.boolean().optional(),
  done: z.union([text, keys({ says: text, holds: z.function() })]).optional(),
  stop: text.optional(),
  onError: z.enum(['continue', 'halt']).optional(),
  limits: keys({
    actions: z.int().min(1).optional(),
    minutes: z.number().gt(0).optional(),
    chainDepth: z.int().min(0).optional(),
  }).optional(),
  knownFailures: z.array(keys({ match: text, handling: text })).optional(),
  interruptionTolerance: z.enum(['none', 'brief', 'any']).optional(),
  tag: z.union([z.string().startsWith('@'), z.array(z.string().startsWith('@'))]).optional(),
});

/** What must be known before anything runs (S5, S11, S48). */
const required = ['kind', 'risk', 'reversible', 'done', 'onError', 'limits'] as const;
/** And what must be known before anything runs without a person beside it (S2, S32, S48, S49). */
const requiredUnattended = [...required, 'stop', 'knownFailures', 'interruptionTolerance'] as const;

/**
 * Details for `test.describe(title, task({ … }), …)`. What is missing is a warning in attended runs and refused in unattended ones.
 * @throws SPEC_INVALID, TASK_INCOMPLETE
 */
export function task(declaration: TaskDeclaration): TestDetails {
  const checked = schema.safeParse(declaration, { reportInput: true });
  if (!checked.success) {
    const mistakes = mistakesOf(checked.error.issues).map(({ path, sentence }) =>
      [formatPath(path), sentence].filter(Boolean).join(': '),
    );
    throw new CodexqaError('SPEC_INVALID', `task() has mistakes:\n  ${mistakes.join('\n  ')}`, {
      fix: 'correct the task',
    });
  }
  const missing = missingIn(declaration);
  if (missing.length > 0) tellMissing(missing);
  const { tag, done, ...facts } = declaration;
  const place = callSite()?.location;
  const id = place === undefined ? 'task' : `${basename(place.file)}:${place.line}`;
  if (typeof done === 'object') rememberDone(id, done.holds);
  const says = typeof done === 'object' ? done.says : done;
  return {
    annotation: [
      ...taskAnnotations({ id, ...defined({ ...facts, done: says }) }),
      ...(missing.length === 0 ? [] : [{ type: taskTypes.missing, description: missing.join(', ') }]),
    ],
    ...(tag === undefined ? {} : { tag: typeof tag === 'string' ? tag : [...tag] }),
  };
}

function missingIn(declaration: TaskDeclaration): readonly string[] {
  if (!isUnattended()) return required.filter((key) => declaration[key] === undefined);
  return missingUnattended(declaration);
}

/** What must still be declared before anything runs without a person beside it. */
export function missingUnattended(
  declaration: Pick<TaskDeclaration, (typeof requiredUnattended)[number]> | TaskFacts,
): readonly string[] {
  const { limits } = declaration;
  const limit = (['actions', 'minutes'] as const).filter((key) => limits !== undefined && limits[key] === undefined);
  return [
    ...requiredUnattended.filter((key) => declaration[key] === undefined),
    ...limit.map((key) => `limits.${key}`),
  ];
}

function isUnattended(): boolean {
  return process.env[runEnv.supervision] === 'unattended';
}

function defined(
  facts: { readonly [Key in keyof Omit<TaskFacts, 'id'>]: TaskFacts[Key] | undefined },
): Omit<TaskFacts, 'id'> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function tellMissing(missing: readonly string[]): void {
  const place = callSite()?.location;
  const where = place === undefined ? '' : ` at ${place.file}:${place.line}`;
  const sentence = `task()${where} does not declare ${missing.join(', ')}`;
  if (isUnattended()) {
    throw new CodexqaError('TASK_INCOMPLETE', sentence, {
      fix: 'declare it: unattended runs refuse what nobody can judge',
    });
  }
  // Specs are loaded again by every worker; one warning is enough.
  if (process.env['TEST_WORKER_INDEX'] === undefined) process.stderr.write(`codexqa: ${sentence}\n`);
}
