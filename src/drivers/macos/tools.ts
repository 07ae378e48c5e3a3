/** What the worker does with programs of macOS: start applications, take pictures, use the pasteboard. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pngjs from 'pngjs';
import type { AppCommand } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { Rect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';

const run = promisify(execFile);

/** A started program: its end, its output, and how to stop it. */
export interface MacProcess {
  readonly pid: number;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  output(): string;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export type PictureOf =
  | { readonly kind: 'window'; readonly id: number }
  | { readonly kind: 'screen' }
  | { readonly kind: 'area'; readonly area: Rect };

export interface MacTools {
  /** @throws APP_NOT_INSTALLED */
  start(app: AppCommand, env: Readonly<Record<string, string>>, cwd: string): Promise<MacProcess>;
  /** @throws CAPTURE_FAILED */
  picture(of: PictureOf): Promise<RawImage>;
  readPasteboard(): Promise<string>;
  writePasteboard(text: string): Promise<void>;
  /** Size of the main display in pixels, and pixels per point. */
  screen(): Promise<{ readonly width: number; readonly height: number; readonly scale: number }>;
  /** When the machine last woke up, in the kernel's words; empty where it cannot be asked. */
  lastWake(): Promise<string>;
  /** The lid is closed, which puts this machine to sleep; false where there is no lid, or nobody can tell. */
  lidShut(): Promise<boolean>;
  /** Opens a page of System Settings in front of the person. */
  showSettings(page: string): Promise<void>;
  /** Gives the person's application back what was taken from it. */
  reactivate(pid: number): Promise<void>;
  close(): Promise<void>;
}

const keptOutput = 64 * 1024;
const lastWordsMs = 300;
const lidAgainMs = 1000;

/** The program inside a bundle: started directly it has our environment, its own process id and its own instance. */
export function executableOf(command: string): string {
  if (!command.endsWith('.app')) return command;
  const named = inPlist(command, 'CFBundleExecutable');
  return join(command, 'Contents', 'MacOS', named ?? basename(command, '.app'));
}

/** What one login session may have once: the identifier of a bundle, else the program. */
export function programOf(command: string): string {
  return (command.endsWith('.app') ? inPlist(command, 'CFBundleIdentifier') : undefined) ?? executableOf(command);
}

function inPlist(bundle: string, key: string): string | undefined {
  const plist = join(bundle, 'Contents', 'Info.plist');
  const text = existsSync(plist) ? readFileSync(plist, 'utf8') : '';
  return new RegExp(`<key>${key}</key>\\s*<string>([^<]+)</string>`).exec(text)?.[1];
}

/** Windows of the last run would come back and answer for those of this one. */
const freshState = ['-ApplePersistenceIgnoreState', 'YES', '-NSQuitAlwaysKeepsWindows', 'NO'];

export async function startProcess(
  app: AppCommand,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<MacProcess> {
  const isBundle = app.command.endsWith('.app');
  const child = spawn(executableOf(app.command), [...app.args, ...(isBundle ? freshState : [])], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new CodexqaError('APP_NOT_INSTALLED', `"${app.command}" could not be started`, {
      fix: 'give the path of the .app bundle or of the program',
      cause,
    });
  }
  const drained = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-keptOutput);
    });
  }
  return {
    pid: child.pid ?? 0,
    ended: once(child, 'exit').then(async ([code, signal]) => {
      // its last words arrive after its end; who inherited its streams may keep them open for ever
      await Promise.race([drained, delay(lastWordsMs, undefined, { ref: false })]);
      return { code, signal };
    }),
    output: () => output,
    kill: (signal) => void child.kill(signal),
  };
}

function argumentsFor(of: PictureOf): readonly string[] {
  switch (of.kind) {
    case 'window':
      return ['-o', `-l${of.id}`];
    case 'screen':
      return ['-m'];
    case 'area':
      return ['-R', [of.area.x, of.area.y, of.area.width, of.area.height].join(',')];
  }
}

/** `screencapture` is the one way to pictures that works without a window server connection of our own. */
export async function takePicture(of: PictureOf): Promise<RawImage> {
  const folder = mkdtempSync(join(tmpdir(), 'codexqa-picture-'));
  const file = join(folder, 'picture.png');
  try {
    await run('/usr/sbin/screencapture', ['-x', '-t', 'png', ...argumentsFor(of), file]);
    if (!existsSync(file)) throw noPicture('it left no file');
    const { width, height, data } = pngjs.PNG.sync.read(readFileSync(file));
    if (isUniform(data)) throw noPicture('the picture has a single colour');
    return { width, height, pixels: data, layout: 'rgba' };
  } catch (cause) {
    throw cause instanceof CodexqaError ? cause : noPicture('it failed', cause);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function noPicture(why: string, cause?: unknown): CodexqaError {
  return new CodexqaError('CAPTURE_FAILED', `screencapture gave no picture: ${why}`, {
    fix: 'run `codexqa doctor`: without the screen recording permission macOS shows only the wallpaper',
    cause,
  });
}

function isUniform(rgba: Uint8Array): boolean {
  const words = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.byteLength >> 2);
  return words.every((word) => word === words[0]);
}

export async function pipeInto(command: string, text: string): Promise<void> {
  const child = spawn(command, [], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, LANG: 'en_US.UTF-8' },
  });
  child.stdin.end(text);
  await once(child, 'exit');
}

/**
 * Out of the registry of devices (IOPM.h): with a display attached to a closed machine, closing does not cause sleep, and all goes on.
 */
export function isLidShut(registry: string): boolean {
  return ['AppleClamshellState', 'AppleClamshellCausesSleep'].every((key) => registry.includes(`"${key}" = Yes`));
}

/** Looks again after a moment only: it is asked before each act, and asking starts a program. */
function lidWatch(): () => Promise<boolean> {
  let looked: { readonly at: number; readonly shut: Promise<boolean> } | undefined;
  return () => {
    if (looked === undefined || performance.now() - looked.at > lidAgainMs) {
      const shut = run('/usr/sbin/ioreg', ['-r', '-k', 'AppleClamshellState', '-d', '4']).then(
        ({ stdout }) => isLidShut(stdout),
        () => false,
      );
      looked = { at: performance.now(), shut };
    }
    return looked.shut;
  };
}

export async function createMacTools(display: MacTools['screen']): Promise<MacTools> {
  // displays and disks stay awake while the run lasts; the lock screen of a person's policy is not touched
  const awake = spawn('/usr/bin/caffeinate', ['-dims', '-w', String(process.pid)], { stdio: 'ignore' });
  const lid = lidWatch();
  return {
    start: startProcess,
    picture: takePicture,
    readPasteboard: async () => (await run('/usr/bin/pbpaste', [], { env: { LANG: 'en_US.UTF-8' } })).stdout,
    writePasteboard: (text) => pipeInto('/usr/bin/pbcopy', text),
    screen: display,
    lastWake: () =>
      run('/usr/sbin/sysctl', ['-n', 'kern.waketime']).then(
        ({ stdout }) => stdout.trim(),
        () => '',
      ),
    lidShut: lid,
    async showSettings(page) {
      await run('/usr/bin/open', [page]);
    },
    async reactivate(pid) {
      const script = `tell application "System Events" to set frontmost of (first process whose unix id is ${pid}) to true`;
      await run('/usr/bin/osascript', ['-e', script]).catch(() => undefined);
    },
    async close() {
      awake.kill();
    },
  };
}
