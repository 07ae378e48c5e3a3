/** Signs that a run is nothing to be left alone: prompts, lost context, unclear transitions, steering; counted from its journal (S137–S140). */
import type { JournalEntry } from '../contracts/journal.ts';
import { median } from '../support/median.ts';

export const signRules = {
  'permission prompts': 'S137',
  'context loss': 'S138',
  'unclear transitions': 'S139',
  steering: 'S140',
} as const;

export interface WarningSign {
  readonly name: keyof typeof signRules;
  readonly rule: (typeof signRules)[keyof typeof signRules];
  readonly count: number;
  /** `4 times, one every 2 min`. */
  readonly words: string;
  /** It came so often that the next run should have a person beside it. */
  readonly tripped: boolean;
}

/** Fewer are nobody's concern. */
const least = { prompts: 5, losses: 3, unclear: 3, steering: 3 } as const;
/** Prompts come often when one comes in so long; a person steers when half of the times are closer together than that. */
const promptsEveryMs = 10 * 60_000;
const steeringEveryMs = 5 * 60_000;
/** Share of the actions (S45). */
const unclearShare = 0.05;

/** Titles of windows by which a system or an application asks for a permission. */
const permissionWindow = /permission|authenticat|authoriz|password|keyring|polkit|would like to|allow access/i;
const lost: ReadonlySet<string> = new Set(['focus-theft', 'crash', 'hang']);
const steered: ReadonlySet<string> = new Set(['paused', 'aborted']);
const lostCodes: ReadonlySet<string> = new Set(['FOCUS_STOLEN', 'TARGET_NOT_FOREGROUND', 'SESSION_LOST']);
const unclearCodes: ReadonlySet<string> = new Set(['ACTION_NO_EFFECT', 'LOCATOR_NOT_FOUND', 'LOCATOR_NOT_UNIQUE']);

/** Takes the entries of one run, of each writer in order. */
export class SignCounter {
  #firstAt: number | undefined;
  #lastAt = 0;
  #prompts = 0;
  #losses = 0;
  #unclear = 0;
  #actions = 0;
  readonly #steeredAt: number[] = [];

  /** `at`: Unix time in ms. */
  note(entry: JournalEntry, at: number): void {
    this.#firstAt = Math.min(at, this.#firstAt ?? at);
    this.#lastAt = Math.max(this.#lastAt, at);
    switch (entry.kind) {
      case 'approval':
        if (entry.event === 'requested') this.#prompts++;
        if (entry.event === 'answered') this.#steeredAt.push(at);
        return;
      case 'state':
        // the end of a run that was interrupted is a state, too
        if (steered.has(entry.to) && entry.reason.startsWith('by ')) this.#steeredAt.push(at);
        return;
      case 'recovery':
        this.#noteRecovery(entry);
        return;
      case 'session':
        if (entry.event === 'lost') this.#losses++;
        return;
      case 'outcome':
        this.#actions++;
        // what nobody waited for was not meant to be seen
        if (entry.record.effect.verdict === 'unverifiable' && entry.record.effect.waitedMs > 0) this.#unclear++;
        return;
      case 'test-end':
        this.#losses += count(entry.errorCodes, lostCodes);
        this.#unclear += count(entry.errorCodes, unclearCodes);
        return;
      default:
        return;
    }
  }

  /** All four, in the order of their rules. */
  signs(): readonly WarningSign[] {
    const runMs = this.#lastAt - (this.#firstAt ?? this.#lastAt);
    const steeredAt = this.#steeredAt.toSorted((a, b) => a - b);
    const everyMs = median(steeredAt.map((at, i) => at - (steeredAt[i - 1] ?? this.#firstAt ?? at)));
    const share = this.#actions === 0 ? 1 : this.#unclear / this.#actions;
    return [
      sign('permission prompts', this.#prompts, `${this.#prompts} in ${minutes(runMs)}`, {
        tripped: this.#prompts >= least.prompts && this.#prompts > runMs / promptsEveryMs,
      }),
      sign('context loss', this.#losses, times(this.#losses), { tripped: this.#losses >= least.losses }),
      sign('unclear transitions', this.#unclear, `${this.#unclear} in ${this.#actions} actions`, {
        tripped: this.#unclear >= least.unclear && share > unclearShare,
      }),
      sign('steering', this.#steeredAt.length, `${times(this.#steeredAt.length)}, one every ${minutes(everyMs)}`, {
        tripped: this.#steeredAt.length >= least.steering && everyMs < steeringEveryMs,
      }),
    ];
  }

  #noteRecovery({ signal, seen, handler }: Extract<JournalEntry, { readonly kind: 'recovery' }>): void {
    const isPrompt = signal === 'unknown-window' && permissionWindow.test(seen);
    if (isPrompt) this.#prompts++;
    else if (lost.has(signal) || handler === 'nobody') this.#losses++;
  }
}

/** `steering: 4 times, one every 2 min (S140)`. */
export function signText({ name, words, rule }: WarningSign): string {
  return `${name}: ${words} (${rule})`;
}

function sign(
  name: WarningSign['name'],
  count: number,
  words: string,
  { tripped }: Pick<WarningSign, 'tripped'>,
): WarningSign {
  return { name, rule: signRules[name], count, words: count === 0 ? 'none' : words, tripped };
}

function count(codes: readonly string[] | undefined, among: ReadonlySet<string>): number {
  return codes?.filter((code) => among.has(code)).length ?? 0;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function minutes(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
