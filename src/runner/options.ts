/** What a project's fixtures need to know, complete: defaults are filled in here and nowhere else; those of a session are `defaultSession`. */
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Approver } from '../contracts/approval.ts';
import { type AppCommand, defaultSession, type SessionOptions } from '../contracts/driver.ts';
import type { Rect } from '../contracts/geometry.ts';
import type { Channel, QuietHours } from '../contracts/notification.ts';
import { runEnv } from '../contracts/run.ts';
import type { LockedProfile } from '../policy/locked-profile.ts';
import type { Policy } from '../policy/policy.ts';
import { defaultPngLimits } from '../visual/png-read.ts';
import type { CadenceOptions } from './cadence.ts';
import type {
  Acknowledge,
  AppConfig,
  CodexqaConfig,
  DesktopConfig,
  DriverName,
  TimeoutsConfig,
  WorkerPlatform,
} from './config-schema.ts';
import type { DeclaredFile } from './declared-file.ts';
import type { InputOptions } from './foreground-config.ts';
import { isLockedRun, type LockedInForce, lockedInForce } from './locked/profile-file.ts';
import { type PolicyInForce, policyInForce } from './policy-file.ts';

/** Time limits in milliseconds; 0 means none. */
export interface Timeouts {
  readonly testMs: number;
  readonly expectMs: number;
  readonly actionMs: number;
  readonly effectMs: number;
  readonly launchMs: number;
}

export interface ProjectOptions {
  readonly driver: DriverName;
  readonly session: SessionOptions;
  /** Applications by name, ready to launch. */
  readonly apps: Readonly<Record<string, AppCommand>>;
  /** Distribution packages that bring an application, by its name. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** A new desktop per worker or per test. */
  readonly isolation: 'worker' | 'test';
  readonly supervision: 'attended' | 'unattended';
  readonly timeouts: Timeouts;
  readonly cadence: CadenceOptions;
  /** What pictures depend on beside the session, by a name of the project's own. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly maxBaselinePixels: number;
  /** Folder of the needles, absolute. */
  readonly needles: string;
  readonly approvals: ApprovalOptions;
  /** A person's own mouse and keyboard in the foreground lane. */
  readonly input: InputOptions;
  /** Undefined: nobody is told anything. */
  readonly notifications?: NotificationOptions;
  /** Undefined: everything is allowed. */
  readonly policy?: PolicyInForce;
  /** Only of a run behind a locked screen (`--locked`). */
  readonly locked?: LockedInForce;
  readonly configFile: string;
}

export interface ApprovalOptions {
  readonly timeoutMs: number;
  readonly approvers: readonly Approver[];
  readonly selfApproval: boolean;
  /** What waits for a person's yes without being told to (S62). */
  readonly acknowledge: Acknowledge;
  /** Areas of the screen that no kept picture of a question or report shows. */
  readonly hide: readonly Rect[];
  /** Absolute path of the approvals that were signed ahead. */
  readonly signed: string;
}

export interface NotificationOptions {
  readonly channels: Readonly<Record<string, Channel>>;
  /** Which runs tell people. */
  readonly when: 'unattended' | 'always';
  readonly link: string | undefined;
  readonly quietHours: QuietHours | undefined;
}

/** What a spec file may change with `test.use({ desktopOptions: { … } })`. */
export type DesktopOverrides = Omit<DesktopConfig, 'driver' | 'lane' | 'pointer' | 'session' | 'role'>;

/** Files beside the configuration. */
export interface Declared {
  readonly policy?: DeclaredFile<Policy> | undefined;
  readonly locked?: DeclaredFile<LockedProfile> | undefined;
}

/** The whole file's options with one project's own laid over them. */
export function optionsOf(
  config: CodexqaConfig,
  project: DesktopConfig & { readonly timeouts?: TimeoutsConfig | undefined },
  configFile: string,
  { policy, locked }: Declared = {},
): ProjectOptions {
  const apps = { ...config.apps, ...project.apps };
  return {
    driver: project.driver ?? config.driver ?? 'auto',
    session: {
      ...sessionWith(sessionWith(defaultSession, config), project),
      ...defined({ lane: project.lane ?? config.lane }),
      ...pointerOf(config, project),
    },
    apps: mapValues(apps, (app, name) => commandOf(name, app, dirname(configFile))),
    packages: mapValues(apps, (app) => packagesOf(app)),
    isolation: project.session ?? config.session ?? 'worker',
    supervision: supervisionOf(config),
    cadence: locked === undefined ? cadenceOf(config) : everyAction,
    dimensions: { ...config.dimensions, ...project.dimensions },
    maxBaselinePixels: config.maxBaselinePixels ?? defaultPngLimits.maxPixels,
    needles: resolve(dirname(configFile), config.needles ?? 'needles'),
    approvals: approvalsOf(config, dirname(configFile)),
    input: inputOf(config),
    ...defined({ notifications: notificationsOf(config) }),
    timeouts: timeoutsOf({ ...defined(config.timeouts ?? {}), ...defined(project.timeouts ?? {}) }),
    ...defined({ policy: policyInForce(policy, project.role ?? config.role), locked: lockedInForce(locked) }),
    configFile,
  };
}

function sessionWith(session: SessionOptions, changes: DesktopOverrides): SessionOptions {
  const { screen = {}, locale, colorScheme, theme, tooltips, env } = changes;
  return {
    ...session,
    ...defined({ locale, colorScheme, theme, tooltips }),
    screen: { ...session.screen, ...defined(screen) },
    env: { ...session.env, ...env },
  };
}

function pointerOf(config: CodexqaConfig, project: DesktopConfig): Pick<SessionOptions, 'pointer'> {
  return (project.pointer ?? config.pointer) === 'nut-js' ? { pointer: 'nut-js' } : {};
}

/** `--unattended` and the configuration: the stricter of the two holds. Where nobody can see the screen nobody is there. */
export function supervisionOf({ supervision = 'attended' }: CodexqaConfig): 'attended' | 'unattended' {
  return process.env[runEnv.supervision] === 'unattended' || isLockedRun() ? 'unattended' : supervision;
}

/** A project's options with what one spec file changes. */
export function overridden(options: ProjectOptions, overrides: DesktopOverrides): ProjectOptions {
  const apps = overrides.apps ?? {};
  return {
    ...options,
    session: sessionWith(options.session, overrides),
    dimensions: { ...options.dimensions, ...overrides.dimensions },
    apps: { ...options.apps, ...mapValues(apps, (app, name) => commandOf(name, app, dirname(options.configFile))) },
    packages: { ...options.packages, ...mapValues(apps, (app) => packagesOf(app)) },
  };
}

/** Where nobody can see the screen each action leaves a picture (S93). */
const everyAction: CadenceOptions = { everyActions: 1, everyMs: 60_000 };

/** Five minutes is the cadence of work in front of a screen (S63). */
function cadenceOf({ checkpoint = {} }: CodexqaConfig): CadenceOptions {
  return { everyActions: checkpoint.everyActions ?? Number.POSITIVE_INFINITY, everyMs: checkpoint.everyMs ?? 300_000 };
}

/** Nobody is beside an unattended run to say yes to themselves. */
function approvalsOf(config: CodexqaConfig, folder: string): ApprovalOptions {
  const {
    timeoutMs = 900_000,
    approvers = {},
    self = 'never',
    signed = 'approvals.signed.json',
  } = config.approvals ?? {};
  return {
    timeoutMs,
    approvers: Object.entries(approvers).map(([name, approver]) => ({ name, ...defined(approver) })),
    selfApproval: self === 'attended' && supervisionOf(config) === 'attended',
    acknowledge: config.checkpoint?.acknowledge ?? (supervisionOf(config) === 'unattended' ? 'irreversible' : 'none'),
    hide: config.approvals?.hide ?? [],
    signed: resolve(folder, signed),
  };
}

function inputOf({ foreground = {} }: CodexqaConfig): InputOptions {
  const { onInput = 'yield', interruptions = [], stillMs = 10_000, yieldAtMostMs = 900_000 } = foreground;
  return { onInput, interruptions, stillMs, yieldAtMostMs };
}

function notificationsOf(config: CodexqaConfig): NotificationOptions | undefined {
  if (config.notifications === undefined) return undefined;
  const { channels, when = 'unattended', link, quietHours } = config.notifications;
  return {
    channels,
    when,
    link,
    quietHours: quietHours === undefined ? undefined : { ...quietHours, through: quietHours.through ?? 'critical' },
  };
}

function timeoutsOf(timeouts: TimeoutsConfig): Timeouts {
  return {
    testMs: timeouts.test ?? 30_000,
    expectMs: timeouts.expect ?? 5_000,
    actionMs: timeouts.action ?? 5_000,
    effectMs: timeouts.effect ?? 5_000,
    launchMs: timeouts.launch ?? 15_000,
  };
}

function commandOf(name: string, app: string | AppConfig, folder: string): AppCommand {
  const { command, args = [], env = {}, cwd, instances } = appHere(app);
  return {
    name,
    command: /^\.{1,2}[/\\]/.test(command) ? resolve(folder, command) : command,
    args,
    env,
    ...(cwd === undefined ? {} : { cwd: isAbsolute(cwd) ? cwd : resolve(folder, cwd) }),
    ...(instances === undefined ? {} : { instances }),
  };
}

function packagesOf(app: string | AppConfig): readonly string[] {
  const named = appHere(app).package ?? [];
  return typeof named === 'string' ? [named] : named;
}

/** An application as this platform has it. */
function appHere(app: string | AppConfig): AppConfig {
  if (typeof app === 'string') return { command: app };
  return { ...app, ...defined(app.on?.[process.platform as WorkerPlatform] ?? {}) };
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In, key: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

/** The entries that are there: an explicit `undefined` must not hide a default. */
function defined<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
