/** Core Foundation values as JavaScript ones. "Create" and "Copy" functions give an object away: each is released here once. */
import type { AxValue } from './backend.ts';
import type { Native } from './native.ts';
import type { Ref } from './prototypes.ts';

const utf8 = 0x08000100; // kCFStringEncodingUTF8
const doubleType = 13; // kCFNumberDoubleType
const pointType = 1;
const sizeType = 2;

/** Room for one pointer that a C function fills in. */
export function slot(): Buffer {
  return Buffer.alloc(8);
}

export function pointerIn(bytes: Buffer, at = 0): Ref {
  const address = bytes.readBigUInt64LE(at * 8);
  return address === 0n ? null : address;
}

function upToNull(bytes: Buffer): string {
  return bytes.toString('utf8', 0, bytes.indexOf(0));
}

export class CoreFoundation {
  readonly #native: Native;
  readonly #names = new Map<string, Ref>();
  readonly #short = Buffer.alloc(512);
  readonly #numbers = Buffer.alloc(32);
  #borrowed = Buffer.alloc(64 * 8);
  readonly #true: Ref;
  readonly #false: Ref;
  readonly #types: Readonly<Record<'string' | 'array' | 'number' | 'url' | 'attributed' | 'value' | 'element', number>>;

  constructor(native: Native) {
    const { cf, ax } = native;
    this.#native = native;
    this.#true = native.constant('kCFBooleanTrue');
    this.#false = native.constant('kCFBooleanFalse');
    this.#types = {
      string: cf.CFStringGetTypeID(),
      array: cf.CFArrayGetTypeID(),
      number: cf.CFNumberGetTypeID(),
      url: cf.CFURLGetTypeID(),
      attributed: cf.CFAttributedStringGetTypeID(),
      value: ax.AXValueGetTypeID(),
      element: ax.AXUIElementGetTypeID(),
    };
  }

  /** A string to be released by the caller. */
  createString(text: string): Ref {
    return this.#native.cf.CFStringCreateWithCString(null, Buffer.from(`${text}\0`), utf8);
  }

  /** Names of attributes and actions: made once, kept for the life of the process. */
  name(text: string): Ref {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const made = this.createString(text);
    this.#names.set(text, made);
    return made;
  }

  createNumber(value: number): Ref {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return this.#native.cf.CFNumberCreate(null, doubleType, bytes);
  }

  /** Objects to be released by the caller, except the two booleans, which are constants. */
  createValue(value: AxValue): { readonly ref: Ref; readonly owned: boolean } {
    if (typeof value === 'string') return { ref: this.createString(value), owned: true };
    if (typeof value === 'number') return { ref: this.createNumber(value), owned: true };
    if (typeof value === 'boolean') return { ref: value ? this.#true : this.#false, owned: false };
    if (value === null || value.kind === 'element' || value.kind === 'other') return { ref: null, owned: false };
    const bytes = Buffer.alloc(16);
    bytes.writeDoubleLE(value.kind === 'point' ? value.x : value.width, 0);
    bytes.writeDoubleLE(value.kind === 'point' ? value.y : value.height, 8);
    return { ref: this.#native.ax.AXValueCreate(value.kind === 'point' ? pointType : sizeType, bytes), owned: true };
  }

  /** An array to be released by the caller; it retains its items. */
  createArray(items: readonly Ref[]): Ref {
    const bytes = Buffer.alloc(items.length * 8);
    items.forEach((item, at) => void bytes.writeBigUInt64LE(item ?? 0n, at * 8));
    return this.#native.cf.CFArrayCreate(null, bytes, items.length, this.#native.dataAddress('kCFTypeArrayCallBacks'));
  }

  release(ref: Ref): void {
    if (ref !== null) this.#native.cf.CFRelease(ref);
  }

  /** Uses an object that was given away and releases it, whatever happens. */
  using<T>(ref: Ref, work: (ref: Ref) => T): T {
    try {
      return work(ref);
    } finally {
      this.release(ref);
    }
  }

  string(ref: Ref): string {
    const { cf } = this.#native;
    // most are short: asking for their length first would be two calls more for each
    if (cf.CFStringGetCString(ref, this.#short, this.#short.length, utf8) !== 0) return upToNull(this.#short);
    const bytes = Buffer.alloc(cf.CFStringGetMaximumSizeForEncoding(cf.CFStringGetLength(ref), utf8) + 1);
    return cf.CFStringGetCString(ref, bytes, bytes.length, utf8) === 0 ? '' : upToNull(bytes);
  }

  /** Borrowed items, in one call: they live as long as the array. */
  items(array: Ref): readonly Ref[] {
    const { cf } = this.#native;
    const length = cf.CFArrayGetCount(array);
    if (this.#borrowed.length < length * 8) this.#borrowed = Buffer.alloc(length * 16);
    cf.CFArrayGetValues(array, { location: 0, length }, this.#borrowed);
    return Array.from({ length }, (_, at) => pointerIn(this.#borrowed, at));
  }

  isArray(ref: Ref): boolean {
    return ref !== null && this.#native.cf.CFGetTypeID(ref) === this.#types.array;
  }

  isElement(ref: Ref): boolean {
    return ref !== null && this.#native.cf.CFGetTypeID(ref) === this.#types.element;
  }

  /** Undefined for what an element does not have: those slots hold an error in place of a value. */
  value(ref: Ref, handleOf: (element: Ref) => number): AxValue | undefined {
    if (ref === null) return undefined;
    // there are only these two booleans
    if (ref === this.#true) return true;
    if (ref === this.#false) return false;
    const { cf } = this.#native;
    switch (cf.CFGetTypeID(ref)) {
      case this.#types.string:
        return this.string(ref);
      case this.#types.number:
        return this.number(ref);
      case this.#types.attributed:
        return this.string(cf.CFAttributedStringGetString(ref));
      case this.#types.url:
        return this.string(cf.CFURLGetString(ref));
      case this.#types.value:
        return this.#geometry(ref);
      case this.#types.element:
        return { kind: 'element', handle: handleOf(ref) };
      default:
        return undefined;
    }
  }

  number(ref: Ref): number {
    this.#native.cf.CFNumberGetValue(ref, doubleType, this.#numbers);
    return this.#numbers.readDoubleLE();
  }

  #geometry(ref: Ref): AxValue | undefined {
    const { ax } = this.#native;
    const kind = ax.AXValueGetType(ref);
    if (kind !== pointType && kind !== sizeType) return undefined;
    ax.AXValueGetValue(ref, kind, this.#numbers);
    const a = this.#numbers.readDoubleLE(0);
    const b = this.#numbers.readDoubleLE(8);
    return kind === pointType ? { kind: 'point', x: a, y: b } : { kind: 'size', width: a, height: b };
  }

  /** A number, string or boolean of a dictionary; undefined when it has no such key. */
  field(dictionary: Ref, key: string): AxValue | undefined {
    const found = this.#native.cf.CFDictionaryGetValue(dictionary, this.name(key));
    return this.value(found, () => 0);
  }

  dictionary(dictionary: Ref, key: string): Ref {
    return this.#native.cf.CFDictionaryGetValue(dictionary, this.name(key));
  }
}
