/** Loads the C functions of macOS through koffi; every pointer is an address, nothing is copied behind our back. */
import { CodexqaError } from '../../contracts/errors.ts';
import {
  type Accessibility,
  type Carbon,
  type Foundation,
  type Graphics,
  libraries,
  type Ref,
  type Security,
} from './prototypes.ts';

export interface Native {
  readonly ax: Accessibility;
  readonly cg: Graphics;
  readonly cf: Foundation;
  readonly security: Security;
  readonly carbon: Carbon;
  /** Address of a data symbol such as `kCFTypeArrayCallBacks`. */
  dataAddress(name: string): Ref;
  /** The pointer stored at a data symbol such as `kCFBooleanTrue`. */
  constant(name: string): Ref;
}

const types: Readonly<Record<string, string>> = {
  p: 'void *',
  i32: 'int32_t',
  u32: 'uint32_t',
  i64: 'int64_t',
  u64: 'uint64_t',
  u8: 'uint8_t',
  u16: 'uint16_t',
  bool: 'bool',
  f32: 'float',
  f64: 'double',
  void: 'void',
};

export interface NativeOptions {
  /** One library in place of all frameworks: the fake of the tests. */
  readonly library?: string;
}

/** @throws DRIVER_UNAVAILABLE away from macOS, or when a library does not load */
export async function loadNative(options: NativeOptions = {}): Promise<Native> {
  if (process.platform !== 'darwin' && options.library === undefined) {
    throw new CodexqaError('DRIVER_UNAVAILABLE', `the macOS driver needs macOS; this is ${process.platform}`, {
      fix: 'leave the driver out of the configuration: each platform has its own',
    });
  }
  const { default: koffi } = await import('koffi').catch((cause: unknown) => {
    throw new CodexqaError('DRIVER_UNAVAILABLE', 'koffi, which calls the macOS functions, did not load', {
      fix: 'install again without --omit=optional: npm install codexqa',
      cause,
    });
  });
  const point = koffi.struct({ x: 'double', y: 'double' });
  const size = koffi.struct({ width: 'double', height: 'double' });
  const rect = koffi.struct({ origin: point, size });
  const range = koffi.struct({ location: 'int64_t', length: 'int64_t' });
  const typeOf = (name: string) => ({ CGPoint: point, CGRect: rect, CFRange: range })[name] ?? types[name] ?? name;
  const bind = ({ path, functions }: (typeof libraries)[keyof typeof libraries]): Record<string, unknown> => {
    const library = koffi.load(options.library ?? path);
    return Object.fromEntries(
      Object.entries(functions).map(([name, signature]) => {
        const [, result = '', args = ''] = /^(\w+)\((.*)\)$/.exec(signature) ?? [];
        return [name, library.func(name, typeOf(result), args.split(' ').filter(Boolean).map(typeOf))];
      }),
    );
  };
  const symbols = koffi.load(options.library ?? libraries.foundation.path);
  const addressOf = (name: string): bigint => koffi.address(symbols.symbol(name));
  return {
    ax: bind(libraries.accessibility) as unknown as Accessibility,
    cg: bind(libraries.graphics) as unknown as Graphics,
    cf: bind(libraries.foundation) as unknown as Foundation,
    security: bind(libraries.security) as unknown as Security,
    carbon: bind(libraries.carbon) as unknown as Carbon,
    dataAddress: addressOf,
    constant: (name) => Buffer.from(koffi.view(addressOf(name), 8)).readBigUInt64LE(),
  };
}
