/** Proof by answer: listens to tree, windows, clipboard and screen from right before an act until something strong is seen. */
import type { AccessibleNode, NodeId, NodeReading } from '../contracts/accessibility.ts';
import type { Effect } from '../contracts/action.ts';
import type { DriverSession, Signal, TreeScope, WindowInfo } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { formatRect, intersection, type Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { Deadline } from '../support/deadline.ts';
import { appCrashed, appOf, assertSession, describeExit, hasCrashed } from './alive.ts';
import {
  type EffectDemand,
  isMenuRole,
  readingChange,
  type Scene,
  type TreeSignal,
  weigh,
  windowNews,
} from './effect.ts';
import { Forest } from './forest.ts';
import { changedArea } from './frame.ts';
import { nodeLine } from './near-misses.ts';
import type { Judgement, Proof } from './perform.ts';
import { optionalEffectMs } from './settings.ts';
import { anySignal, Wake } from './wake.ts';

/** A picture is taken as lasting when nothing was repainted for so long. */
const stillMs = 50;
/** How long something stronger is waited for after a menu has merely closed. */
const afterMenuMs = 250;

export interface AnswerOptions {
  /** Words for messages: `click on getByRole('button', { name: '7' })`. */
  readonly what: string;
  readonly demand: EffectDemand;
  readonly effectTimeoutMs: number;
  readonly scene: Omit<Scene, 'windows'>;
  /** The element before the act; compared at the end, for toolkits that send no signals. */
  readonly reading: NodeReading | undefined;
  /** The window whose lasting change is proof; the whole screen where it is unknown. */
  readonly windowId: string | undefined;
  /** Places that are repainted by pointer and focus alone. */
  readonly ignored: readonly Rect[];
  /** The elements as they were when the target was found. */
  readonly forest: Forest;
}

export class AnswerProof implements Proof<void> {
  readonly #session: DriverSession;
  readonly #options: AnswerOptions;
  readonly #wake: Wake;
  readonly #stopListening: () => void;
  readonly #canWatch: boolean;
  #signals: Signal[] = [];
  #forest: Forest;
  readonly #unknown = new Set<NodeId>();
  #windows: readonly WindowInfo[] = [];
  #area: Rect;
  #frame: RawImage | undefined;
  #damagedAt: number | undefined;
  #weak: { readonly evidence: readonly string[]; readonly at: number } | undefined;

  constructor(session: DriverSession, options: AnswerOptions) {
    this.#session = session;
    this.#options = options;
    this.#forest = options.forest;
    this.#area = { x: 0, y: 0, ...session.screen };
    this.#canWatch = session.capabilities.has('accessibility') || session.capabilities.has('damage');
    this.#wake = new Wake(session, anySignal);
    this.#stopListening = session.onSignal((signal) => {
      this.#signals.push(signal);
      if (signal.kind === 'damage') this.#noteDamage(signal.area);
    });
  }

  [Symbol.dispose](): void {
    this.#stopListening();
    this.#wake[Symbol.dispose]();
  }

  async before(): Promise<void> {
    this.#windows = await this.#session.windows();
    const window = this.#windows.find(({ id }) => id === this.#options.windowId);
    const screen: Rect = { x: 0, y: 0, ...this.#session.screen };
    this.#area = (window === undefined ? undefined : intersection(window.contentBounds, screen)) ?? screen;
    this.#frame = await this.#capture();
    this.#signals = [];
    this.#damagedAt = undefined;
  }

  async after(): Promise<Judgement> {
    const { demand, effectTimeoutMs } = this.#options;
    const waitMs = demand === 'required' ? effectTimeoutMs : Math.min(effectTimeoutMs, optionalEffectMs);
    const deadline = Deadline.after(Math.max(1, waitMs));
    if (!this.#canWatch) return this.#conclude('unverifiable', ['this driver reports no changes'], deadline);
    const seen = new Set<Signal>();
    for (;;) {
      assertSession(this.#session);
      const fresh = this.#signals.filter((signal) => !seen.has(signal));
      for (const signal of fresh) seen.add(signal);
      const evidence = await this.#evidence(fresh, deadline.passed);
      if (evidence.length > 0) return this.#conclude('confirmed', evidence, deadline);
      if (this.#weak !== undefined && performance.now() - this.#weak.at > afterMenuMs) {
        return this.#conclude('unverifiable', [...this.#weak.evidence, 'nothing else answered'], deadline);
      }
      if (deadline.passed) return this.#unanswered(deadline);
      await this.#wake.next(Math.min(this.#untilStill(), deadline.leftMs));
    }
  }

  /** Cheap and strong things first; pixels only once they stand still. */
  async #evidence(fresh: readonly Signal[], last: boolean): Promise<readonly string[]> {
    const exit = this.#exitEvidence();
    if (exit !== undefined) return [exit];
    const scene: Scene = { ...this.#options.scene, windows: this.#windows };
    const tree = await this.#treeEvidence(scene, fresh, last);
    if (tree.length > 0) return tree;
    if (fresh.some((signal) => signal.kind === 'clipboard')) return ['clipboard changed'];
    if (last || fresh.some((signal) => signal.kind === 'windows')) {
      const news = windowNews(scene, await this.#session.windows(), await this.#tooltips());
      if (news.evidence.length > 0) return news.evidence;
      if (news.weak.length > 0) this.#weak ??= { evidence: news.weak, at: performance.now() };
    }
    return this.#isStill() ? this.#pixelEvidence() : [];
  }

  async #treeEvidence(scene: Scene, fresh: readonly Signal[], last: boolean): Promise<readonly string[]> {
    const weighed = fresh
      .filter((signal): signal is TreeSignal => signal.kind === 'tree')
      .map((signal) => ({ signal, weight: weigh(scene, signal) }));
    const lines = new Set<string>();
    for (const { signal, weight } of weighed) {
      if (weight !== 'proof') continue;
      const node = await this.#nodeOf(signal.nodeId);
      if (node !== undefined)
        lines.add(`${signal.change === 'state' ? signal.detail : signal.change}-changed in ${nodeLine(node)}`);
      if (lines.size === 3) break;
    }
    if (lines.size > 0) return [...lines];
    if (!last && weighed.every(({ weight }) => weight !== 'read-target')) return [];
    const change = await this.#targetEvidence(scene);
    return change === undefined ? [] : [change];
  }

  /**
   * The element of a signal, looked up in the newest tree when it is new. Unknown ones prove nothing: they may be the
   * application itself or a menu on its way out. Nor do help bubbles.
   */
  async #nodeOf(id: NodeId): Promise<AccessibleNode | undefined> {
    let node = this.#forest.node(id);
    if (
      node === undefined &&
      !this.#unknown.has(id) &&
      appOf(this.#session, this.#options.scene.appId)?.exit === undefined
    ) {
      const scope = this.#scope();
      const tops = await this.#session.tree(scope, { fresh: false });
      this.#forest = new Forest(new Map([['desktop', tops]]));
      node = this.#forest.node(id);
      if (node === undefined) this.#unknown.add(id);
    }
    if (node === undefined || this.#forest.pathTo(node).some(({ role }) => role === 'tooltip')) return undefined;
    return node;
  }

  /** Windows of help bubbles, as the tree tells them; an application that has just ended has none. */
  async #tooltips(): Promise<ReadonlySet<string>> {
    const { appId } = this.#options.scene;
    if (!this.#session.capabilities.has('accessibility')) return new Set();
    if (appOf(this.#session, appId)?.exit !== undefined) return new Set();
    const tops = await this.#session.tree(this.#scope(), { fresh: false });
    return new Set(
      tops.flatMap(({ role, windowId }) => (role === 'tooltip' && windowId !== undefined ? [windowId] : [])),
    );
  }

  #scope(): TreeScope {
    const { appId } = this.#options.scene;
    return appId === undefined ? { kind: 'desktop' } : { kind: 'app', appId };
  }

  #exitEvidence(): string | undefined {
    const app = appOf(this.#session, this.#options.scene.appId);
    if (app?.exit === undefined) return undefined;
    if (hasCrashed(app.exit)) throw appCrashed(app, app.exit);
    return `application "${app.name}" ended ${describeExit(app.exit)}`;
  }

  /** Toolkits that send no signals still tell when asked. */
  async #targetEvidence(scene: Scene): Promise<string | undefined> {
    const { reading: before } = this.#options;
    if (before === undefined || scene.nodeId === undefined) return undefined;
    const [now] = await this.#session.read([scene.nodeId]);
    const where = `${before.role}${before.name === '' ? '' : ` ${JSON.stringify(before.name)}`}`;
    if (now === undefined) return isMenuRole(scene.role) ? undefined : `${where} is gone`;
    const change = readingChange(scene, before, now);
    // a menu item vanishes with its menu, whatever it does
    if (change === undefined || (change === 'visible' && isMenuRole(scene.role))) return undefined;
    return `${change}-changed in ${where}`;
  }

  async #pixelEvidence(): Promise<readonly string[]> {
    const [now, windows] = await Promise.all([this.#capture(), this.#session.windows()]);
    if (this.#frame === undefined || now === undefined) return [];
    const ignored = [...this.#options.ignored, ...this.#foreign(this.#windows), ...this.#foreign(windows)];
    const changed = changedArea(this.#frame, now, this.#area, ignored);
    this.#damagedAt = undefined;
    return changed === undefined ? [] : [`pixels changed at ${formatRect(changed)}`];
  }

  /** What lies over the window without being part of it: menus, tooltips, notifications, other windows. */
  #foreign(windows: readonly WindowInfo[]): readonly Rect[] {
    return windows
      .filter(({ id }) => id !== this.#options.windowId && this.#options.windowId !== undefined)
      .map(({ bounds }) => bounds);
  }

  #unanswered(deadline: Deadline): Judgement {
    if (this.#weak !== undefined) {
      return this.#conclude('unverifiable', [...this.#weak.evidence, 'nothing else answered'], deadline);
    }
    if (this.#damagedAt !== undefined) {
      return this.#conclude('unverifiable', ['the window never stood still, so its picture proves nothing'], deadline);
    }
    return this.#conclude('no-effect', this.#whatWasSeen(), deadline);
  }

  #conclude(verdict: Effect['verdict'], evidence: readonly string[], deadline: Deadline): Judgement {
    const effect: Effect = { verdict, evidence, waitedMs: Math.round(deadline.elapsedMs) };
    const { demand, what } = this.#options;
    if (verdict === 'no-effect' && demand === 'required') return { effect, failure: this.#noEffect(effect) };
    if (verdict === 'confirmed' && demand === 'none') {
      const sentence = `${what} was expected to have no effect, but: ${evidence.join('; ')}`;
      return { effect, failure: new CodexqaError('EXPECTATION_FAILED', sentence, { facts: { evidence } }) };
    }
    return { effect };
  }

  #noEffect(effect: Effect): CodexqaError {
    return new CodexqaError(
      'ACTION_NO_EFFECT',
      `${this.#options.what} was carried out, but nothing answered within ${effect.waitedMs} ms: ${effect.evidence.join('; ')}`,
      {
        fix: "check that the application reacts; where silence is right, say so with { effect: 'optional' }",
        facts: { evidence: effect.evidence },
      },
    );
  }

  /** What there was, although it proves nothing. */
  #whatWasSeen(): readonly string[] {
    const lines = new Set<string>();
    for (const signal of this.#signals) {
      if (signal.kind !== 'tree') continue;
      const own = signal.appId === this.#options.scene.appId ? '' : ' (another application)';
      const node = this.#forest.node(signal.nodeId);
      const where = node === undefined ? 'an element' : nodeLine(node);
      lines.add(`${signal.detail || signal.change} of ${where}${own}`);
    }
    const signals = lines.size === 0 ? 'no signal' : `only pointer feedback: ${[...lines].slice(0, 5).join(', ')}`;
    const frame = this.#frame === undefined ? 'the picture was not compared' : 'the picture is unchanged around it';
    return [signals, `the same ${this.#windows.length} window(s)`, frame];
  }

  #noteDamage(area: Rect): void {
    if (intersection(this.#area, area) !== undefined) this.#damagedAt = performance.now();
  }

  #isStill(): boolean {
    return this.#damagedAt !== undefined && performance.now() - this.#damagedAt >= stillMs;
  }

  #untilStill(): number {
    const waits = [Number.POSITIVE_INFINITY];
    if (this.#damagedAt !== undefined) waits.push(this.#damagedAt + stillMs - performance.now());
    if (this.#weak !== undefined) waits.push(this.#weak.at + afterMenuMs - performance.now());
    return Math.max(1, Math.min(...waits));
  }

  async #capture(): Promise<RawImage | undefined> {
    if (!this.#session.capabilities.has('capture:screen')) return undefined;
    return this.#session.capture({ kind: 'area', area: this.#area });
  }
}
