/** `task()`: what a person must know about a group of tests before it runs, as details that every report shows. */
import type { TestDetails } from '@playwright/test';
import { z } from 'zod';
import { CodexqaError } from '../contracts/errors.ts';
import { runEnv } from '../contracts/run.ts';
import { callSite } from './call-site.ts';
import { formatPath, mistakesOf } from './config-mistakes.ts';
import { keys } from './config-schema.ts';

export interface TaskDeclaration {
  /** What sort of work this is: `ui-regression-checklist`, `bulk-document-cleanup` … */
  kind?: string | undefined;
  risk?: 'low' | 'medium' | 'high' | 'critical' | undefined;
  /** Can everything it does be undone? */
  reversible?: boolean | undefined;
  /** When it is done, in one sentence. */
  done?: string | undefined;
  /** When a person should stop it, in one sentence. */
  stop?: string | undefined;
  /** What follows a failed test: the next one, or nothing more. */
  onError?: 'continue' | 'halt' | undefined;
  /** At most so many actions, so many minutes. */
  limits?: { actions?: number | undefined; minutes?: number | undefined } | undefined;
  /** Failures that are known, with how they are handled. */
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
  done: text.optional(),
  stop: text.optional(),
  onError: z.enum(['continue', 'halt']).optional(),
  limits: keys({ actions: z.int().min(1).optional(), minutes: z.number().gt(0).optional() }).optional(),
  knownFailures: z.array(keys({ match: text, handling: text })).optional(),
  interruptionTolerance: z.enum(['none', 'brief', 'any']).optional(),
  tag: z.union([z.string().startsWith('@'), z.array(z.string().startsWith('@'))]).optional(),
});

/** What must be known before anything runs without a person beside it (S5, S11, S48). */
const required = ['kind', 'risk', 'reversible', 'done', 'onError', 'limits'] as const;

/**
 * Details for `test.describe(title, task({ … }), …)`. What is missing is a warning in attended runs and refused in unattended ones.
 * @throws SPEC_INVALID
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
  const missing = required.filter((key) => declaration[key] === undefined);
  if (missing.length > 0) tellMissing(missing);
  const { tag, ...facts } = declaration;
  return {
    annotation: [
      ...annotations(facts),
      ...(missing.length === 0 ? [] : [{ type: 'codexqa.task.missing', description: missing.join(', ') }]),
    ],
    ...(tag === undefined ? {} : { tag: typeof tag === 'string' ? tag : [...tag] }),
  };
}

function annotations(facts: Omit<TaskDeclaration, 'tag'>): { type: string; description: string }[] {
  return Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({
      type: `codexqa.task.${key}`,
      description: typeof value === 'object' ? JSON.stringify(value) : String(value),
    }));
}

function tellMissing(missing: readonly string[]): void {
  const place = callSite()?.location;
  const where = place === undefined ? '' : ` at ${place.file}:${place.line}`;
  const sentence = `task()${where} does not declare ${missing.join(', ')}`;
  if (process.env[runEnv.supervision] === 'unattended') {
    throw new CodexqaError('SPEC_INVALID', sentence, {
      fix: 'declare it: unattended runs refuse what nobody can judge',
    });
  }
  // Specs are loaded again by every worker; one warning is enough.
  if (process.env['TEST_WORKER_INDEX'] === undefined) process.stderr.write(`codexqa: ${sentence}\n`);
}
