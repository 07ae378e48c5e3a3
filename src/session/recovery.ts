/** Recovery from drift: re-reads what there is, takes the detour a rule describes, and returns to the step of the test (S8, S9, S10). */

import type { DriverSession, WindowInfo } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { JournalEntry, JournalSink, UnexpectedSignal } from '../contracts/journal.ts';
import type { Selector } from '../contracts/selector.ts';
import { hasCrashed } from '../support/app-roster.ts';
import { Deadline } from '../support/deadline.ts';
import { type Drift, windowName } from './drift.ts';
import { locatorWords, look } from './find.ts';
import type { Interlude } from './interlude.ts';
import { waitForState } from './wait-state.ts';
import { Watchdog } from './watchdog.ts';

/** What a handler is told. */
export interface Unexpected {
  readonly signal: UnexpectedSignal;
  /** In words: `window "Update" appeared`. */
  readonly seen: string;
  /** Application it is about, by its id: see `desktop.apps()`. */
  readonly appId: string | undefined;
}

export interface UnexpectedOptions {
  /** Goes on at once after the handler; otherwise what the locator found must be gone first. */
  readonly noWaitAfter?: boolean | undefined;
  /** How often the handler may run; then it is removed. */
  readonly times?: number | undefined;
}

/** `again`: whatever stood in the way was dealt with. */
export type Verdict = 'again' | 'give-up';

export interface Rule {
  /** A locator's selector, or the signal itself. */
  readonly when: Selector | UnexpectedSignal;
  readonly handler: (unexpected: Unexpected) => unknown;
  readonly options: UnexpectedOptions;
}

export interface RecoveryParts {
  readonly session: DriverSession;
  readonly journal: JournalSink;
  readonly testId: string | undefined;
  readonly timeoutMs: number;
  /** Brings a window back to the front, through the one door. */
  readonly activate: (window: WindowInfo) => Promise<void>;
  /** Asked when something stands in the way and no rule is for it. */
  readonly stuck: ((unexpected: Unexpected) => Promise<Verdict>) | undefined;
}

interface Standing {
  readonly rule: Rule;
  left: number;
}

/** A handler that never clears what it is for must not be called for ever. */
const mostDetours = 5;

/** Errors that something in the way can be the cause of. */
const blockable: ReadonlySet<string> = new Set([
  'ACTION_NO_EFFECT',
  'DEADLINE_EXCEEDED',
  'ELEMENT_NOT_ACTIONABLE',
  'LOCATOR_NOT_FOUND',
  'TEXT_NOT_ENTERED',
  'WINDOW_NOT_FOUND',
]);

export class Recovery implements Interlude {
  readonly #parts: RecoveryParts;
  readonly #watchdog: Watchdog;
  readonly #standing: Standing[] = [];
  /** Windows that came by themselves and are still there. */
  #strangers: readonly Drift[] = [];
  readonly #crashes = new Set<string>();
  #goal = 'the test';
  #depth = 0;
  #acts = 0;
  /** `#acts` when the step began. */
  #actsBefore = 0;
  #acting = 0;
  #onDetour = false;
  #newsSeen = -1;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
    this.#watchdog = new Watchdog(parts.session);
  }

  /** Replaces an earlier rule for the same. */
  add(rule: Rule): void {
    this.remove(rule.when);
    this.#standing.push({ rule, left: rule.options.times ?? Number.POSITIVE_INFINITY });
  }

  remove(when: Rule['when']): void {
    const at = this.#standing.findIndex(({ rule }) => wordsOf(rule.when) === wordsOf(when));
    if (at >= 0) this.#standing.splice(at, 1);
  }

  /** Knows from the journal when something is being done: no detour begins then, and what has been done is never repeated. */
  listening(journal: JournalSink): JournalSink {
    return {
      append: (entry: JournalEntry) => {
        // what a handler does is no part of the step
        if (entry.kind === 'intent' && !this.#onDetour) this.#acts++;
        if (entry.kind === 'intent') this.#acting++;
        if (entry.kind === 'outcome') this.#acting--;
        journal.append(entry);
      },
    };
  }

  /** Around every step of the test. Inner steps, and those of a handler, belong to the outer one. */
  async guard<T>(goal: string, body: () => Promise<T>): Promise<T> {
    if (this.#depth > 0 || this.#onDetour) return body();
    this.#goal = goal;
    this.#actsBefore = this.#acts;
    this.#depth++;
    try {
      await this.#before();
      return await this.#insist(body);
    } finally {
      this.#depth--;
      if (this.#watchdog.hasNews) await this.#watchdog.accept().catch(() => {});
    }
  }

  async pass(): Promise<void> {
    if (this.#onDetour || this.#acting > 0) return;
    // what comes after the step's own act may be its doing
    const nothingDone = this.#depth > 0 && this.#acts === this.#actsBefore;
    if (nothingDone) await this.#before();
    else await this.#clearTheWay();
  }

  [Symbol.dispose](): void {
    this.#watchdog[Symbol.dispose]();
  }

  async #insist<T>(body: () => Promise<T>): Promise<T> {
    for (let detours = 0; ; detours++) {
      const acts = this.#acts;
      try {
        return await body();
      } catch (error) {
        const unexpected = await this.#causeOf(error);
        if (unexpected === undefined || detours === mostDetours) throw error;
        const verdict = await this.#answer(unexpected);
        // what has been done once is not done again, even when it went wrong
        if (verdict === 'give-up' || this.#acts !== acts) throw error;
      }
    }
  }

  /** What went on by itself since the last step is noted and answered, before the test goes on. */
  async #before(): Promise<void> {
    const drift = this.#watchdog.hasNews ? await this.#watchdog.drift() : [];
    for (const each of drift) await this.#meet(each);
    await this.#clearTheWay();
  }

  async #meet(drift: Drift): Promise<void> {
    const { signal, seen, window } = drift;
    const unexpected = { signal, seen, appId: window.appId };
    if (signal === 'unknown-window') {
      this.#strangers = [...this.#strangers, drift];
      if (this.#ruleFor(signal) !== undefined) await this.#answer(unexpected);
      return;
    }
    if (this.#ruleFor(signal) !== undefined) {
      await this.#answer(unexpected);
      return;
    }
    if (signal === 'focus-theft') await this.#detour(() => this.#parts.activate(window));
    this.#record(unexpected, builtIn[signal] ?? 'none', 'built in');
  }

  /** Runs the handlers of locators that find something; looks only when something has changed since the last time. */
  async #clearTheWay(): Promise<void> {
    if (this.#standing.length === 0 || this.#newsSeen === this.#watchdog.news) return;
    this.#newsSeen = this.#watchdog.news;
    for (const standing of [...this.#standing]) {
      const { when } = standing.rule;
      if (typeof when === 'string' || !(await this.#isVisible(when))) continue;
      const stranger = this.#strangers.at(-1)?.seen ?? `${locatorWords(when)} is there`;
      await this.#follow(standing, { signal: 'unknown-window', seen: stranger, appId: undefined });
      this.#newsSeen = -1;
    }
  }

  async #isVisible(selector: Selector): Promise<boolean> {
    try {
      const { found } = await look(this.#parts.session, selector, false);
      return found.some(({ reading }) => reading.states.visible);
    } catch {
      // an application that does not answer shows nothing; whoever needs it will say so
      return false;
    }
  }

  async #causeOf(error: unknown): Promise<Unexpected | undefined> {
    if (!(error instanceof CodexqaError)) return undefined;
    const seen = error.message.split('\n')[0] ?? '';
    const crashed = this.#crashed();
    if (error.code === 'APP_CRASHED' || (crashed !== undefined && blockable.has(error.code))) {
      return { signal: 'crash', seen, appId: crashed };
    }
    if (error.code === 'APP_UNRESPONSIVE') return { signal: 'hang', seen, appId: undefined };
    if (!blockable.has(error.code)) return undefined;
    const there = new Set((await this.#parts.session.windows()).map(({ id }) => id));
    this.#strangers = this.#strangers.filter(({ window }) => there.has(window.id));
    const stranger = this.#strangers.at(-1);
    if (stranger === undefined) return undefined;
    return { signal: stranger.signal, seen: stranger.seen, appId: stranger.window.appId };
  }

  /** An application whose crash was not spoken about yet. */
  #crashed(): string | undefined {
    const app = this.#parts.session
      .apps()
      .find(({ id, exit }) => exit !== undefined && hasCrashed(exit) && !this.#crashes.has(id));
    if (app !== undefined) this.#crashes.add(app.id);
    return app?.id;
  }

  async #answer(unexpected: Unexpected): Promise<Verdict> {
    const standing = this.#ruleFor(unexpected.signal);
    if (standing !== undefined) {
      await this.#follow(standing, unexpected);
      return 'again';
    }
    const verdict = (await this.#detour(async () => this.#parts.stuck?.(unexpected))) ?? 'give-up';
    this.#record(unexpected, verdict === 'again' ? 'a person looked at it' : 'none: nobody knows what to do', 'nobody');
    return verdict;
  }

  async #follow(standing: Standing, unexpected: Unexpected): Promise<void> {
    const { when, handler, options } = standing.rule;
    standing.left--;
    if (standing.left <= 0) this.remove(when);
    const before = await this.#active();
    await this.#detour(async () => {
      await handler(unexpected);
      if (options.noWaitAfter === true || typeof when === 'string') return;
      await waitForState(this.#parts.session, when, 'hidden', Deadline.after(this.#parts.timeoutMs));
    });
    const after = await this.#active();
    this.#record(unexpected, `${before}, then ${after}`, wordsOf(when));
  }

  async #active(): Promise<string> {
    const active = (await this.#parts.session.windows()).find((window) => window.active);
    return active === undefined ? 'no window' : windowName(active);
  }

  /** What a handler does is asked for; nothing of it is drift. */
  async #detour<T>(body: () => Promise<T>): Promise<T> {
    this.#onDetour = true;
    try {
      return await body();
    } finally {
      this.#onDetour = false;
      if (this.#watchdog.hasNews) await this.#watchdog.accept().catch(() => {});
    }
  }

  #ruleFor(signal: UnexpectedSignal): Standing | undefined {
    return this.#standing.find(({ rule }) => rule.when === signal);
  }

  #record({ signal, seen }: Unexpected, change: string, handler: string): void {
    const { journal, testId } = this.#parts;
    journal.append({ kind: 'recovery', testId, signal, seen, switch: change, returnedTo: this.#goal, handler });
  }
}

/** How routine noise is answered without a rule: the step goes on with what is read afresh. */
const builtIn: Readonly<Partial<Record<UnexpectedSignal, string>>> = {
  notification: "none: it stands in nobody's way",
  'focus-theft': 'the window that had the focus was brought back to the front',
  'window-moved': 'places are read afresh',
  'window-resized': 'places are read afresh',
  'theme-change': 'elements are found by role and name, whatever they look like',
};

function wordsOf(when: Rule['when']): string {
  return typeof when === 'string' ? when : locatorWords(when);
}
