/** What a desktop is told by the configuration: the applications it knows and how long it waits. */

/** How a configured application is started. */
export interface AppSettings {
  /** Program: a name on PATH or an absolute path. */
  readonly command: string;
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Working directory; without it the session's own HOME. */
  readonly cwd?: string | undefined;
  /** `several`: it may run more than once in one login session (macOS). */
  readonly instances?: 'one' | 'several' | undefined;
}

/** Milliseconds; 0 means no limit, as in Playwright. */
export interface DesktopSettings {
  /** One action, until its target is ready for it. */
  readonly actionTimeoutMs: number;
  /** After an action, until its effect is seen. */
  readonly effectTimeoutMs: number;
  /** From the start of an application to its first readable window. */
  readonly launchTimeoutMs: number;
  /** From a polite request to close until the process has ended. */
  readonly closeTimeoutMs: number;
  /** How long nothing may be repainted before a picture counts as still. */
  readonly settleQuietMs: number;
  readonly settleTimeoutMs: number;
}

export const defaultSettings: DesktopSettings = {
  actionTimeoutMs: 5000,
  effectTimeoutMs: 5000,
  launchTimeoutMs: 15_000,
  closeTimeoutMs: 5000,
  settleQuietMs: 50,
  settleTimeoutMs: 5000,
};

/** Actions on elements that need not answer (text areas, empty ground) are watched at most this long. */
export const optionalEffectMs = 250;
