/** The Linux driver: private background sessions, a spare one prewarmed on request, or the visible X desktop under its lease. */
import type { DesktopDriver, DriverSession, Probe, SessionOptions } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { PresenceWatch } from '../../contracts/presence.ts';
import { Lease, type LeaseOptions } from '../../support/lease.ts';
import type { NutJs } from '../../support/nut-js.ts';
import { visibleDisplay } from './display/visible-display.ts';
import { linuxCapabilities } from './linux-capabilities.ts';
import { LinuxSession } from './linux-session.ts';
import { probeLinux } from './probe.ts';
import { sweepDeadSessions } from './session/reaper.ts';
import { trialForm } from './trial-form.ts';

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

export interface LinuxDriverOptions {
  /** What happens when another run uses the visible desktop; waits and says so by default. */
  readonly lease?: LeaseOptions;
  /** Where the visible desktop is; that of this process by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Loads what `pointer: 'nut-js'` asks for. */
  readonly loadNut?: () => Promise<NutJs>;
}

export function createLinuxDriver(options: LinuxDriverOptions = {}): LinuxDriver {
  return new LinuxDesktopDriver(options);
}

interface Spare {
  readonly key: string;
  readonly session: Promise<LinuxSession | undefined>;
}

class LinuxDesktopDriver implements LinuxDriver {
  readonly platform = 'linux';
  readonly capabilities = linuxCapabilities;
  readonly trial = trialForm;
  readonly #options: LinuxDriverOptions;
  #spare: Spare | undefined;
  #swept: Promise<void> | undefined;

  constructor(options: LinuxDriverOptions) {
    this.#options = options;
  }

  probe(): Promise<readonly Probe[]> {
    return probeLinux();
  }

  async presence(): Promise<PresenceWatch> {
    const { watchPresence, witnesses } = await import('./presence.ts');
    return watchPresence(witnesses(this.#options.env ?? process.env));
  }

  async open(options: SessionOptions): Promise<DriverSession> {
    // beside the start, not before it: leftovers of dead workers harm nobody
    this.#swept ??= sweepDeadSessions().catch(() => undefined);
    if (options.lane === 'foreground') return this.#openVisible(options);
    const spare = this.#spare?.key === keyOf(options) ? this.#spare : undefined;
    if (spare !== undefined) {
      this.#spare = undefined;
      const session = await spare.session;
      if (session !== undefined && session.lost() === undefined) return session;
    }
    return LinuxSession.open(options);
  }

  async #openVisible(options: SessionOptions): Promise<DriverSession> {
    const { env = process.env, lease: leaseOptions = { waitMs: 0 } } = this.#options;
    const display = visibleDisplay(env);
    if (display === undefined) {
      throw new CodexqaError(
        'DRIVER_UNAVAILABLE',
        `the foreground lane needs an X display of this machine; DISPLAY is ${JSON.stringify(env['DISPLAY'] ?? '')}`,
        { fix: "start the run from a terminal of a graphical X11 login, or use lane: 'background'" },
      );
    }
    const lease = await Lease.take(['foreground'], { notify: (line) => console.error(line), ...leaseOptions });
    try {
      const { loadNut = loadedNut } = this.#options;
      const nut = options.pointer === undefined ? undefined : await loadNut();
      return await LinuxSession.open(options, { display, lease, nut });
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  /** The visible desktop is not touched before a test wants it. */
  prewarm(options: SessionOptions): void {
    if (options.lane === 'foreground') return;
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

async function loadedNut(): Promise<NutJs> {
  const { NutJs } = await import('../../support/nut-js.ts');
  return NutJs.load();
}

function keyOf(options: SessionOptions): string {
  return JSON.stringify(options);
}
