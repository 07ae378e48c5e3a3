/** COM through koffi: methods by their place in an interface, values out of VARIANTs, every reference counted by its holder. */
import type { TypeObject } from 'koffi';
import { CodexqaError } from '../../../contracts/errors.ts';
import { guid } from '../structs.ts';
import { classId, type InterfaceName, interfaceId, interfaces, type Method } from './vtables.ts';

/** The address of a COM object that we hold one reference of. */
export type Ref = bigint;

export type Value = string | number | boolean | readonly number[];

interface Ole {
  CoInitializeEx(reserved: null, model: number): number;
  CoCreateInstance(classId: Buffer, outer: null, context: number, interfaceId: Buffer, made: Buffer): number;
  CoUninitialize(): void;
  SysAllocStringLen(text: Buffer, length: number): bigint;
  SysFreeString(text: bigint): void;
  VariantClear(variant: Buffer): number;
}

const signatures: Readonly<Record<keyof Ole, readonly [library: 'ole32' | 'oleaut32', result: string, args: string]>> =
  {
    CoInitializeEx: ['ole32', 'int32_t', 'pi'],
    CoCreateInstance: ['ole32', 'int32_t', 'ppipp'],
    CoUninitialize: ['ole32', 'void', ''],
    SysAllocStringLen: ['oleaut32', 'h', 'pi'],
    SysFreeString: ['oleaut32', 'void', 'h'],
    VariantClear: ['oleaut32', 'int32_t', 'p'],
  };

const types: Readonly<Record<string, string>> = { p: 'void *', o: 'void *', h: 'uint64_t', i: 'int32_t', d: 'double' };

const multithreaded = 0;
const inProcess = 1; // CLSCTX_INPROC_SERVER
const modelChanged = 0x80010106 | 0; // RPC_E_CHANGED_MODE: this thread has COM already

/** Kinds of VARIANT that UI Automation answers with. */
const vt = { i4: 3, r8: 5, bstr: 8, bool: 11, array: 0x2000 } as const;
const variantSize = 24;

/** By their arguments, once in a process: koffi keeps the names of types. */
const prototypes = new Map<string, unknown>();

export interface ComOptions {
  /** One library in place of ole32 and oleaut32: the double of the tests. */
  readonly library?: string;
}

export class Com {
  readonly #ole: Ole;
  readonly #view: (address: bigint, length: number) => Buffer;
  readonly #callAt: (address: bigint, method: Method, self: Ref, args: readonly unknown[]) => number;
  readonly #out = Buffer.alloc(8);
  readonly #variant = Buffer.alloc(variantSize);

  private constructor(
    ole: Ole,
    view: (address: bigint, length: number) => Buffer,
    callAt: (address: bigint, method: Method, self: Ref, args: readonly unknown[]) => number,
  ) {
    this.#ole = ole;
    this.#view = view;
    this.#callAt = callAt;
  }

  /** @throws DRIVER_UNAVAILABLE away from Windows, or when the function library does not load */
  static async load({ library }: ComOptions = {}): Promise<Com> {
    if (process.platform !== 'win32' && library === undefined) {
      throw new CodexqaError('DRIVER_UNAVAILABLE', `UI Automation needs Windows; this is ${process.platform}`, {
        fix: "use driver: 'auto'",
      });
    }
    const { default: koffi } = await import('koffi').catch((cause: unknown) => {
      throw new CodexqaError('DRIVER_UNAVAILABLE', 'koffi, which calls the Windows functions, did not load', {
        fix: 'install again without --omit=optional: npm install codexqa',
        cause,
      });
    });
    const typesOf = (letters: string) => [...letters].map((letter) => types[letter] ?? letter);
    const ole = Object.fromEntries(
      Object.entries(signatures).map(([name, [from, result, args]]) => [
        name,
        koffi.load(library ?? `${from}.dll`).func('__stdcall', name, types[result] ?? result, typesOf(args)),
      ]),
    ) as unknown as Ole;
    const prototype = (args: string): unknown => {
      const known = prototypes.get(args);
      if (known !== undefined) return known;
      const made = koffi.proto('__stdcall', `CodexqaMethod_${args}`, 'int32_t', ['uint64_t', ...typesOf(args)]);
      prototypes.set(args, made);
      return made;
    };
    return new Com(
      ole,
      (address, length) => Buffer.from(koffi.view(address, length)),
      (address, { args: letters }, self, args) =>
        koffi.call(address, prototype(letters) as TypeObject, self, ...args) as number,
    );
  }

  /** The one object that everything begins with. @throws DRIVER_UNAVAILABLE */
  automation(): Ref {
    const started = this.#ole.CoInitializeEx(null, multithreaded);
    if (started < 0 && started !== modelChanged) throw unavailable('COM does not start', started);
    const made = this.#ole.CoCreateInstance(guid(classId), null, inProcess, guid(interfaceId), this.#out);
    if (made < 0) throw unavailable('this Windows has no UI Automation', made);
    return this.#out.readBigUInt64LE();
  }

  /** The HRESULT; negative when it failed. */
  call<Name extends InterfaceName>(
    self: Ref,
    name: Name,
    method: keyof (typeof interfaces)[Name] & string,
    ...args: readonly unknown[]
  ): number {
    const described = (interfaces[name] as Readonly<Record<string, Method>>)[method];
    if (described === undefined) throw new TypeError(`${name} has no ${method}`);
    const table = this.#pointerAt(self);
    return this.#callAt(this.#pointerAt(table + BigInt(described.slot * 8)), described, self, args);
  }

  /** Calls a method whose last argument receives an object; undefined when it failed or gave none. */
  object<Name extends InterfaceName>(
    self: Ref,
    name: Name,
    method: keyof (typeof interfaces)[Name] & string,
    ...args: readonly unknown[]
  ): { readonly ref: Ref } | { readonly failed: number } {
    this.#out.fill(0);
    const answer = this.call(self, name, method, ...args, this.#out);
    const ref = this.#out.readBigUInt64LE();
    return answer >= 0 && ref !== 0n ? { ref } : { failed: answer };
  }

  /** Calls a method whose last argument receives a 32-bit number. */
  number<Name extends InterfaceName>(
    self: Ref,
    name: Name,
    method: keyof (typeof interfaces)[Name] & string,
  ): number | undefined {
    this.#out.fill(0);
    return this.call(self, name, method, this.#out) < 0 ? undefined : this.#out.readInt32LE();
  }

  /** Calls a method whose last argument receives a text that is ours to free. */
  text<Name extends InterfaceName>(
    self: Ref,
    name: Name,
    method: keyof (typeof interfaces)[Name] & string,
    ...args: readonly unknown[]
  ): string | undefined {
    const made = this.object(self, name, method, ...args);
    if ('failed' in made) return undefined;
    const text = this.#textAt(made.ref);
    this.#ole.SysFreeString(made.ref);
    return text;
  }

  /** A cached property; undefined where the element has none. */
  property(element: Ref, id: number): Value | undefined {
    const variant = this.#variant.fill(0);
    const ignoreDefault = 1;
    if (this.call(element, 'IUIAutomationElement', 'GetCachedPropertyValueEx', id, ignoreDefault, variant) < 0)
      return undefined;
    const value = this.#valueOf(variant);
    this.#ole.VariantClear(variant);
    return value;
  }

  #valueOf(variant: Buffer): Value | undefined {
    const kind = variant.readUInt16LE();
    switch (kind) {
      case vt.i4:
        return variant.readInt32LE(8);
      case vt.r8:
        return variant.readDoubleLE(8);
      case vt.bool:
        return variant.readInt16LE(8) !== 0;
      case vt.bstr:
        return this.#textAt(variant.readBigUInt64LE(8));
      case vt.array | vt.i4:
      case vt.array | vt.r8:
        return this.#numbersIn(variant.readBigUInt64LE(8), kind === (vt.array | vt.r8));
      default:
        return undefined; // empty, or the object that means "not supported"
    }
  }

  /** A one-dimensional SAFEARRAY: its data lies at 16, the number of elements at 24. */
  #numbersIn(array: bigint, floats: boolean): readonly number[] {
    const head = this.#view(array, 32);
    const count = head.readUInt32LE(24);
    if (count === 0) return [];
    const size = floats ? 8 : 4;
    const data = this.#view(head.readBigUInt64LE(16), count * size);
    return Array.from({ length: count }, (_, at) => (floats ? data.readDoubleLE(at * 8) : data.readInt32LE(at * 4)));
  }

  /** A BSTR knows its length in bytes, right before it; a null one is the empty text. */
  #textAt(bstr: bigint): string {
    if (bstr === 0n) return '';
    const length = this.#view(bstr - 4n, 4).readUInt32LE();
    return length === 0 ? '' : this.#view(bstr, length).toString('utf16le');
  }

  /** A BSTR for the time of `use`. */
  withText<T>(text: string, use: (bstr: bigint) => T): T {
    const bstr = BigInt(this.#ole.SysAllocStringLen(Buffer.from(`${text}\0`, 'utf16le'), text.length));
    try {
      return use(bstr);
    } finally {
      this.#ole.SysFreeString(bstr);
    }
  }

  release(ref: Ref): void {
    this.call(ref, 'IUnknown', 'Release');
  }

  close(): void {
    this.#ole.CoUninitialize();
  }

  #pointerAt(address: bigint): bigint {
    return this.#view(address, 8).readBigUInt64LE();
  }
}

function unavailable(what: string, answer: number): CodexqaError {
  const code = `0x${(answer >>> 0).toString(16)}`;
  return new CodexqaError('DRIVER_UNAVAILABLE', `${what} (${code})`, {
    fix: "use driver: 'auto', which reads windows by their handles",
  });
}
