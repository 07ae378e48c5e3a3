/** The Linux driver: private background sessions, a spare one prewarmed on request. */
import type { DesktopDriver, DriverSession, Probe, SessionOptions } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { PresenceWatch } from '../../contracts/presence.ts';
import { linuxCapabilities } from './linux-capabilities.ts';
import { LinuxSession } from './linux-session.ts';
import { probeLinux } from './probe.ts';
import { sweepDeadSessions } from './session/reaper.ts';

export { linuxPackages } from './apps/programs.ts';

export interface LinuxDriver extends DesktopDriver {
  /**
   * Starts a spare session in the background; the next `open` with the same options takes it. A spare that fails to
   * start is forgotten: `open` then starts its own and tells the reason.
   */
  prewarm(options: SessionOptions): void;
  /** Ends a spare that nobody took. Without it the spare ends with the process. */
  dispose(): Promise<void>;
}

export function createLinuxDriver(): LinuxDriver {
  return new LinuxDesktopDriver();
}

interface Spare {
  readonly key: string;
  readonly session: Promise<LinuxSession | undefined>;
}

class LinuxDesktopDriver implements LinuxDriver {
  readonly platform = 'linux';
  readonly capabilities = linuxCapabilities;
  #spare: Spare | undefined;
  #swept: Promise<void> | undefined;

  probe(): Promise<readonly Probe[]> {
    return probeLinux();
  }

  async presence(): Promise<PresenceWatch> {
    return (await import('./presence.ts')).watchPresence();
  }

  async open(options: SessionOptions): Promise<DriverSession> {
    assertLane(options);
    // beside the start, not before it: leftovers of dead workers harm nobody
    this.#swept ??= sweepDeadSessions().catch(() => undefined);
    const spare = this.#spare?.key === keyOf(options) ? this.#spare : undefined;
    if (spare !== undefined) {
      this.#spare = undefined;
      const session = await spare.session;
      if (session !== undefined && session.lost() === undefined) return session;
    }
    return LinuxSession.open(options);
  }

  prewarm(options: SessionOptions): void {
    const key = keyOf(options);
    if (this.#spare?.key === key) return;
    void this.dispose();
    this.#spare = { key, session: LinuxSession.open(options).catch(() => undefined) };
  }

  async dispose(): Promise<void> {
    const spare = this.#spare;
    this.#spare = undefined;
    await (await spare?.session)?.close();
  }
}

function keyOf(options: SessionOptions): string {
  return JSON.stringify(options);
}

function assertLane(options: SessionOptions): void {
  if (options.lane === 'background') return;
  throw new CodexqaError(
    'CAPABILITY_MISSING',
    'the Linux driver has background sessions only, the foreground lane was asked for',
    {
      fix: "use lane: 'background'",
    },
  );
}
