/** A declared task as it travels on annotations: every report shows it, the run holds its tests to it. */

export interface TaskLimits {
  readonly actions?: number | undefined;
  readonly minutes?: number | undefined;
  /** Times a run with this task may be resumed, one run upon the other. */
  readonly chainDepth?: number | undefined;
}

export interface KnownFailure {
  /** A part of the error's message. */
  readonly match: string;
  readonly handling: string;
}

export interface TaskFacts {
  /** Where it is declared: `calculator.spec.ts:6`. */
  readonly id: string;
  readonly kind?: string;
  readonly risk?: string;
  readonly reversible?: boolean;
  readonly done?: string;
  readonly stop?: string;
  readonly onError?: 'continue' | 'halt';
  readonly limits?: TaskLimits;
  readonly knownFailures?: readonly KnownFailure[];
  readonly interruptionTolerance?: string;
}

export const taskTypes = {
  id: 'codexqa.task',
  fact: 'codexqa.task.',
  /** What nobody declared. */
  missing: 'codexqa.task.missing',
  /** `yes` or `no`: what the task's own function said about done after this test. */
  held: 'codexqa.task.held',
  /** `<match>: <handling>` of the listed failure that this attempt ended with. */
  knownFailure: 'codexqa.task.knownFailure',
} as const;

/** Enforced when nobody declares another one. */
export const defaultChainDepth = 10;

type Annotation = { readonly type: string; readonly description?: string | undefined };

export function taskAnnotations(facts: TaskFacts): { readonly type: string; readonly description: string }[] {
  const { id, ...rest } = facts;
  return [
    { type: taskTypes.id, description: id },
    ...Object.entries(rest).map(([key, value]) => ({
      type: `${taskTypes.fact}${key}`,
      description: typeof value === 'string' ? value : JSON.stringify(value),
    })),
  ];
}

/** The innermost task; undefined for a test without one. */
export function taskIn(annotations: readonly Annotation[]): TaskFacts | undefined {
  const start = annotations.findLastIndex(({ type }) => type === taskTypes.id);
  const id = annotations[start]?.description;
  if (id === undefined) return undefined;
  const facts = annotations.slice(start + 1).flatMap(({ type, description }) => {
    const key = type.startsWith(taskTypes.fact) ? type.slice(taskTypes.fact.length) : '';
    return description !== undefined && factKeys.has(key) ? [[key, read(key, description)] as const] : [];
  });
  return { id, ...Object.fromEntries(facts) };
}

const factKeys: ReadonlySet<string> = new Set([
  'kind',
  'risk',
  'reversible',
  'done',
  'stop',
  'onError',
  'limits',
  'knownFailures',
  'interruptionTolerance',
]);
const structured: ReadonlySet<string> = new Set(['reversible', 'limits', 'knownFailures']);

function read(key: string, text: string): unknown {
  return structured.has(key) ? (JSON.parse(text) as unknown) : text;
}
