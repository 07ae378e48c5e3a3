/** What `codexqa doctor` says about Linux sessions: each line is tried on this machine, now. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { defaultSession, type Probe, type SessionOptions } from '../../contracts/driver.ts';
import { aptCommand, findProgram, type ProgramName, programs } from './apps/programs.ts';
import { LinuxSession } from './linux-session.ts';
import { freeBytes, isMemoryUsable, sharedMemory } from './session/folder.ts';

const run = promisify(execFile);
const versionTimeoutMs = 5_000;
const megabyte = 1024 * 1024;
const neededOnDisk = 200 * megabyte;
const neededInMemory = 64 * megabyte;
/** Toolkits watch settings and folders: some ten instances per application. */
const neededWatchers = 128;

const trialOptions: SessionOptions = { ...defaultSession, screen: { width: 640, height: 480, scale: 1 } };

export async function probeLinux(): Promise<readonly Probe[]> {
  const names = Object.keys(programs) as ProgramName[];
  const installed = await Promise.all(names.map(probeProgram));
  const complete = installed.every((probe) => probe.ok);
  return [
    ...installed,
    ...(complete ? await probeSession() : []),
    await probeFonts(),
    probeDisk(),
    probeMemory(),
    probeWatchers(),
  ];
}

async function probeProgram(name: ProgramName): Promise<Probe> {
  const path = findProgram(name);
  if (path === undefined) {
    return { name, ok: false, detail: 'not found', fix: aptCommand([programs[name].aptPackage]) };
  }
  return { name, ok: true, detail: [path, await versionOf(name, path)].filter((part) => part !== '').join(', ') };
}

/** How each program tells its version; Xvfb and the registry do not. */
const versionArguments: Readonly<Record<ProgramName, readonly string[] | undefined>> = {
  Xvfb: undefined,
  'dbus-daemon': ['--version'],
  openbox: ['--version'],
  setpriv: ['--version'],
  'at-spi2-registryd': undefined,
};

async function versionOf(name: ProgramName, path: string): Promise<string> {
  const args = versionArguments[name];
  if (args === undefined) return '';
  const text = await run(path, [...args], { timeout: versionTimeoutMs }).then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: { readonly stdout?: string; readonly stderr?: string }) => (error.stdout ?? '') + (error.stderr ?? ''),
  );
  return /\d+\.\d+(?:\.\d+)*/.exec(text)?.[0] ?? '';
}

/** A whole session, as a test would get it: its start proves the buses, the registry and the window manager. */
async function probeSession(): Promise<readonly Probe[]> {
  const startedAt = performance.now();
  let session: LinuxSession;
  try {
    session = await LinuxSession.open(trialOptions);
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return [{ name: 'session', ok: false, detail, fix: 'run the named program by hand and read what it says' }];
  }
  try {
    const readyMs = Math.round(performance.now() - startedAt);
    return [
      {
        name: 'session',
        ok: true,
        detail: `display, buses, accessibility registry and window manager in ${readyMs} ms`,
      },
      await tried('screen capture', async () => {
        const before = performance.now();
        const { width, height } = await session.capture({ kind: 'screen' });
        return `${width}x${height} in ${(performance.now() - before).toFixed(1)} ms`;
      }),
      await tried('accessibility bus', async () => {
        const roots = await session.tree({ kind: 'desktop' }, { fresh: true });
        return `answers, ${roots.length} applications`;
      }),
      await tried('keyboard and pointer', async () => {
        await session.act({ kind: 'hover', point: { x: 10, y: 10 }, address: {} });
        await session.act({ kind: 'type', text: 'é', address: {} });
        return 'XTEST takes both';
      }),
      await tried('clipboard', async () => {
        await session.act({ kind: 'write-clipboard', text: 'doctor' });
        const read = await session.clipboard();
        if (read !== 'doctor') throw new Error(`"doctor" was written, "${read}" was read`);
        return 'written and read back';
      }),
    ];
  } finally {
    await session.close();
  }
}

async function tried(name: string, attempt: () => Promise<string>): Promise<Probe> {
  try {
    return { name, ok: true, detail: await attempt() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

async function probeFonts(): Promise<Probe> {
  const fix = aptCommand(['fonts-dejavu-core']);
  const matched = await run('fc-match', ['-f', '%{family}', 'DejaVu Sans'], { timeout: versionTimeoutMs }).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
  if (matched !== undefined) {
    const ok = matched.startsWith('DejaVu Sans');
    const detail = ok ? 'DejaVu Sans' : `DejaVu Sans would be drawn as ${matched === '' ? 'nothing' : matched}`;
    return { name: 'fonts', ok, detail, optional: true, ...(ok ? {} : { fix }) };
  }
  const count = countFonts('/usr/share/fonts');
  return count > 0
    ? { name: 'fonts', ok: true, detail: `${count} font files`, optional: true }
    : { name: 'fonts', ok: false, detail: 'no font files: text is drawn as boxes', optional: true, fix };
}

function countFonts(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true }).filter((name) => /\.(ttf|otf|ttc|pfb)$/.test(String(name))).length;
  } catch {
    return 0;
  }
}

function probeDisk(): Probe {
  const folder = tmpdir();
  const free = freeBytes(folder);
  const detail = `${Math.round(free / megabyte)} MB free in ${folder}`;
  const ok = free > neededOnDisk;
  return {
    name: 'disk',
    ok,
    detail,
    ...(ok ? {} : { fix: `make room in ${folder}, or set TMPDIR to another folder` }),
  };
}

function probeMemory(): Probe {
  const name = 'shared memory';
  if (!isMemoryUsable()) {
    const detail = `${sharedMemory} cannot be written: frames go to the disk`;
    return { name, ok: false, detail, optional: true, fix: `mount a tmpfs at ${sharedMemory}` };
  }
  const free = freeBytes(sharedMemory);
  const detail = `${Math.round(free / megabyte)} MB free in ${sharedMemory}`;
  if (free > neededInMemory) return { name, ok: true, detail, optional: true };
  return { name, ok: false, detail, optional: true, fix: 'give containers more: docker run --shm-size=1g' };
}

function probeWatchers(): Probe {
  const name = 'file watchers';
  const file = '/proc/sys/fs/inotify/max_user_instances';
  const limit = Number(readFileSync(file, 'utf8'));
  const detail = `${limit} inotify instances allowed`;
  if (limit >= neededWatchers) return { name, ok: true, detail, optional: true };
  return {
    name,
    ok: false,
    detail,
    optional: true,
    fix: `sudo sysctl fs.inotify.max_user_instances=${4 * neededWatchers}`,
  };
}
