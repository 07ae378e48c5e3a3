/** Starts an application and waits until a person could use it: its first window is there and readable. */
import type { AppCommand, AppHandle, DriverSession } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { intersection, type Rect } from '../contracts/geometry.ts';
import { didYouMean } from '../support/near-miss.ts';
import { appCrashed, lastOutput } from './alive.ts';
import { type Answer, ReadBack } from './read-back.ts';
import type { AppSettings } from './settings.ts';
import type { Stage } from './stage.ts';

export interface LaunchOptions {
  /** Appended to the configured arguments. */
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
  /** Milliseconds until its first window is readable. */
  readonly timeout?: number | undefined;
}

/** Applications without accessibility never show a tree: after so long their window alone will do. */
const windowAloneMs = 2000;

/** @throws APP_UNKNOWN for a name that the configuration does not know */
export function commandFor(
  apps: Readonly<Record<string, AppSettings>>,
  app: string | AppSettings,
  options: LaunchOptions,
): AppCommand {
  const settings = typeof app === 'string' ? apps[app] : app;
  if (settings === undefined) throw unknownApp(apps, String(app));
  const cwd = options.cwd ?? settings.cwd;
  return {
    name: typeof app === 'string' ? app : baseName(settings.command),
    command: settings.command,
    args: [...(settings.args ?? []), ...(options.args ?? [])],
    env: { ...settings.env, ...options.env },
    ...(cwd === undefined ? {} : { cwd }),
    ...(settings.instances === undefined ? {} : { instances: settings.instances }),
  };
}

const commands = new WeakMap<AppHandle, AppCommand>();

/** What an application was started with; undefined for one that `launchApp` did not start. */
export function commandOf(app: AppHandle): AppCommand | undefined {
  return commands.get(app);
}

/** @throws APP_CRASHED at once when it dies, APP_START_TIMEOUT, APP_NOT_INSTALLED */
export async function launchApp(stage: Stage, command: AppCommand, timeoutMs: number | undefined): Promise<AppHandle> {
  const { session, settings, performer } = stage;
  const limit = timeoutMs ?? settings.launchTimeoutMs;
  const startedAt = performance.now();
  let app: AppHandle | undefined;
  const proof = new ReadBack<AppHandle>(session, {
    timeoutMs: limit,
    ask: (handle) => {
      app = handle;
      commands.set(handle, command);
      return askForWindow(session, handle, performance.now() - startedAt);
    },
    failure: (seen) => startTimeout(app, command, limit, seen),
  });
  const line = [command.command, ...command.args].join(' ');
  const purpose = { verb: 'launch', target: { description: command.name }, shown: line };
  const handle = await performer.launch(purpose, command, proof);
  await lookAt(stage, handle);
  return handle;
}

/** A first frame of its windows: what is acted on next need not be watched for one to be known to stand still. */
async function lookAt(stage: Stage, app: AppHandle): Promise<void> {
  const screen: Rect = { x: 0, y: 0, ...stage.session.screen };
  const window = (await stage.session.windows()).findLast(({ appId }) => appId === app.id);
  const area = window === undefined ? undefined : intersection(window.contentBounds, screen);
  if (area !== undefined) await stage.frames.take(area);
}

async function askForWindow(session: DriverSession, app: AppHandle, elapsedMs: number): Promise<Answer> {
  if (app.exit !== undefined) throw appCrashed(app, app.exit);
  const windows = (await session.windows()).filter((window) => window.appId === app.id);
  const tops = await treeOrNothing(session, app);
  const readable = tops.find((top) => top.states.visible);
  if (readable !== undefined) return { kind: 'match', evidence: `${readable.role} "${readable.name}" is readable` };
  const [window] = windows;
  if (window !== undefined && elapsedMs > windowAloneMs) {
    return { kind: 'match', evidence: `window "${window.title}" is there, without an accessible tree` };
  }
  return {
    kind: 'differs',
    seen: window === undefined ? 'no window' : `window "${window.title}" without accessible elements`,
  };
}

/** An application that has just been started may not answer yet; its end is reported, everything else waited for. */
async function treeOrNothing(session: DriverSession, app: AppHandle) {
  try {
    return await session.tree({ kind: 'app', appId: app.id }, { fresh: false });
  } catch (error) {
    if (app.exit !== undefined) throw appCrashed(app, app.exit);
    if (error instanceof CodexqaError && error.code === 'APP_UNRESPONSIVE') return [];
    throw error;
  }
}

function startTimeout(app: AppHandle | undefined, command: AppCommand, limit: number, seen: string): CodexqaError {
  return new CodexqaError(
    'APP_START_TIMEOUT',
    `application "${command.name}" showed no readable window within ${limit} ms, but ${seen}${app === undefined ? '' : lastOutput(app)}`,
    { fix: 'give it more time with { timeout } or timeouts.launch, or start it in a terminal to see what it does' },
  );
}

function unknownApp(apps: Readonly<Record<string, AppSettings>>, name: string): CodexqaError {
  const known = Object.keys(apps);
  const list = known.length === 0 ? 'none is configured' : `configured are: ${known.join(', ')}`;
  return new CodexqaError('APP_UNKNOWN', `no application "${name}" is configured${didYouMean(name, known)} (${list})`, {
    fix: `add it under "apps" in codexqa.config.ts, or launch({ command: ${JSON.stringify(name)} })`,
  });
}

function baseName(command: string): string {
  return command.split(/[\\/]/u).at(-1) ?? command;
}
