/** The configuration file as a person writes it, and the schema that checks it. */
import type { PlaywrightTestConfig } from '@playwright/test';
import { z } from 'zod';
import { keys } from '../support/strict-object.ts';
import { tagPattern } from '../visual/baseline-variants.ts';
import { type ForegroundConfig, foreground } from './foreground-config.ts';
import { type NotificationsConfig, notificationsSchema } from './notifications-config.ts';
import { playwrightKeys } from './playwright-keys.ts';

interface AppOf<Command> {
  /** Program to start: a name on PATH, an absolute path, or a path from the configuration file (`./build/app`). */
  command: Command;
  args?: readonly string[] | undefined;
  env?: Readonly<Record<string, string>> | undefined;
  /** Working directory, from the configuration file; without it the session's own HOME. */
  cwd?: string | undefined;
  /** `one` (default): on a Mac sessions take turns with it. `several`: it may run more than once, each session has its own. */
  instances?: 'one' | 'several' | undefined;
  /** Distribution package(s) that bring the program; `codexqa install-deps` installs them. */
  package?: string | readonly string[] | undefined;
}

export interface AppConfig extends AppOf<string> {
  /** What is different on one platform: `{ win32: { command: 'notepad.exe' } }`. */
  on?: { readonly [Platform in WorkerPlatform]?: AppElsewhere | undefined } | undefined;
}
type AppElsewhere = Partial<AppOf<string | undefined>>;

/** Time limits in milliseconds; 0 means none, as in Playwright. */
export interface TimeoutsConfig {
  /** A whole test, its fixtures included (30000). */
  test?: number | undefined;
  /** One expectation (5000). */
  expect?: number | undefined;
  /** One action, until its target is ready (5000). */
  action?: number | undefined;
  /** Looking for the effect of an action after it (5000); the first proof ends it. */
  effect?: number | undefined;
  /** From the start of an application to its first readable window (15000). */
  launch?: number | undefined;
}

export interface ApproverConfig {
  /** Account on this machine that answers in this name; without account and key the name itself. */
  account?: string | undefined;
  /** Public key that their answers are signed with, from `codexqa approvals keygen`. */
  key?: string | undefined;
  /** Last day on which their answers count: `2027-03-31`. */
  until?: string | undefined;
}

export interface ApprovalsConfig {
  /** After so long without an answer the answer is no (900000). */
  timeoutMs?: number | undefined;
  /** Who may answer, by name; without it every account but the one that started the run. */
  approvers?: Readonly<Record<string, ApproverConfig>> | undefined;
  /** `never` (default): nobody says yes to their own run. `attended`: they may while they sit beside it. */
  self?: 'never' | 'attended' | undefined;
  /** File of approvals that were signed ahead, from the configuration file (`approvals.signed.json`). */
  signed?: string | undefined;
  /** Areas of the screen, in pixels, that no picture of a question or report shows; password fields and secrets never are. */
  hide?: readonly { x: number; y: number; width: number; height: number }[] | undefined;
}

/** What a project may say differently from the rest of the file. */
export interface DesktopConfig {
  /** Who drives the desktop. `auto`: the driver of this platform; `uia`: that of Windows, with the elements of UI Automation. */
  driver?: DriverName | undefined;
  /** `background` (default): an own session. `foreground`: the visible desktop, one at a time. */
  lane?: 'background' | 'foreground' | undefined;
  /** Who moves the real pointer of the foreground lane: the driver (`own`, default), or nut.js where the project has installed it. */
  pointer?: 'own' | 'nut-js' | undefined;
  /** Logical screen size (1280 x 800) and device scale (1). */
  screen?: { width: number; height: number; scale?: number | undefined } | undefined;
  /** POSIX locale: `C.UTF-8` (default), `de_DE.UTF-8`. */
  locale?: string | undefined;
  colorScheme?: 'light' | 'dark' | undefined;
  /** Toolkit theme; without it the toolkit's default. */
  theme?: string | undefined;
  /** `hidden`: help bubbles never come onto the screen of a private session; `shown` (default). */
  tooltips?: 'shown' | 'hidden' | undefined;
  /** Environment of every application. */
  env?: Readonly<Record<string, string>> | undefined;
  /** What else pictures depend on, as tags of baselines: `{ density: 'compact' }` takes `sum@compact.png` before `sum.png`. */
  dimensions?: Readonly<Record<string, string>> | undefined;
  /** Applications by the name that specs launch them with; a string is short for its command. */
  apps?: Readonly<Record<string, string | AppConfig>> | undefined;
  /** A new desktop per `worker` (default, cleaned between tests) or per `test`. */
  session?: 'worker' | 'test' | undefined;
  /** Role of the policy (`codexqa.policy.yaml`); needed where it has several. */
  role?: string | undefined;
}

export interface ProjectConfig extends DesktopConfig {
  name: string;
  grep?: RegExp | readonly RegExp[] | undefined;
  grepInvert?: RegExp | readonly RegExp[] | undefined;
  /** Spec files of this project (Playwright's `testMatch`). */
  match?: string | RegExp | readonly (string | RegExp)[] | undefined;
  ignore?: string | RegExp | readonly (string | RegExp)[] | undefined;
  dependencies?: readonly string[] | undefined;
  retries?: number | undefined;
  workers?: number | string | undefined;
  timeouts?: TimeoutsConfig | undefined;
}

export type ReporterConfig = string | readonly [name: string, options?: object | undefined];

export interface CodexqaConfig extends DesktopConfig {
  /** Folder of the specs (`specs`). */
  specs?: string | undefined;
  /** Folder of the baselines (`baselines`). */
  baselines?: string | undefined;
  /** Folder of os-autoinst needles (`needles`), for `getByImage()` and `toMatchNeedle()`. */
  needles?: string | undefined;
  /** Larger baselines are refused before they are unpacked (100 000 000). */
  maxBaselinePixels?: number | undefined;
  /** `attended` (default): someone started it and is there. `unattended`: every rule about unattended work refuses. */
  supervision?: 'attended' | 'unattended' | undefined;
  timeouts?: TimeoutsConfig | undefined;
  /**
   * Automatic checkpoints: after so many actions (never), after so many milliseconds (300000). `acknowledge`: what a person must say yes
   * to before the test goes on: `none` (default), irreversible steps (default of unattended runs), or checkpoints as well.
   */
  checkpoint?:
    | { everyActions?: number | undefined; everyMs?: number | undefined; acknowledge?: Acknowledge | undefined }
    | undefined;
  /** How people are asked before an action that needs a yes. */
  approvals?: ApprovalsConfig | undefined;
  /** What a run on the visible desktop does when a person uses its mouse or keyboard. */
  foreground?: ForegroundConfig | undefined;
  /** How people are told that a run waits for them, has halted or has ended. */
  notifications?: NotificationsConfig | undefined;
  retries?: number | undefined;
  /** `immediate` (default), or `isolated`: after everything else, one by one in a single worker. */
  retryStrategy?: 'immediate' | 'isolated' | undefined;
  /** A number, a share of the processors (`'50%'`), or either per platform (`{ linux: 4, darwin: 2 }`). */
  workers?: number | string | Readonly<Partial<Record<WorkerPlatform, number | string>>> | undefined;
  /** `list`, `dot`, `line`, `html`, `json`, `junit`, `blob`, `github`, `allure`, or a module of your own; `[name, options]` with options. */
  reporters?: readonly ReporterConfig[] | undefined;
  projects?: readonly ProjectConfig[] | undefined;
  /** Anything of Playwright Test's own configuration; merged last, so it wins. */
  playwright?: PlaywrightTestConfig | undefined;
}

const acknowledgements = ['none', 'irreversible', 'all'] as const;
export type Acknowledge = (typeof acknowledgements)[number];

export const driverNames = ['auto', 'linux', 'macos', 'windows', 'uia', 'cua', 'simulated'] as const;
export type DriverName = (typeof driverNames)[number];

const workerPlatforms = ['linux', 'darwin', 'win32'] as const;
export type WorkerPlatform = (typeof workerPlatforms)[number];

const text = z.string().min(1);
const milliseconds = z.number().min(0);
const count = z.int().min(0);
const words = z.record(z.string(), z.string());

const appName = z.string().regex(/^[\w.-]+$/, 'expected a name of letters, digits, ".", "_" or "-"');
const appParts = {
  args: z.array(z.string()).optional(),
  env: words.optional(),
  cwd: text.optional(),
  instances: z.enum(['one', 'several']).optional(),
  package: z.union([text, z.array(text)]).optional(),
};
const app = keys({
  command: text,
  ...appParts,
  on: z.partialRecord(z.enum(workerPlatforms), keys({ command: text.optional(), ...appParts })).optional(),
});

const timeouts = keys({
  test: milliseconds.optional(),
  expect: milliseconds.optional(),
  action: milliseconds.optional(),
  effect: milliseconds.optional(),
  launch: milliseconds.optional(),
});

const tag = z.string().regex(tagPattern, 'expected letters, digits, ".", "_" or "-": it stands in names of files');
const pixels = z.int().min(64).max(16384);
const desktop = {
  driver: z.enum(driverNames).optional(),
  lane: z.enum(['background', 'foreground']).optional(),
  pointer: z.enum(['own', 'nut-js']).optional(),
  screen: keys({ width: pixels, height: pixels, scale: z.number().min(0.5).max(4).optional() }).optional(),
  locale: text.optional(),
  colorScheme: z.enum(['light', 'dark']).optional(),
  theme: text.optional(),
  tooltips: z.enum(['shown', 'hidden']).optional(),
  env: words.optional(),
  dimensions: z.record(z.string(), tag).optional(),
  apps: z.record(appName, z.union([text, app])).optional(),
  session: z.enum(['worker', 'test']).optional(),
  role: text.optional(),
};

const share = z.string().regex(/^(?:100|[1-9]\d?)%$/, 'expected a share of the processors such as "50%"');
const workers = z.union([z.int().min(1), share]);
const pattern = z.instanceof(RegExp);
const patterns = z.union([pattern, z.array(pattern)]);
const fileMatch = z.union([text, pattern, z.array(z.union([text, pattern]))]);

const project = keys({
  ...desktop,
  name: text,
  grep: patterns.optional(),
  grepInvert: patterns.optional(),
  match: fileMatch.optional(),
  ignore: fileMatch.optional(),
  dependencies: z.array(text).optional(),
  retries: count.optional(),
  workers: workers.optional(),
  timeouts: timeouts.optional(),
});

const approver = keys({
  account: text.optional(),
  key: text.optional(),
  until: z.iso.date().optional(),
});
const approvals = keys({
  timeoutMs: z.int().min(1).optional(),
  approvers: z.record(z.string().regex(/^[\w.@+-]+$/, 'expected a name without spaces'), approver).optional(),
  self: z.enum(['never', 'attended']).optional(),
  signed: text.optional(),
  hide: z.array(keys({ x: z.number(), y: z.number(), width: z.number().gt(0), height: z.number().gt(0) })).optional(),
});

const reporter = z.union([text, z.tuple([text, z.looseObject({}).optional()])]);

export const configSchema: z.ZodType<CodexqaConfig> = keys(
  {
    ...desktop,
    specs: text.optional(),
    baselines: text.optional(),
    needles: text.optional(),
    maxBaselinePixels: z.int().min(1).optional(),
    supervision: z.enum(['attended', 'unattended']).optional(),
    timeouts: timeouts.optional(),
    checkpoint: keys({
      everyActions: z.int().min(1).optional(),
      everyMs: z.number().min(1).optional(),
      acknowledge: z.enum(acknowledgements).optional(),
    }).optional(),
    approvals: approvals.optional(),
    foreground: foreground.optional(),
    notifications: notificationsSchema.optional(),
    retries: count.optional(),
    retryStrategy: z.enum(['immediate', 'isolated']).optional(),
    workers: z.union([workers, z.partialRecord(z.enum(workerPlatforms), workers)]).optional(),
    reporters: z.array(reporter).optional(),
    projects: z.array(project).optional(),
    playwright: z.looseObject({}).optional(),
  },
  playwrightKeys,
);
