/** The fence of the locked profile, around whatever the policy says: it only ever narrows (S95, S99, S100). */
import { type ActionFacts, pathsIn } from './detect.ts';
import { globOf, type Ruling } from './judge.ts';
import type { LockedProfile } from './locked-profile.ts';
import type { Detection } from './policy.ts';

/** Id of the rule in the journal. */
const rule = 'locked profile';

export type FenceFacts = Pick<LockedProfile, 'apps' | 'windows' | 'paths' | 'ask'>;

export class Fence {
  /** Titles of windows are only asked for when they are fenced. */
  readonly needsWindow: boolean;
  /** Programs by the names that they are configured with. */
  readonly #apps: ReadonlyMap<string, string | undefined>;
  readonly #windows: readonly RegExp[] | undefined;
  readonly #paths: readonly RegExp[] | undefined;
  readonly #asked: ReadonlySet<Detection>;
  readonly #approvers: readonly string[];

  /** `programs`: of all applications of the configuration. */
  constructor({ apps, windows, paths, ask }: FenceFacts, programs: Readonly<Record<string, string>>) {
    this.needsWindow = windows !== undefined;
    this.#apps = new Map(apps.map((app) => [app, programs[app]]));
    this.#windows = windows?.map(globOf);
    this.#paths = paths?.map(globOf);
    this.#asked = new Set(ask.before);
    this.#approvers = ask.approvers;
  }

  /** What the policy denies stays denied, what it asks stays asked. */
  narrow(facts: ActionFacts, ruling: Ruling): Ruling {
    if (ruling.verdict === 'deny') return ruling;
    const { detections } = ruling;
    const outside = this.#outside(facts);
    if (outside !== undefined) return { verdict: 'deny', rule, reason: outside, detections };
    const noticed = detections.filter((each) => this.#asked.has(each));
    if (ruling.verdict === 'ask' || noticed.length === 0) return ruling;
    const reason = `behind a locked screen a person is asked before ${noticed.join(', ')}`;
    return {
      verdict: 'ask',
      rule,
      reason,
      detections,
      asking: { id: rule, verdict: 'ask', approvers: this.#approvers },
    };
  }

  #outside({ app, command, window, verb, text }: ActionFacts): string | undefined {
    if (app === undefined) return 'it belongs to no application of the locked profile';
    if (!this.#apps.has(app)) return `"${app}" is not among the applications of the locked profile`;
    // a spec may start anything under any name
    if (verb === 'launch' && this.#apps.get(app) !== command) return `"${app}" is not configured as ${command}`;
    // a launch has no window yet
    if (verb !== 'launch' && this.#windows?.some((glob) => glob.test(window ?? '')) === false) {
      return `the window "${window ?? ''}" is not among those of the locked profile`;
    }
    const strange = this.#paths && pathsIn(text).find((path) => !this.#paths?.some((glob) => glob.test(path)));
    return strange === undefined ? undefined : `${strange} is not among the paths of the locked profile`;
  }
}
