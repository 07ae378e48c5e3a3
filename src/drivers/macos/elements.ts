/** Keeps accessibility elements alive by number: the same element has the same number, and each is released once. */
import type { Handle } from './backend.ts';
import type { Native } from './native.ts';
import type { Ref } from './prototypes.ts';

interface Kept {
  readonly ref: Ref;
  readonly pid: number;
}

export class Elements {
  readonly #native: Native;
  readonly #kept = new Map<Handle, Kept>();
  readonly #byHash = new Map<number, Handle[]>();
  /** Which element was met after which: trees are walked in one order, and most stay as they were. */
  readonly #after = new Map<Handle, Handle>();
  #last: Handle = 0;
  #next = 1;

  constructor(native: Native) {
    this.#native = native;
  }

  /** Borrows `ref` and keeps it for as long as its process is looked at. */
  handleOf(ref: Ref, pid: number): Handle {
    const guess = this.#after.get(this.#last);
    if (guess !== undefined && this.#is(guess, ref)) {
      this.#last = guess;
      return guess;
    }
    const handle = this.#find(ref, pid);
    this.#after.set(this.#last, handle);
    this.#last = handle;
    return handle;
  }

  #is(handle: Handle, ref: Ref): boolean {
    const kept = this.refOf(handle);
    return kept !== null && this.#native.cf.CFEqual(kept, ref) !== 0;
  }

  #find(ref: Ref, pid: number): Handle {
    const { cf } = this.#native;
    const hash = cf.CFHash(ref);
    const alike = this.#byHash.get(hash) ?? [];
    const known = alike.find((handle) => this.#is(handle, ref));
    if (known !== undefined) return known;
    const handle = this.#next++;
    this.#kept.set(handle, { ref: cf.CFRetain(ref), pid });
    this.#byHash.set(hash, [...alike, handle]);
    return handle;
  }

  refOf(handle: Handle): Ref {
    return this.#kept.get(handle)?.ref ?? null;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** Lets go of what is not in `living` any more: an element that has left the tree is never asked again. */
  keepOnly(pid: number, living: ReadonlySet<Handle>): void {
    for (const [handle, kept] of this.#kept) if (kept.pid === pid && !living.has(handle)) this.#drop(handle, kept);
  }

  close(): void {
    for (const [handle, kept] of this.#kept) this.#drop(handle, kept);
  }

  #drop(handle: Handle, { ref }: Kept): void {
    const { cf } = this.#native;
    const hash = cf.CFHash(ref);
    const left = (this.#byHash.get(hash) ?? []).filter((each) => each !== handle);
    if (left.length === 0) this.#byHash.delete(hash);
    else this.#byHash.set(hash, left);
    this.#kept.delete(handle);
    this.#after.delete(handle);
    cf.CFRelease(ref);
  }
}
