/** Proof by answer: listens to tree, windows, clipboard and screen from right before an act until something strong is seen. */
import type { AccessibleNode, NodeId, NodeReading, Role } from '../contracts/accessibility.ts';
import type { Effect } from '../contracts/action.ts';
import type { DriverSession, Signal, TreeScope, WindowInfo } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { Rect } from '../contracts/geometry.ts';
import { hasCrashed } from '../support/app-roster.ts';
import { Deadline } from '../support/deadline.ts';
import { appCrashed, appOf, assertSession, describeExit } from './alive.ts';
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
import { nodeLine } from './near-misses.ts';
import type { Judgement, Proof } from './perform.ts';
import { PixelWatch } from './pixel-watch.ts';
import { optionalEffectMs } from './settings.ts';
import type { Stage } from './stage.ts';
import { anySignal, Wake } from './wake.ts';

/** How long something stronger is waited for after a menu has merely closed. */
const afterMenuMs = 250;
/** The same after a change of pixels that may have another cause. */
const afterPixelsMs = 1000;

/** Seen, but no proof; `until` then something stronger is waited for. */
interface Weak {
  readonly evidence: readonly string[];
  readonly until: number;
}

const tooltipOnly: ReadonlySet<Role> = new Set(['tooltip']);
/** Status bars explain the menu item under the pointer, and stop when the menu closes. */
const pointerHints: ReadonlySet<Role> = new Set(['tooltip', 'status']);

export interface AnswerOptions {
  /** Words for messages: `click on getByRole('button', { name: '7' })`. */
  readonly what: string;
  readonly demand: EffectDemand;
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
  readonly #stage: Stage;
  readonly #session: DriverSession;
  readonly #options: AnswerOptions;
  readonly #wake: Wake;
  readonly #stopListening: () => void;
  readonly #canWatch: boolean;
  #signals: Signal[] = [];
  #forest: Forest;
  readonly #unknown = new Set<NodeId>();
  #windows: readonly WindowInfo[] = [];
  readonly #pixels: PixelWatch;
  #weak: Weak | undefined;

  constructor(stage: Stage, options: AnswerOptions) {
    const { session } = stage;
    this.#stage = stage;
    this.#session = session;
    this.#options = options;
    this.#forest = options.forest;
    this.#pixels = new PixelWatch(stage, options.windowId, options.ignored);
    this.#canWatch = session.capabilities.has('accessibility') || session.capabilities.has('damage');
    this.#wake = new Wake(session, anySignal);
    this.#stopListening = session.onSignal((signal) => {
      this.#signals.push(signal);
      this.#pixels.note(signal);
    });
  }

  [Symbol.dispose](): void {
    this.#stopListening();
    this.#wake[Symbol.dispose]();
  }

  async before(): Promise<void> {
    this.#windows = await this.#session.windows();
    await this.#pixels.begin(this.#windows);
    this.#signals = [];
  }

  async after(): Promise<Judgement> {
    const { demand } = this.#options;
    const { effectTimeoutMs } = this.#stage.settings;
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
      if (this.#weak !== undefined && performance.now() >= this.#weak.until) {
        return this.#conclude('unverifiable', this.#weak.evidence, deadline);
      }
      if (deadline.passed) return this.#unanswered(deadline);
      await this.#wake.next(Math.min(this.#untilNextLookMs(), deadline.leftMs));
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
      if (news.weak.length > 0) this.#noteWeak([...news.weak, 'nothing else answered'], afterMenuMs);
    }
    return this.#pixels.untilStillMs === 0 ? this.#pixelEvidence() : [];
  }

  async #treeEvidence(scene: Scene, fresh: readonly Signal[], last: boolean): Promise<readonly string[]> {
    const weighed = fresh
      .filter((signal): signal is TreeSignal => signal.kind === 'tree')
      .map((signal) => ({ signal, weight: weigh(scene, signal) }));
    const lines = new Set<string>();
    for (const { signal, weight } of weighed) {
      if (weight !== 'proof') continue;
      const node = await this.#nodeOf(signal.nodeId);
      if (node !== undefined && isSeen(node, signal) && (await this.#isNew(signal)))
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
    if (node === undefined) return undefined;
    const hints = isMenuRole(this.#options.scene.role) ? pointerHints : tooltipOnly;
    return this.#forest.pathTo(node).some(({ role }) => hints.has(role)) ? undefined : node;
  }

  /** Chromium says that the name of a tab changed when nothing about it did. */
  async #isNew({ change, nodeId }: TreeSignal): Promise<boolean> {
    const before = change === 'name' ? this.#options.forest.node(nodeId) : undefined;
    if (before === undefined) return true;
    const [now] = await this.#session.read([nodeId]);
    return now?.name !== before.name;
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

  /**
   * An application that ends with a code may well have been told to (a dialog that answers with it); whoever uses it afterwards
   * learns of it. One that is ended by a signal has crashed.
   */
  #exitEvidence(): string | undefined {
    const app = appOf(this.#session, this.#options.scene.appId);
    if (app?.exit === undefined) return undefined;
    const broke = hasCrashed(app.exit) && app.exit.signal !== null;
    if (broke && this.#options.demand === 'required') throw appCrashed(app, app.exit);
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
    const news = await this.#pixels.news();
    if (news?.certain === true) return [news.evidence];
    if (news !== undefined) this.#noteWeak([news.evidence, 'but it may belong to what was done before'], afterPixelsMs);
    return [];
  }

  #noteWeak(evidence: readonly string[], patienceMs: number): void {
    this.#weak ??= { evidence, until: performance.now() + patienceMs };
  }

  #unanswered(deadline: Deadline): Judgement {
    if (this.#weak !== undefined) return this.#conclude('unverifiable', this.#weak.evidence, deadline);
    if (this.#pixels.isRestless) {
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
    const frame = !this.#pixels.hasFrame ? 'the picture was not compared' : 'the picture is unchanged around it';
    return [signals, `the same ${this.#windows.length} window(s)`, frame];
  }

  #untilNextLookMs(): number {
    const patience = this.#weak === undefined ? Number.POSITIVE_INFINITY : this.#weak.until - performance.now();
    return Math.max(1, Math.min(this.#pixels.untilStillMs, patience));
  }
}

/** What changes out of sight proves nothing, unless it is coming into sight or leaving it. */
function isSeen(node: AccessibleNode, { change, detail }: TreeSignal): boolean {
  return node.states.visible || (change === 'state' && (detail === 'showing' || detail === 'visible'));
}
