/** The keyboard: chords by key name, and any text, whatever the layout. */
import type { KeyChord, Modifier } from '../../../contracts/act.ts';
import { CodexqaError } from '../../../contracts/errors.ts';
import type { XConnection } from '../display/x-connection.ts';
import type { Input } from './input.ts';
import { KeyMap, type KeyStroke } from './key-map.ts';
import { keysymOfCharacter, keysymOfKey } from './keysyms.ts';
import { drainInput } from './queue-drain.ts';

export class Keyboard {
  readonly #x: XConnection;
  readonly #input: Input;
  readonly #map: KeyMap;
  /** Symbols of each key as they were found, from the first keycode on. */
  readonly #rows: readonly (readonly number[])[];
  readonly #changed = new Set<number>();

  private constructor(x: XConnection, input: Input, map: KeyMap, rows: readonly (readonly number[])[]) {
    this.#x = x;
    this.#input = input;
    this.#map = map;
    this.#rows = rows;
  }

  static async open(x: XConnection, input: Input): Promise<Keyboard> {
    const { first, last } = x.keycodes;
    const [rows, modifiers] = await Promise.all([
      x.ask<readonly (readonly number[])[]>((done) => x.client.GetKeyboardMapping(first, last - first + 1, done)),
      x.ask<readonly (readonly number[])[]>((done) => x.client.GetModifierMapping(done)),
    ]);
    return new Keyboard(x, input, new KeyMap(first, rows, new Set(modifiers.flat())), rows);
  }

  /** Gives every key the symbols it was found with: on the visible display the keyboard is a person's. */
  async restore(): Promise<void> {
    for (const keycode of this.#changed) {
      const row = this.#rows[keycode - this.#x.keycodes.first] ?? [0];
      this.#x.client.ChangeKeyboardMapping(keycode, row.length, row);
    }
    this.#changed.clear();
    await this.#x.sync();
  }

  /** Resolves when the server has taken every key. */
  async type(text: string): Promise<void> {
    let keysyms = [...text.replace(/\r\n?/g, '\n')].map(keysymOfCharacter);
    while (keysyms.length > 0) {
      const count = await this.#bind(keysyms);
      this.#strike(keysyms.slice(0, count).map((keysym) => this.#strokeOf(keysym)));
      keysyms = keysyms.slice(count);
    }
    await this.#x.sync();
  }

  /** @throws ACTION_NOT_POSSIBLE for a name that is no key */
  async press(chord: KeyChord): Promise<void> {
    const keysym = keysymOfKey(chordKey(chord));
    if (keysym === undefined) {
      throw new CodexqaError('ACTION_NOT_POSSIBLE', `there is no key named ${JSON.stringify(chord.key)}`, {
        fix: 'use a name of KeyboardEvent.key, such as Enter, ArrowLeft, F5 or a single character',
      });
    }
    await this.#bind([keysym]);
    const stroke = this.#strokeOf(keysym);
    const modifiers: readonly Modifier[] =
      stroke.shift && !chord.modifiers.includes('Shift') ? [...chord.modifiers, 'Shift'] : chord.modifiers;
    this.hold(modifiers, () => {
      this.#input.key(stroke.keycode, true);
      this.#input.key(stroke.keycode, false);
    });
    await this.#x.sync();
  }

  /** Sends `work` between the presses and the releases of the modifiers. */
  hold(modifiers: readonly Modifier[], work: () => void): void {
    const keycodes = modifiers.map((modifier) => this.#strokeOf(keysymOfKey(modifier) ?? 0).keycode);
    for (const keycode of keycodes) this.#input.key(keycode, true);
    work();
    for (const keycode of keycodes.toReversed()) this.#input.key(keycode, false);
  }

  /**
   * Gives spare keys to the symbols the layout does not have; returns how many symbols can now be typed.
   * A key that was pressed before may still wait in the application's queue, to be looked up in the NEW map: such a key is
   * given away only after the application has taken everything out of its queue. And new keys are pressed only after it
   * has heard of the new map. Twice, because Chromium looks symbols up through GTK, which hears of the map on a connection
   * of its own: one turn of the main loop later.
   */
  async #bind(keysyms: readonly number[]): Promise<number> {
    const { count, bindings, reusesKeys } = this.#map.plan(keysyms);
    if (bindings.length === 0) return count;
    if (reusesKeys) await drainInput(this.#x);
    for (const { first, keysyms: bound } of bindings) {
      // both levels: a lone letter would be taken for a pair of small and capital
      const levels = bound.flatMap((keysym) => [keysym, keysym]);
      this.#x.client.ChangeKeyboardMapping(first, 2, levels);
      for (const place of bound.keys()) this.#changed.add(first + place);
    }
    await drainInput(this.#x);
    await drainInput(this.#x);
    return count;
  }

  #strike(strokes: readonly KeyStroke[]): void {
    const shift = this.#strokeOf(keysymOfKey('Shift') ?? 0).keycode;
    let shifted = false;
    for (const stroke of strokes) {
      if (stroke.shift !== shifted) this.#input.key(shift, stroke.shift);
      shifted = stroke.shift;
      this.#input.key(stroke.keycode, true);
      this.#input.key(stroke.keycode, false);
    }
    if (shifted) this.#input.key(shift, false);
  }

  #strokeOf(keysym: number): KeyStroke {
    const stroke = this.#map.strokeOf(keysym);
    if (stroke === undefined) {
      throw new CodexqaError('ACTION_NOT_POSSIBLE', `the keyboard has no key for the symbol 0x${keysym.toString(16)}`);
    }
    return stroke;
  }
}

/** `Control+A` is the key A with Control, not Control and Shift and A: capitals count only in plain typing. */
function chordKey(chord: KeyChord): string {
  const isShortcut = chord.modifiers.some((modifier) => modifier !== 'Shift');
  return isShortcut && /^[A-Z]$/.test(chord.key) ? chord.key.toLowerCase() : chord.key;
}
