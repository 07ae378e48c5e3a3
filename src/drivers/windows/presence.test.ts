/** What Windows answers about a person, byte by byte, on a table of answers: Wine has no session that could be locked. */
import { expect, test } from '@playwright/test';
import type { PresenceChange } from '../../contracts/presence.ts';
import type { DisplayPower } from './display-power.ts';
import type { Win32 } from './native.ts';
import { LastInput, watchWindowsPresence } from './presence.ts';

/** Nobody has told anything of it at first. */
class ToldDisplay implements DisplayPower {
  isOff: boolean | undefined;
  isWatched = false;
  #onChange = (): void => {};

  readonly watch = async (onChange: () => void): Promise<DisplayPower> => {
    this.isWatched = true;
    this.#onChange = onChange;
    return this;
  };

  tell(isOff: boolean): void {
    this.isOff = isOff;
    this.#onChange();
  }

  async close(): Promise<void> {
    this.isWatched = false;
  }
}

/** A Windows in which everything is as a test says. */
class Machine {
  hasDesktop = true;
  /** Undefined: no session answers. */
  session: { readonly state: number; readonly flags: number } | undefined = { state: 0, flags: 1 };
  /** Since the start of Windows, sleep included. */
  ticks = 1000;
  sleptMs = 0;
  lastInput = 0;
  freed = 0;
  readonly display = new ToldDisplay();

  readonly win32 = {
    user32: {
      OpenInputDesktop: () => (this.hasDesktop ? 7 : 0),
      CloseDesktop: () => 1,
      GetLastInputInfo: (info: Buffer) => {
        if (info.readUInt32LE(0) !== 8) return 0;
        info.writeUInt32LE(this.lastInput >>> 0, 4);
        return 1;
      },
      GetCursorPos: (point: Buffer) => point.writeInt32LE(-5, point.writeInt32LE(12, 0)),
    },
    kernel32: {
      GetTickCount: () => this.ticks >>> 0,
      GetTickCount64: () => this.ticks,
      QueryUnbiasedInterruptTime: (time: Buffer) => {
        time.writeBigUInt64LE(BigInt(this.ticks - this.sleptMs) * 10_000n);
        return 1;
      },
    },
    wtsapi32: {
      WTSQuerySessionInformationW: (_: number, session: number, what: number, address: Buffer, length: Buffer) => {
        if (this.session === undefined || session !== 0xffffffff || what !== 25) return 0;
        address.writeBigUInt64LE(0xbeefn);
        length.writeUInt32LE(224);
        return 1;
      },
      WTSFreeMemory: () => {
        this.freed += 1;
      },
    },
    peek: (address: bigint, length: number) => {
      const { state = 0, flags = 0 } = this.session ?? {};
      const info = Buffer.alloc(length);
      if (address !== 0xbeefn) return info;
      // WTSINFOEXW: level, padding, session, state, flags
      info.writeInt32LE(1, 0);
      info.writeInt32LE(state, 12);
      info.writeInt32LE(flags, 16);
      return info;
    },
  } as unknown as Win32;
}

test('lock, user switch and sleep are told as they come', async () => {
  const machine = new Machine();
  const watch = await watchWindowsPresence(machine.win32, machine.display.watch);
  expect(watch.sources).toEqual(['the input desktop', 'the session (WTS)']);
  expect(watch.state).toEqual({ locked: false, asleep: false, away: false, displayOff: false });
  const changes: PresenceChange[] = [];
  watch.onChange((change) => changes.push(change));
  const told: PresenceChange[] = [];
  const becomes = async (change: Partial<Machine>, ...expected: readonly PresenceChange[]): Promise<void> => {
    Object.assign(machine, change);
    told.push(...expected);
    watch.wake();
    await expect.poll(() => changes, { timeout: 20_000 }).toEqual(told);
  };
  await becomes({ session: { state: 0, flags: 0 } }, 'locked');
  await becomes({ session: { state: 0, flags: 1 } }, 'unlocked');
  await becomes({ session: { state: 4, flags: 1 } }, 'left');
  await becomes({ session: { state: 0, flags: 1 }, hasDesktop: false }, 'locked', 'returned');
  await becomes({ hasDesktop: true }, 'unlocked');
  await becomes({ ticks: 61_000, sleptMs: 59_000 }, 'sleeps', 'awake');
  await watch.close();
  expect(machine.freed).toBeGreaterThan(0);
});

test('where no session answers the input desktop alone can tell', async () => {
  const machine = new Machine();
  machine.session = undefined;
  machine.hasDesktop = false;
  const watch = await watchWindowsPresence(machine.win32, machine.display.watch);
  expect(watch.sources).toEqual(['the input desktop']);
  expect(watch.state).toEqual({ locked: true, asleep: false, away: false, displayOff: false });
  await watch.close();
});

test('an input before the session is nobody, over the end of the counter too; one after it is a person', async () => {
  const machine = new Machine();
  machine.ticks = 0xffffff00;
  machine.lastInput = machine.ticks - 60_000;
  const last = new LastInput(machine.win32);
  expect(last.person()).toBeUndefined();
  // the counter begins anew: the last input was 60 s and 512 ms ago
  machine.ticks = 0x100000100;
  expect(last.person()).toBeUndefined();
  machine.lastInput = machine.ticks;
  await expect
    .poll(() => last.person()?.evidence)
    .toBe("an input that is none of this session's (GetLastInputInfo), the pointer at 12,-5");
});

test('a display that goes off is noticed when Windows tells, and is followed no longer than the watch', async () => {
  const machine = new Machine();
  const watch = await watchWindowsPresence(machine.win32, machine.display.watch);
  expect(watch.sources).toEqual(['the input desktop', 'the session (WTS)']);
  const changes: PresenceChange[] = [];
  watch.onChange((change) => changes.push(change));
  machine.display.tell(true);
  await expect.poll(() => changes).toEqual(['display-off']);
  expect(watch.sources).toContain('the display (power settings)');
  expect(watch.state).toEqual({ locked: false, asleep: false, away: false, displayOff: true });
  machine.display.tell(false);
  await expect.poll(() => changes).toEqual(['display-off', 'display-on']);
  await watch.close();
  expect(machine.display.isWatched).toBe(false);
});
