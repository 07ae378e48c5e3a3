/** Turns what the schema found into lines a person can act on: the place, what was expected, what was seen. */
import type { core } from 'zod';
import { didYouMean } from '../support/near-miss.ts';

type Issue = core.$ZodIssue;
export type Path = readonly PropertyKey[];

export interface Mistake {
  readonly path: Path;
  readonly sentence: string;
}

/** Every mistake of the issues, in the order of the schema. */
export function mistakesOf(issues: readonly Issue[], above: Path = []): Mistake[] {
  return issues.flatMap((issue) => mistakesIn(issue, [...above, ...issue.path]));
}

/** `apps.calculator.command`, `projects[0].lane`; the file itself is the empty text. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = String(part);
    if (!/^[\w$-]+$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

function mistakesIn(issue: Issue, path: Path): Mistake[] {
  switch (issue.code) {
    case 'invalid_type':
      return [{ path, sentence: unexpected(kindInWords(issue.expected), issue.input) }];
    case 'invalid_value':
      return [{ path, sentence: notOneOf(issue.values, issue.input) }];
    case 'too_small':
      return [{ path, sentence: unexpected(`at least ${issue.minimum}${lengthWords(issue.origin)}`, issue.input) }];
    case 'too_big':
      return [{ path, sentence: unexpected(`at most ${issue.maximum}${lengthWords(issue.origin)}`, issue.input) }];
    case 'invalid_union':
      return mistakesInUnion(issue, path);
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path, sentence: `unexpected name: ${inner.message}` }));
    case 'unrecognized_keys':
      return issue.message.split('\n').map((sentence) => ({ path, sentence }));
    case 'invalid_format':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return [{ path, sentence: `${issue.message}, saw ${seen(issue.input)}` }];
  }
}

/** The branch that the person was after is the one whose own shape fits; without one, all shapes are named. */
function mistakesInUnion(issue: core.$ZodIssueInvalidUnion, path: Path): Mistake[] {
  if ('options' in issue && issue.discriminator !== undefined) {
    const kind = (issue.input as Readonly<Record<string, unknown>>)[issue.discriminator];
    return [{ path, sentence: notOneOf(issue.options ?? [], kind) }];
  }
  const meant = issue.errors.find((branch) => branch.every((inner) => inner.path.length > 0 || !isShape(inner)));
  if (meant !== undefined) return mistakesOf(meant, path);
  const expectations = issue.errors
    .flat()
    .filter(isShape)
    .map((inner) => kindInWords(inner.expected));
  return [{ path, sentence: unexpected([...new Set(expectations)].join(' or '), issue.input) }];
}

function isShape(issue: Issue): issue is core.$ZodIssueInvalidType {
  return issue.code === 'invalid_type';
}

function notOneOf(values: readonly unknown[], input: unknown): string {
  const names = values
    .map((value) => JSON.stringify(value))
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1');
  const near = typeof input === 'string' ? didYouMean(input, values.map(String)) : '';
  return `expected ${names}, saw ${seen(input)}${near}`;
}

function unexpected(expected: string, input: unknown): string {
  return `expected ${expected}, saw ${seen(input)}`;
}

function lengthWords(origin: string): string {
  if (origin === 'string') return ' character(s)';
  return origin === 'array' ? ' item(s)' : '';
}

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list [name, options]',
  boolean: 'true or false',
  RegExp: 'a regular expression',
};

function kindInWords(kind: string): string {
  return kinds[kind] ?? kind;
}

/** A value as it stands in the file, short enough for one line. */
function seen(input: unknown): string {
  if (input === undefined) return 'nothing';
  if (typeof input === 'function') return 'a function';
  if (Array.isArray(input)) return input.length === 0 ? 'an empty list' : 'a list';
  if (input instanceof RegExp) return String(input);
  if (typeof input === 'object' && input !== null) return 'an object';
  const text = JSON.stringify(input) ?? String(input);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
