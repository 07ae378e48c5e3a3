/** May this act happen? Rules of one role, compiled once; the first that matches decides. */

import { type ActionFacts, detect, domainsIn, pathsIn } from './detect.ts';
import { type Conditions, type Detection, dayOf, type Policy, type PolicyRule } from './policy.ts';

export interface Ruling {
  readonly verdict: 'allow' | 'deny' | 'ask';
  /** Id of the rule, or a name for what was decided without one. */
  readonly rule: string;
  readonly reason: string;
  readonly detections: readonly Detection[];
  /** How an `ask` is to be asked. */
  readonly asking?: PolicyRule;
}

type Holds = (seen: Seen) => boolean;

interface Seen extends ActionFacts {
  readonly detections: readonly Detection[];
}

interface CompiledRule {
  readonly rule: PolicyRule;
  /** What stays the same from act to act in one window: remembered. */
  readonly place: readonly Holds[];
  /** What each act has of its own. */
  readonly act: readonly Holds[];
}

/** So many places are remembered; a run has a handful. */
const mostPlaces = 256;

/** Windows and applications that ask for the password of the machine itself: nothing is typed there, ever. */
const machineLogin =
  /polkit|authentication (is )?required|unlock|screen ?saver|lock ?screen|locker|login window|keyring|sudo|greeter|credential dialog/i;
/** They move the focus or end a dialog, and write nothing. */
const harmlessKeys = /(^|\+)(Tab|Enter|Escape|Arrow\w+|Home|End|F\d+)$/;
const keyboard: ReadonlySet<string> = new Set(['fill', 'type', 'clear', 'press']);

export class PolicyJudge {
  /** Titles of windows are only asked for when a rule wants them. */
  readonly needsWindow: boolean;
  readonly #rules: readonly CompiledRule[];
  readonly #places = new Map<string, readonly CompiledRule[]>();
  readonly #isHome: (domain: string) => boolean;
  readonly #secrets: readonly { readonly app: RegExp; readonly field: RegExp }[];

  /** @throws RangeError for a role that the policy does not have */
  constructor(policy: Policy, role: string) {
    const rules = policy.roles[role]?.rules;
    if (rules === undefined) throw new RangeError(`the policy has no role "${role}"`);
    this.#rules = rules.map(compiled);
    this.needsWindow = rules.some(({ windows }) => windows !== undefined);
    const home = (policy.sites ?? []).map(globOf);
    this.#isHome = (domain) => home.some((site) => site.test(domain));
    this.#secrets = (policy.secrets ?? []).map(({ app, field }) => ({ app: globOf(app), field: globOf(field) }));
  }

  decide(facts: ActionFacts): Ruling {
    const seen: Seen = { ...facts, detections: detect(facts, this.#isHome) };
    const { detections } = seen;
    const refusal = this.#loginRefusal(seen);
    if (refusal !== undefined) return { verdict: 'deny', rule: 'login surfaces', reason: refusal, detections };
    for (const { rule, act } of this.#rulesAt(seen)) {
      if (!act.every((holds) => holds(seen))) continue;
      const { id, verdict, reason = '' } = rule;
      if (verdict === 'ask') return { verdict, rule: id, reason, detections, asking: rule };
      if (verdict === 'deny' || detections.every((each) => rule.detects?.includes(each))) {
        return { verdict, rule: id, reason, detections };
      }
    }
    return withoutRule(seen);
  }

  /** The rules that may decide there, in order. */
  #rulesAt(seen: Seen): readonly CompiledRule[] {
    const { verb, app, window, lane, supervision, kind } = seen;
    const key = [verb, app, window, lane, supervision, kind].join('\0');
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.#places.size >= mostPlaces) this.#places.clear();
    const rules = this.#rules.filter(({ place }) => place.every((holds) => holds(seen)));
    this.#places.set(key, rules);
    return rules;
  }

  /** A declared secret goes into its declared field, and nothing else into a field that hides what is typed (S104). */
  #loginRefusal({ verb, text, isProtected, isSecret, app = '', window = '', target }: Seen): string | undefined {
    if (!keyboard.has(verb) || (verb === 'press' && harmlessKeys.test(text))) return undefined;
    if (machineLogin.test(app) || machineLogin.test(window)) return 'the machine itself asks for a password here';
    if (!isProtected) return undefined;
    const isDeclared = this.#secrets.some(({ app: ours, field }) => ours.test(app) && field.test(target));
    if (isSecret && isDeclared) return undefined;
    return isDeclared
      ? 'a declared password field takes a secret() only'
      : "this field hides what is typed, and is not among the policy's `secrets`";
  }
}

function withoutRule({ detections, supervision }: Seen): Ruling {
  if (detections.length > 0) {
    const reason = `noticed: ${detections.join(', ')}`;
    return { verdict: 'ask', rule: 'always ask', reason, detections };
  }
  return supervision === 'unattended'
    ? { verdict: 'deny', rule: 'no rule', reason: 'no rule of the policy allows it, and nobody is there', detections }
    : { verdict: 'allow', rule: 'no rule: attended', reason: '', detections };
}

function compiled(rule: PolicyRule): CompiledRule {
  const { detects, apps, windows, targets, actions, paths, domains, kinds, lanes, supervision, regions, times } = rule;
  const place: (Holds | undefined)[] = [
    actions && one(actions, ({ verb }) => verb),
    apps && one(apps, ({ app }) => app),
    windows && one(windows, ({ window }) => window),
    kinds && one(kinds, ({ kind }) => kind),
    lanes && (({ lane }) => lanes.includes(lane)),
    supervision && ((seen) => supervision.includes(seen.supervision)),
  ];
  const act: (Holds | undefined)[] = [
    detects && ((seen) => seen.detections.some((each) => detects.includes(each))),
    targets && one(targets, ({ target }) => target),
    paths && many(paths, rule.verdict, ({ text }) => pathsIn(text)),
    domains && many(domains, rule.verdict, ({ text }) => domainsIn(text)),
    regions && (({ point }) => point !== undefined && regions.some((region) => contains(region, point))),
    times && (({ at }) => times.some((time) => isWithin(time, at))),
  ];
  const there = (holds: readonly (Holds | undefined)[]): readonly Holds[] => holds.filter((each) => each !== undefined);
  return { rule, place: there(place), act: there(act) };
}

function one(globs: readonly string[], textOf: (seen: Seen) => string | undefined): Holds {
  const exact = new Set(globs.filter((glob) => !glob.includes('*')).map((glob) => glob.toLowerCase()));
  const patterns = globs.filter((glob) => glob.includes('*')).map(globOf);
  return (seen) => {
    const text = textOf(seen);
    return text !== undefined && (exact.has(text.toLowerCase()) || patterns.some((pattern) => pattern.test(text)));
  };
}

/** To allow, all must be meant; to deny or ask, one is enough. */
function many(
  globs: readonly string[],
  verdict: PolicyRule['verdict'],
  textsOf: (seen: Seen) => readonly string[],
): Holds {
  const patterns = globs.map(globOf);
  const isMeant = (text: string): boolean => patterns.some((pattern) => pattern.test(text));
  return (seen) => {
    const texts = textsOf(seen);
    return texts.length > 0 && (verdict === 'allow' ? texts.every(isMeant) : texts.some(isMeant));
  };
}

export function globOf(glob: string): RegExp {
  const escaped = glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 'is');
}

type Region = NonNullable<Conditions['regions']>[number];
export type Time = NonNullable<Conditions['times']>[number];

function contains({ x, y, width, height }: Region, point: { readonly x: number; readonly y: number }): boolean {
  return point.x >= x && point.y >= y && point.x < x + width && point.y < y + height;
}

/** The hours after midnight belong to the day before. */
export function isWithin({ days, from, to }: Time, at: Date): boolean {
  const now = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
  const isOn = (day: Date): boolean => days?.includes(dayOf(day)) ?? true;
  if (from <= to) return isOn(at) && now >= from && now < to;
  const yesterday = new Date(at.getTime() - 86_400_000);
  return (isOn(at) && now >= from) || (isOn(yesterday) && now < to);
}
