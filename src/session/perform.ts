/**
 * The one door: pause gate, policy gate, journal, driver, proof of effect, journal.
 * Nothing else in the product calls a driver's acting methods (a test looks for it).
 */
import type { DriverAct } from '../contracts/act.ts';
import type { Action, ActionRecord, ActionTarget, Effect } from '../contracts/action.ts';
import type { AppCommand, AppExit, AppHandle, DriverSession } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { Gate, PauseGate, Verdict } from '../contracts/gate.ts';
import type { EffectCounts, JournalSink } from '../contracts/journal.ts';
import { assertSession } from './alive.ts';
import type { Rehearsal } from './rehearsal.ts';

/** What is known once an action has been watched; `failure` ends the action with that error. */
export interface Judgement {
  readonly effect: Effect;
  readonly failure?: CodexqaError | undefined;
}

/** Looks before and after an act; it never acts itself. */
export interface Proof<Result> {
  /** Everything to compare with: taken right before the act. */
  before(): Promise<void>;
  after(result: Result): Promise<Judgement>;
  /** Always called at the end: stop listening. */
  [Symbol.dispose](): void;
}

/** Acts of one action that come before the one that counts: move the pointer there, focus, select all. */
export type Prepare = (act: (act: DriverAct) => Promise<void>) => Promise<void>;

/** An action before it has a deed. */
export interface Purpose {
  readonly verb: string;
  readonly target: ActionTarget;
  /** Parameters as they may be shown: no secrets. */
  readonly shown: string;
}

export interface PerformerParts {
  readonly session: DriverSession;
  readonly gate: Gate;
  readonly pauseGate: PauseGate;
  readonly journal: JournalSink;
  readonly testId: string | undefined;
  /** A dry run: everything but a launch ends behind the gates. */
  readonly rehearsal?: Rehearsal | undefined;
}

export class Performer {
  readonly #parts: PerformerParts;
  readonly #records: ActionRecord[] = [];
  #seq = 0;
  #deedAt = 0;

  constructor(parts: PerformerParts) {
    this.#parts = parts;
  }

  get records(): readonly ActionRecord[] {
    return this.#records;
  }

  /** When something was last done to the desktop, be it only the pointer on its way, on the clock of `performance.now()`. */
  get deedAt(): number {
    return this.#deedAt;
  }

  effectCounts(): EffectCounts {
    const counts = { confirmed: 0, 'no-effect': 0, unverifiable: 0 };
    for (const record of this.#records) counts[record.effect.verdict] += 1;
    return counts;
  }

  /** @throws POLICY_DENIED, RUN_ABORTED, ACTION_NO_EFFECT, APP_CRASHED, SESSION_LOST and what the proof finds */
  async act(purpose: Purpose, act: DriverAct, proof: Proof<void>, prepare?: Prepare): Promise<Effect> {
    const action: Action = { ...purpose, deed: { kind: 'act', act } };
    const { session, rehearsal } = this.#parts;
    if (rehearsal !== undefined) return this.#rehearse(rehearsal, action, proof);
    const prepared = async () => {
      await prepare?.(async (step) => {
        await session.act(step);
        this.#deedAt = performance.now();
      });
    };
    return (await this.#through(action, prepared, () => session.act(act), proof)).effect;
  }

  async launch(purpose: Purpose, app: AppCommand, proof: Proof<AppHandle>): Promise<AppHandle> {
    const action: Action = { ...purpose, deed: { kind: 'launch', app } };
    return (
      await this.#through(
        action,
        async () => {},
        () => this.#parts.session.launch(app),
        proof,
      )
    ).result;
  }

  async terminate(purpose: Purpose, appId: string, graceMs: number, proof: Proof<AppExit>): Promise<AppExit> {
    const action: Action = { ...purpose, deed: { kind: 'terminate', appId, graceMs } };
    const { rehearsal } = this.#parts;
    if (rehearsal !== undefined) {
      await this.#rehearse(rehearsal, action, proof);
      return { code: null, signal: null, expected: true };
    }
    const end = () => this.#parts.session.terminate(appId, { graceMs });
    return (await this.#through(action, async () => {}, end, proof)).result;
  }

  async #through<R>(
    action: Action,
    prepare: () => Promise<void>,
    deed: () => Promise<R>,
    proof: Proof<R>,
  ): Promise<{ readonly result: R; readonly effect: Effect }> {
    using watched = proof;
    await this.#admit(action);
    const begun = this.#begin(action);
    try {
      assertSession(this.#parts.session);
      await prepare();
      await watched.before();
      const result = await deed();
      this.#deedAt = performance.now();
      const { effect, failure } = await watched.after(result);
      this.#finish(begun, effect, failure);
      if (failure !== undefined) throw failure;
      return { result, effect };
    } catch (error) {
      if (!begun.finished) this.#finish(begun, brokenOff(error), error);
      throw error;
    }
  }

  /** Where a dry run ends: the target was found and is ready, the gates have been asked. */
  async #rehearse(rehearsal: Rehearsal, action: Action, proof: Disposable): Promise<Effect> {
    using _unused = proof;
    const verdict = await this.#admit(action);
    return rehearsal.withhold(
      `${action.verb} ${[action.shown, action.target.description].filter(Boolean).join(' on ')}`,
      verdict,
    );
  }

  async #admit(action: Action): Promise<Extract<Verdict, { readonly kind: 'allow' }>> {
    const { pauseGate, gate, journal, testId, session, rehearsal } = this.#parts;
    const { verb, target } = action;
    try {
      await pauseGate.pass();
    } catch (aborted) {
      // nothing may stay held down after an abort; a dead session holds nothing
      if (rehearsal === undefined) await session.act({ kind: 'release' }).catch(() => {});
      throw aborted;
    }
    const verdict = await gate.admit(action);
    journal.append({ kind: 'verdict', testId, verb, target: target.description, verdict });
    if (verdict.kind === 'allow') return verdict;
    throw new CodexqaError(
      'POLICY_DENIED',
      `${verb} on ${target.description} is denied by rule "${verdict.rule}": ${verdict.reason}`,
      { fix: 'change the spec, or the policy if this action is meant to be allowed', facts: { rule: verdict.rule } },
    );
  }

  #begin(action: Action): Begun {
    const { journal, testId } = this.#parts;
    const { verb, shown } = action;
    const target = action.target.description;
    const seq = ++this.#seq;
    journal.append({ kind: 'intent', testId, seq, verb, target, shown });
    return { seq, verb, target, shown, startedAt: Date.now(), since: performance.now(), finished: false };
  }

  #finish(begun: Begun, effect: Effect, error: unknown): void {
    begun.finished = true;
    const { seq, verb, target, shown, startedAt, since } = begun;
    const durationMs = Math.round(performance.now() - since);
    const code = error === undefined ? {} : { error: error instanceof CodexqaError ? error.code : String(error) };
    const record: ActionRecord = { seq, verb, target, shown, effect, startedAt, durationMs, ...code };
    this.#records.push(record);
    this.#parts.journal.append({ kind: 'outcome', testId: this.#parts.testId, record });
  }
}

interface Begun {
  readonly seq: number;
  readonly verb: string;
  readonly target: string;
  readonly shown: string;
  readonly startedAt: number;
  readonly since: number;
  finished: boolean;
}

function brokenOff(error: unknown): Effect {
  const reason = error instanceof CodexqaError ? error.code : 'an unexpected error';
  return { verdict: 'unverifiable', evidence: [`broken off by ${reason}`], waitedMs: 0 };
}
