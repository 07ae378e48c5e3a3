/** A person at Windows: their lock and user switch as the session tells them, and whose the last input was. */
import type { PersonInput } from '../../contracts/presence.ts';
import { InputLedger } from '../../support/input-ledger.ts';
import { type Glimpse, PolledPresence } from '../../support/polled-presence.ts';
import { watchDisplayPower } from './display-power.ts';
import type { Win32 } from './native.ts';

/** A locked screen, and a secure prompt, have another input desktop, which no program may open. */
export function isInputDesktopOpen({ user32 }: Win32): boolean {
  const readObjects = 1;
  const desktop = user32.OpenInputDesktop(0, 0, readObjects);
  if (desktop !== 0) user32.CloseDesktop(desktop);
  return desktop !== 0;
}

const currentSession = 0xffffffff; // WTS_CURRENT_SESSION
const sessionInfoEx = 25; // WTSSessionInfoEx
/** Of WTSINFOEXW, level 1. */
const place = { state: 12, flags: 16, size: 20 } as const;
const active = 0; // WTSActive
const lockFlag = 0; // WTS_SESSIONSTATE_LOCK since Windows 8
/** The clocks with and without the time of sleep waver by some ms. */
const shortestSleepMs = 2000;

/** Windows tells programs without a window little: it is asked, about all but the power of the display. */
export async function watchWindowsPresence(
  win32: Win32,
  watchDisplay: typeof watchDisplayPower = watchDisplayPower,
): Promise<PolledPresence> {
  const sleeps = new SleepCount(win32);
  const hasSession = sessionOf(win32) !== undefined;
  let presence: PolledPresence | undefined;
  const display = await watchDisplay(() => presence?.wake());
  presence = await PolledPresence.begin({
    get sources() {
      return [
        'the input desktop',
        ...(hasSession ? ['the session (WTS)'] : []),
        ...(display.isOff === undefined ? [] : ['the display (power settings)']),
      ];
    },
    async look(): Promise<Glimpse> {
      const session = sessionOf(win32);
      return {
        locked: !isInputDesktopOpen(win32) || session?.flags === lockFlag,
        away: session !== undefined && session.state !== active,
        displayOff: display.isOff === true,
        lastWake: sleeps.seen(),
      };
    },
    close: () => display.close(),
  });
  return presence;
}

/** Undefined where nobody answers: Wine, or a service. */
function sessionOf({ wtsapi32, peek }: Win32): { readonly state: number; readonly flags: number } | undefined {
  const [address, length] = [Buffer.alloc(8), Buffer.alloc(4)];
  if (wtsapi32.WTSQuerySessionInformationW(0, currentSession, sessionInfoEx, address, length) === 0) return undefined;
  const at = address.readBigUInt64LE();
  try {
    if (length.readUInt32LE() < place.size) return undefined;
    const info = peek(at, place.size);
    return { state: info.readInt32LE(place.state), flags: info.readInt32LE(place.flags) };
  } finally {
    wtsapi32.WTSFreeMemory(at);
  }
}

/** Sleep is what one clock counts and the other does not. */
class SleepCount {
  readonly #win32: Win32;
  #sleptMs: number;
  #count = 0;

  constructor(win32: Win32) {
    this.#win32 = win32;
    this.#sleptMs = this.#ask();
  }

  seen(): string {
    const sleptMs = this.#ask();
    if (sleptMs - this.#sleptMs > shortestSleepMs) this.#count += 1;
    this.#sleptMs = sleptMs;
    return String(this.#count);
  }

  #ask(): number {
    const { kernel32 } = this.#win32;
    const awake = Buffer.alloc(8);
    kernel32.QueryUnbiasedInterruptTime(awake);
    return Number(kernel32.GetTickCount64()) - Number(awake.readBigUInt64LE() / 10_000n);
  }
}

/** Whose the last input was: Windows counts all alike, the books say which were ours. */
export class LastInput {
  readonly #win32: Win32;
  readonly #ledger = new InputLedger();

  constructor(win32: Win32) {
    this.#win32 = win32;
  }

  /** Before each input of ours, which would hide a person's. */
  look(): void {
    const { user32, kernel32 } = this.#win32;
    const info = Buffer.alloc(8);
    info.writeUInt32LE(info.length, 0);
    const askedAt = performance.now();
    if (user32.GetLastInputInfo(info) === 0) return;
    // both count the same ms since the start of Windows, and begin anew after 49 days
    this.#ledger.see((kernel32.GetTickCount() - info.readUInt32LE(4)) >>> 0, askedAt);
  }

  /** After each input of ours. */
  sent(): void {
    this.#ledger.sent();
  }

  person(): PersonInput | undefined {
    this.look();
    const at = this.#ledger.personAt;
    if (at === undefined) return undefined;
    const point = Buffer.alloc(8);
    this.#win32.user32.GetCursorPos(point);
    const pointer = `${point.readInt32LE(0)},${point.readInt32LE(4)}`;
    return { at, evidence: `an input that is none of this session's (GetLastInputInfo), the pointer at ${pointer}` };
  }
}
