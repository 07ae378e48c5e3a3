/** The Windows driver: foreground only, one run at a time (S12, S15, S18). */
import {
  type Capability,
  capabilities,
  type DesktopDriver,
  type DriverSession,
  type Probe,
  type SessionOptions,
} from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { PresenceWatch } from '../../contracts/presence.ts';
import { NutJs } from '../../support/nut-js.ts';
import { ownModule } from '../../support/own-file.ts';
import { Controls } from './control.ts';
import { Descent } from './descent.ts';
import { ForegroundLease, type LeaseOptions } from './lease.ts';
import { type Hwnd, loadWin32, type Win32 } from './native.ts';
import { watchWindowsPresence } from './presence.ts';
import { probeUia, probeWindows } from './probe.ts';
import type { ElementProvider } from './provider.ts';
import { type SessionParts, WindowsSession } from './session.ts';
import { UiaProvider } from './uia/uia-provider.ts';
import { Win32Provider } from './win32-provider.ts';

export interface WindowsDriverOptions {
  /** What happens when another run uses the visible desktop; waits and says so by default. */
  readonly lease?: Partial<LeaseOptions>;
  /** Who knows the elements: window handles (`win32`, the default) or UI Automation. */
  readonly elements?: ElementProvider['name'];
}

const missing: ReadonlySet<Capability> = new Set(['lane:background', 'parallel', 'damage']);
/** How long a window may take to answer the watch. */
const glanceMs = 250;
/** UI Automation asks the application for a whole window at once. */
const uiaPatienceMs = 10_000;
const uiaGlanceMs = 2000;
const perMonitorAware = -4; // DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2

export function createWindowsDriver(options: WindowsDriverOptions = {}): DesktopDriver {
  const able = new Set(capabilities.filter((capability) => !missing.has(capability)));
  const lease: LeaseOptions = { wait: true, notify: (line) => console.error(line), ...options.lease };
  let opened = 0;
  return {
    platform: 'windows',
    capabilities: able,
    trial: {
      command: {
        name: 'form',
        command: process.execPath,
        args: [ownModule('src/drivers/windows/trial/trial-window')],
        env: {},
      },
      field: 'Name',
      isForm: false,
      whyMissing: () => undefined,
    },
    async probe(): Promise<readonly Probe[]> {
      return [...probeWindows(await prepared()), await probeUia()];
    },
    async presence(): Promise<PresenceWatch> {
      return watchWindowsPresence(await prepared());
    },
    async open(session: SessionOptions): Promise<DriverSession> {
      if (session.lane === 'background') {
        throw new CodexqaError(
          'CAPABILITY_MISSING',
          'Windows has no background lane: the application under test must be in the foreground and visible',
          { fix: "use lane: 'foreground', with one worker" },
        );
      }
      const win32 = await prepared();
      const held = await ForegroundLease.take(win32, lease);
      opened += 1;
      try {
        const nut = session.pointer === undefined ? undefined : await NutJs.load();
        return new WindowsSession({
          nut,
          id: `windows-${process.pid}-${opened}`,
          win32,
          ...providers(win32, options.elements ?? 'win32'),
          lease: held,
          options: session,
          capabilities: able,
        });
      } catch (error) {
        held.release();
        throw error;
      }
    },
  };
}

function providers(win32: Win32, elements: ElementProvider['name']): Pick<SessionParts, 'provider' | 'watcher'> {
  const controls = new Controls(win32);
  switch (elements) {
    case 'win32': {
      const familiar = { controls, descent: new Descent(win32) };
      return { provider: new Win32Provider(win32, familiar), watcher: new Win32Provider(win32, familiar, glanceMs) };
    }
    case 'uia': {
      const rootWindow = (hwnd: Hwnd) => (controls.alive(hwnd) ? controls.root(hwnd) : undefined);
      const uia = (answerWithinMs: number) => new UiaProvider({ answerWithinMs, rootWindow });
      return { provider: uia(uiaPatienceMs), watcher: uia(uiaGlanceMs) };
    }
  }
}

/** Awareness first: without it Windows lies about every coordinate on a scaled screen. */
async function prepared(): Promise<Win32> {
  const win32 = await loadWin32();
  win32.user32.SetProcessDpiAwarenessContext(perMonitorAware);
  return win32;
}
