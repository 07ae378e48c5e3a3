/** A policy as a person writes it: roles, each with rules in order, and what is never done without a person. */
import { z } from 'zod';
import { type Risk, risks } from '../contracts/approval.ts';
import { keys } from '../support/strict-object.ts';
import { type RouteOverride, routeSchema } from './routing.ts';

/** Sorts of acts that are noticed by themselves, whatever the rules say. */
export const detections = ['navigation', 'deletion', 'publishing', 'credentials'] as const;
export type Detection = (typeof detections)[number];

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Day = (typeof days)[number];

/** Texts are globs: `*` stands for anything, capitals do not matter. Each condition that is there must hold; of its list one is enough. */
export interface Conditions {
  /** Names of the configuration. */
  readonly apps?: readonly string[] | undefined;
  /** Titles. */
  readonly windows?: readonly string[] | undefined;
  /** Accessible names of what is acted on. */
  readonly targets?: readonly string[] | undefined;
  /** Verbs: `click`, `fill`, `press`, `launch` … */
  readonly actions?: readonly string[] | undefined;
  /** Files and folders that are typed, or handed to an application that is launched. */
  readonly paths?: readonly string[] | undefined;
  /** Of addresses that are typed, or handed to an application that is launched. */
  readonly domains?: readonly string[] | undefined;
  /** Kinds of tasks. */
  readonly kinds?: readonly string[] | undefined;
  readonly lanes?: readonly ('background' | 'foreground')[] | undefined;
  readonly supervision?: readonly ('attended' | 'unattended')[] | undefined;
  /** Where on the screen, in pixels. */
  readonly regions?: readonly { x: number; y: number; width: number; height: number }[] | undefined;
  /** Local time; `from` after `to` runs over midnight. */
  readonly times?: readonly { days?: readonly Day[] | undefined; from: string; to: string }[] | undefined;
  /** Acts of that sort. A rule without this never allows an act that was noticed. */
  readonly detects?: readonly Detection[] | undefined;
}

export interface PolicyRule extends Conditions {
  readonly id: string;
  readonly verdict: 'allow' | 'deny' | 'ask';
  /** Why; shown when the act is denied or asked about. */
  readonly reason?: string | undefined;
  /** Of a question; `high` without it. */
  readonly risk?: Risk | undefined;
  /** Names of the configuration's approvers that may answer. */
  readonly approvers?: readonly string[] | undefined;
  readonly quorum?: number | undefined;
}

export interface Policy {
  readonly version: 1;
  /** Who answers for it. */
  readonly owner: string;
  /** Nothing runs where nobody can see it (S27). */
  readonly forbidUnsupervised?: boolean | undefined;
  /** Domains that are at home: going there is no navigation to another domain. */
  readonly sites?: readonly string[] | undefined;
  /** Password fields that a `secret()` of a spec may be typed into. */
  readonly secrets?: readonly { app: string; field: string; reason?: string | undefined }[] | undefined;
  /** What the routing table says differently here, by kind of task. */
  readonly routes?: Readonly<Record<string, RouteOverride>> | undefined;
  readonly roles: Readonly<Record<string, { readonly rules: readonly PolicyRule[] }>>;
}

const text = z.string().min(1);
const globs = z.array(text).min(1).optional();
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as "22:00"');
/** Local times, the hours after midnight with the day before. */
export const timesSchema = z.array(keys({ days: z.array(z.enum(days)).min(1).optional(), from: clock, to: clock }));
const rule = keys({
  id: text,
  verdict: z.enum(['allow', 'deny', 'ask']),
  reason: text.optional(),
  risk: z.enum(risks).optional(),
  approvers: z.array(text).min(1).optional(),
  quorum: z.int().min(1).optional(),
  apps: globs,
  windows: globs,
  targets: globs,
  actions: globs,
  paths: globs,
  domains: globs,
  kinds: globs,
  lanes: z
    .array(z.enum(['background', 'foreground']))
    .min(1)
    .optional(),
  supervision: z
    .array(z.enum(['attended', 'unattended']))
    .min(1)
    .optional(),
  regions: z
    .array(keys({ x: z.number(), y: z.number(), width: z.number().gt(0), height: z.number().gt(0) }))
    .min(1)
    .optional(),
  times: timesSchema.min(1).optional(),
  detects: z.array(z.enum(detections)).min(1).optional(),
});

export const policySchema: z.ZodType<Policy> = keys({
  version: z.literal(1),
  owner: text,
  forbidUnsupervised: z.boolean().optional(),
  sites: z.array(text).optional(),
  secrets: z.array(keys({ app: text, field: text, reason: text.optional() })).optional(),
  routes: z.record(text, routeSchema).optional(),
  roles: z.record(text, keys({ rules: z.array(rule) })),
});

export function dayOf(date: Date): Day {
  return days[date.getDay()] ?? 'sun';
}

/** For `codexqa.policy.ts`: checks nothing itself, but an editor knows the shape. */
export function definePolicy(policy: Policy): Policy {
  return policy;
}
