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

export function pointerIn(bytes: Buffer): Ref {
  const address = bytes.readBigUInt64LE();
  return address === 0n ? null : address;
}

function upToNull(bytes: Buffer): string {
  return bytes.toString('utf8', 0, bytes.indexOf(0));
}

export class CoreFoundation {
  readonly #native: Native;
  readonly #names = new Map<string, Ref>();
  readonly #short = Buffer.alloc(512);
  readonly #types: Readonly<
    Record<'string' | 'array' | 'number' | 'boolean' | 'url' | 'attributed' | 'value' | 'element', number>
  >;

  constructor(native: Native) {
    const { cf, ax } = native;
    this.#native = native;
    this.#types = {
      string: cf.CFStringGetTypeID(),
      array: cf.CFArrayGetTypeID(),
      number: cf.CFNumberGetTypeID(),
      boolean: cf.CFBooleanGetTypeID(),
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
    if (typeof value === 'boolean')
      return { ref: this.#native.constant(value ? 'kCFBooleanTrue' : 'kCFBooleanFalse'), owned: false };
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

  /** Borrowed items: they live as long as the array. */
  items(array: Ref): readonly Ref[] {
    const { cf } = this.#native;
    return Array.from({ length: cf.CFArrayGetCount(array) }, (_, at) => cf.CFArrayGetValueAtIndex(array, at));
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
    const { cf } = this.#native;
    switch (cf.CFGetTypeID(ref)) {
      case this.#types.string:
        return this.string(ref);
      case this.#types.number:
        return this.number(ref);
      case this.#types.boolean:
        return cf.CFBooleanGetValue(ref) !== 0;
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
    const bytes = Buffer.alloc(8);
    this.#native.cf.CFNumberGetValue(ref, doubleType, bytes);
    return bytes.readDoubleLE();
  }

  #geometry(ref: Ref): AxValue | undefined {
    const { ax } = this.#native;
    const kind = ax.AXValueGetType(ref);
    const bytes = Buffer.alloc(32);
    if (kind !== pointType && kind !== sizeType) return undefined;
    ax.AXValueGetValue(ref, kind, bytes);
    const [a, b] = [bytes.readDoubleLE(0), bytes.readDoubleLE(8)];
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
