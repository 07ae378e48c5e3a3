/**
 * Whether the display shows anything. Windows tells that to who wants to be told, and answers nobody who asks (powersetting.h). It calls from a thread
 * of its own: koffi hands the call to this thread and lets that one wait. So nothing here may wait for Windows meanwhile; both functions are called `async`.
 */
import { promisify } from 'node:util';
import type { KoffiFunc, LibraryHandle } from 'koffi';
import { guid } from './structs.ts';

export interface DisplayPower {
  /** Undefined: Windows has not told. */
  readonly isOff: boolean | undefined;
  close(): Promise<void>;
}

/** What is told of this session is nearer than what is told of the console: with a remote desktop that is another display. */
const settings = [
  '2b84c20e-ad23-4ddf-93db-05ffbd7efca5', // GUID_SESSION_DISPLAY_STATUS
  '6fe69556-704a-47a0-8f24-c28d936fda47', // GUID_CONSOLE_DISPLAY_STATE
] as const;
const off = 0;

const asCallback = 2; // DEVICE_NOTIFY_CALLBACK
const settingChange = 0x8013; // PBT_POWERSETTINGCHANGE
/** POWERBROADCAST_SETTING: a GUID, the length of the data, the data. */
const broadcast = { data: 20, size: 24 } as const;

/** Never fails: where Windows does not take the wish, nobody knows. `onChange`: told otherwise than before. */
export async function watchDisplayPower(onChange: () => void, library = 'powrprof.dll'): Promise<DisplayPower> {
  const { default: koffi } = await import('koffi');
  const told = new Map<string, number>();
  const isOff = (): boolean | undefined => {
    const [value] = settings.flatMap((setting) => told.get(setting) ?? []);
    return value === undefined ? undefined : value === off;
  };
  const routine = koffi.pointer(koffi.proto('__stdcall', 'uint32_t', ['void *', 'uint32_t', 'void *']));
  const registrations: Registration[] = [];
  const powrprof = Powrprof.load(() => koffi.load(library));
  for (const setting of powrprof === undefined ? [] : settings) {
    const note = (_context: unknown, type: number, news: bigint | null): number => {
      if (type !== settingChange || news === null) return 0;
      const before = isOff();
      told.set(setting, Buffer.from(koffi.view(news, broadcast.size)).readUInt32LE(broadcast.data));
      if (isOff() !== before) onChange();
      return 0;
    };
    // never given back: Windows does not promise that no call is on its way once it has been told to stop
    const registration = await powrprof?.register(setting, koffi.register(note, routine));
    if (registration !== undefined) registrations.push(registration);
  }
  return {
    get isOff() {
      return isOff();
    },
    async close() {
      for (const registration of registrations.splice(0)) await powrprof?.unregister(registration);
    },
  };
}

interface Registration {
  readonly handle: bigint;
  /** DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS; nothing says that Windows copies it. */
  readonly recipient: Buffer;
}

class Powrprof {
  readonly #register: (setting: Buffer, flags: number, recipient: Buffer, handle: Buffer) => Promise<number>;
  readonly #unregister: (handle: bigint) => Promise<number>;

  private constructor(library: LibraryHandle) {
    const register = ['void *', 'uint32_t', 'void *', 'void *'];
    this.#register = inItsTime(library.func('__stdcall', 'PowerSettingRegisterNotification', 'uint32_t', register));
    this.#unregister = inItsTime(
      library.func('__stdcall', 'PowerSettingUnregisterNotification', 'uint32_t', ['uintptr_t']),
    );
  }

  /** Undefined where the library or its functions are missing. */
  static load(library: () => LibraryHandle): Powrprof | undefined {
    try {
      return new Powrprof(library());
    } catch {
      return undefined;
    }
  }

  async register(setting: string, routine: bigint): Promise<Registration | undefined> {
    const [recipient, handle] = [Buffer.alloc(16), Buffer.alloc(8)];
    recipient.writeBigUInt64LE(routine);
    const status = await this.#register(guid(setting), asCallback, recipient, handle);
    return status === 0 ? { handle: handle.readBigUInt64LE(), recipient } : undefined;
  }

  /** Waits for the call under way, which waits for this thread. */
  async unregister({ handle }: Registration): Promise<void> {
    await this.#unregister(handle);
  }
}

function inItsTime<Arguments extends readonly unknown[]>(
  func: KoffiFunc<(...args: Arguments) => number>,
): (...args: Arguments) => Promise<number> {
  return promisify(func.async) as (...args: Arguments) => Promise<number>;
}
