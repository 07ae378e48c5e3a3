/** Which kind of task may run in which lane, as data with a date: facts about platforms change. */
import { z } from 'zod';
import { keys } from '../support/strict-object.ts';

type Fitness = 'yes' | 'no' | 'ask';

export interface Route {
  /** Rule of the requirements behind it. */
  readonly rule: string;
  readonly background: Fitness;
  readonly foreground: Fitness;
  /** Fewer are refused in the background. */
  readonly retries: number;
  /** How a person looks after it. */
  readonly supervision: 'phone' | 'desktop';
}

export interface RouteOverride {
  readonly background?: Fitness | undefined;
  readonly foreground?: Fitness | undefined;
  readonly retries?: number | undefined;
  /** Why it is different here. */
  readonly reason: string;
}

const fitness = z.enum(['yes', 'no', 'ask']).optional();
export const routeSchema: z.ZodType<RouteOverride> = keys({
  background: fitness,
  foreground: fitness,
  retries: z.int().min(0).optional(),
  reason: z.string().min(1),
});

const inBackground = { background: 'yes', foreground: 'ask', retries: 0, supervision: 'phone' } as const;
const inForeground = { background: 'no', foreground: 'yes', retries: 0, supervision: 'desktop' } as const;
const approvalHeavy = { background: 'yes', foreground: 'yes', retries: 0, supervision: 'phone' } as const;

export const routingTable = {
  version: 1,
  asOf: '2026-11-22',
  kinds: {
    'ui-regression-checklist': { rule: 'S54', background: 'yes', foreground: 'ask', retries: 1, supervision: 'phone' },
    'bulk-document-cleanup': { rule: 'S55', background: 'yes', foreground: 'no', retries: 0, supervision: 'phone' },
    'credentials-setup': { rule: 'S56', ...inForeground },
    'internal-dashboards': { rule: 'S57', ...inBackground },
    'customer-transactions': { rule: 'S58', ...inForeground },
    'design-qa': { rule: 'S28', ...inBackground },
    'data-collection': { rule: 'S28', ...inBackground },
    'report-assembly': { rule: 'S28', ...inBackground },
    'finance-approvals': { rule: 'S29', ...inForeground },
    'production-credentials': { rule: 'S29', ...inForeground },
    'unknown-ui': { rule: 'S29', ...inForeground },
    'legal-or-financial': { rule: 'S46', ...inForeground },
    'approval-heavy-publishing': { rule: 'S74', ...approvalHeavy },
    'staged-qa-gates': { rule: 'S74', ...approvalHeavy },
    'security-review': { rule: 'S74', ...approvalHeavy },
  } satisfies Record<string, Route>,
} as const;

/** Runs that need steering belong to a person, whatever a policy says (S140). */
export const signRule = 'S140';

const matureRule = 'S29';

/** A task and where it is meant to run. */
export interface Trip {
  readonly kind: string;
  readonly platform: 'linux' | 'macos' | 'windows' | 'simulated';
  readonly lane: 'background' | 'foreground';
  readonly supervision: 'attended' | 'unattended';
  readonly retries: number;
  readonly risk?: string | undefined;
  readonly forbidUnsupervised: boolean;
  readonly overrides: Readonly<Record<string, RouteOverride>>;
  /** Of the project's policies; asked only where a route would lift what waits for it. */
  readonly maturity: () => { readonly mature: boolean; readonly why: string };
  /** Of the run before: why it was nothing to be left alone. */
  readonly signs?: string | undefined;
}

export interface Routing {
  readonly verdict: 'runs' | 'refused';
  readonly rule: string;
  readonly why: string;
  readonly watchedFrom: Route['supervision'] | undefined;
}

/** Unknown kinds are refused, never guessed (S59). */
export function routeOf(trip: Trip): Routing {
  const { kind, lane } = trip;
  const override = trip.overrides[kind];
  const known: Route | undefined = (routingTable.kinds as Readonly<Record<string, Route>>)[kind];
  if (known === undefined && override === undefined) {
    return refusal('S59', `nobody has said where tasks of kind "${kind}" may run`);
  }
  const route: Route = { ...(known ?? { rule: 'policy', ...inForeground }), ...defined(override) };
  const watchedFrom = trip.platform === 'windows' ? 'desktop' : route.supervision;
  const barred = signBar(trip) ?? platformBar(trip) ?? laneBar(trip, route) ?? maturityBar(trip, known);
  if (barred !== undefined) return { ...barred, watchedFrom };
  const why =
    override === undefined ? `the table of ${routingTable.asOf} allows it` : `the policy allows it: ${override.reason}`;
  return {
    verdict: 'runs',
    rule: override === undefined ? route.rule : 'policy',
    why: `${why} in the ${lane}`,
    watchedFrom,
  };
}

/** Where sessions are private (Linux), a person beside the run is what the foreground is elsewhere. */
function signBar({ signs, lane, supervision, platform }: Trip): Routing | undefined {
  if (signs === undefined || lane === 'foreground') return undefined;
  if (supervision === 'attended' && platform !== 'macos') return undefined;
  const where = platform === 'macos' ? 'in the foreground' : 'with a person beside it (without --unattended)';
  return refusal(signRule, `the run before had warning signs: ${signs}; run it ${where}`);
}

/** A route of the policy alone does not take these out of a person's sight (S29). */
function maturityBar({ kind, lane, maturity }: Trip, known: Route | undefined): Routing | undefined {
  if (known?.rule !== matureRule || lane !== 'background') return undefined;
  const { mature, why } = maturity();
  return mature ? undefined : refusal(matureRule, `"${kind}" waits until the policies have matured: ${why}`);
}

function platformBar({
  platform,
  lane,
  supervision,
  risk,
  forbidUnsupervised,
  overrides,
  kind,
}: Trip): Routing | undefined {
  if (forbidUnsupervised && (lane === 'background' || supervision === 'unattended')) {
    return refusal('S27', 'the policy forbids what nobody can see; run it attended, in the foreground');
  }
  if (platform === 'windows' && lane === 'background') return refusal('S12', 'Windows has no background lane');
  if (platform === 'windows' && supervision === 'unattended' && overrides[kind] === undefined) {
    return refusal('S16', 'unattended on Windows needs a route of its own in the policy');
  }
  if (platform === 'macos' && lane === 'background' && risk !== 'low' && overrides[kind] === undefined) {
    return refusal('S14', 'on macOS the background is for low risks, unless the policy has a route of its own');
  }
  return undefined;
}

function laneBar({ kind, lane, retries, supervision }: Trip, route: Route): Routing | undefined {
  const fit = route[lane];
  if (fit === 'no') return refusal(route.rule, `"${kind}" is not for the ${lane}`);
  if (fit === 'ask' && supervision === 'unattended') {
    return refusal(route.rule, `"${kind}" in the ${lane} is decided case by case, and nobody is there to decide`);
  }
  if (lane === 'background' && retries < route.retries) {
    return refusal(route.rule, `"${kind}" needs ${route.retries} retries in the background, and has ${retries}`);
  }
  return undefined;
}

function refusal(rule: string, why: string): Routing {
  return { verdict: 'refused', rule, why, watchedFrom: undefined };
}

function defined(override: RouteOverride | undefined): Partial<Route> {
  const { reason: _, ...route } = override ?? { reason: '' };
  return Object.fromEntries(Object.entries(route).filter(([, value]) => value !== undefined)) as Partial<Route>;
}
