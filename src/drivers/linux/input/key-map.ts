/** Which key gives which symbol, and the spare keys that take any symbol the layout does not have. */

/** How a symbol is typed. */
export interface KeyStroke {
  readonly keycode: number;
  readonly shift: boolean;
}

/** One change of the server's keyboard mapping: `keysyms.length` keys from `first` on. */
export interface Binding {
  readonly first: number;
  readonly keysyms: readonly number[];
}

/** What a stretch of symbols needs: new bindings, and whether one of them takes a key that was pressed before. */
export interface BindingPlan {
  /** How many symbols from the start can be typed with these bindings. */
  readonly count: number;
  readonly bindings: readonly Binding[];
  readonly reusesKeys: boolean;
}

/** Above these codes a standard keyboard has only multimedia keys; modifiers end below. */
const firstSpareKeycode = 208;
const vendorKeysyms = 0x10000000;

export class KeyMap {
  readonly #layout = new Map<number, KeyStroke>();
  /** Spare keys, longest unused first, with the symbol each holds. */
  readonly #spares = new Map<number, number | undefined>();
  readonly #bound = new Map<number, number>();
  readonly #pressed = new Set<number>();

  /** @param rows symbols of each key, from keycode `first` on: plain, with Shift, … */
  constructor(first: number, rows: readonly (readonly number[])[], modifierKeycodes: ReadonlySet<number>) {
    rows.forEach((row, index) => {
      const keycode = first + index;
      if (isSpare(keycode, row, modifierKeycodes)) this.#spares.set(keycode, undefined);
      else this.#learn(keycode, row);
    });
  }

  get spareCount(): number {
    return this.#spares.size;
  }

  /** Undefined until the symbol is bound. */
  strokeOf(keysym: number): KeyStroke | undefined {
    const own = this.#layout.get(keysym);
    if (own !== undefined) return own;
    const keycode = this.#bound.get(keysym);
    return keycode === undefined ? undefined : { keycode, shift: false };
  }

  /** Binds as many symbols from the start of `keysyms` as fit on the spare keys at once. */
  plan(keysyms: readonly number[]): BindingPlan {
    const needed = new Set<number>();
    let count = 0;
    for (const keysym of keysyms) {
      if (!this.#layout.has(keysym) && !needed.has(keysym)) {
        if (needed.size === this.#spares.size) break;
        needed.add(keysym);
      }
      count += 1;
    }
    const fresh = [...needed].filter((keysym) => !this.#bound.has(keysym));
    const free = [...this.#spares.keys()].filter((keycode) => {
      const held = this.#spares.get(keycode);
      return held === undefined || !needed.has(held);
    });
    const taken = free.slice(0, fresh.length);
    const reusesKeys = taken.some((keycode) => this.#pressed.has(keycode));
    for (const [index, keycode] of taken.entries()) this.#bind(keycode, fresh[index]);
    for (const keysym of needed) this.#use(keysym);
    return { count, reusesKeys, bindings: runsOf(taken, (keycode) => this.#spares.get(keycode) ?? 0) };
  }

  #learn(keycode: number, row: readonly number[]): void {
    for (const [level, keysym] of row.slice(0, 2).entries()) {
      if (keysym !== 0 && !this.#layout.has(keysym)) this.#layout.set(keysym, { keycode, shift: level === 1 });
    }
  }

  #bind(keycode: number, keysym: number | undefined): void {
    if (keysym === undefined) return;
    const before = this.#spares.get(keycode);
    if (before !== undefined) this.#bound.delete(before);
    this.#pressed.delete(keycode);
    this.#spares.set(keycode, keysym);
    this.#bound.set(keysym, keycode);
  }

  #use(keysym: number): void {
    const keycode = this.#bound.get(keysym);
    if (keycode === undefined) return;
    this.#pressed.add(keycode);
    this.#spares.delete(keycode);
    this.#spares.set(keycode, keysym);
  }
}

function isSpare(keycode: number, row: readonly number[], modifierKeycodes: ReadonlySet<number>): boolean {
  if (keycode < firstSpareKeycode || modifierKeycodes.has(keycode)) return false;
  return row.every((keysym) => keysym === 0 || keysym >= vendorKeysyms);
}

/** Neighbouring keys change in one request: each request makes every application read the whole map again. */
function runsOf(keycodes: readonly number[], keysymOf: (keycode: number) => number): readonly Binding[] {
  const runs: { first: number; keysyms: number[] }[] = [];
  for (const keycode of [...keycodes].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.keysyms.length === keycode) last.keysyms.push(keysymOf(keycode));
    else runs.push({ first: keycode, keysyms: [keysymOf(keycode)] });
  }
  return runs;
}
