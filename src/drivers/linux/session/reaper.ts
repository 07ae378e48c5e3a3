/** What ends a session for good: a detached shell that outlives the worker, kills by environment and removes every trace. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lifeOf, type ProcessIdentity } from '../../../support/process-identity.ts';
import { endFromInside } from './end-from-inside.ts';
import { folderPrefix, type SessionPaths, sessionParents, sharedMemory } from './folder.ts';

/**
 * Waits for the end of its standard input, which is the end of the worker however it died, then kills whoever belongs to
 * the session; a worker that has done so itself says `gone`. Xvfb is asked first (TERM), so that it removes its own socket. Process groups would miss applications that
 * call setsid, the parent-death signal misses their children; the mark in the environment catches both. Chromium wipes
 * its environment: its processes are found by the kernel's session that each application leads (see processes.ts).
 */
const script = `
id=$1 dir=$2 frames=$3
while read -r word; do [ "$word" != gone ] || exit 0; done
trap '' HUP INT TERM
stat_of() { read -r line 2>/dev/null <"/proc/$1/stat" && set -- \${line##*) } && state=$1 session=$4 started=\${20}; }
leaders=' '
while read -r leader start; do
  if ! stat_of "$leader" || [ "$started" = "$start" ]; then leaders="$leaders$leader "; fi
done 2>/dev/null <"$dir/apps"
marked() {
  for environ in $(grep -lszxF "CODEXQA_SESSION=$id" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${environ#/proc/}; echo "\${pid%/environ}"
  done
  [ "$leaders" != ' ' ] || return
  for folder in /proc/[0-9]*; do
    stat_of "\${folder#/proc/}" || continue
    case $state in Z|X) continue ;; esac
    case $leaders in *" $session "*) echo "\${folder#/proc/}" ;; esac
  done
}
round=0
while [ "$round" -lt 300 ]; do
  pids=$(marked)
  [ -n "$pids" ] || break
  for pid in $pids; do
    name=
    read -r name 2>/dev/null <"/proc/$pid/comm"
    if [ "$name" = Xvfb ] && [ "$round" -lt 40 ]; then kill -TERM "$pid"; else kill -KILL "$pid"; fi 2>/dev/null
  done
  round=$((round + 1))
  sleep 0.01
done
if read -r number 2>/dev/null <"$dir/display"; then
  socket=/tmp/.X11-unix/X$number
  if [ -S "$socket" ] && ! grep -q " $socket$" /proc/net/unix; then rm -f "$socket" "/tmp/.X$number-lock"; fi
fi
rm -rf "$dir" "$frames" 2>/dev/null || { sleep 0.05; rm -rf "$dir" "$frames"; }
`;

/** A folder gets its owner within a ms of its making. */
const ownerlessMs = 60_000;

/** Guards one session from before its first process to after its last. */
export class Reaper {
  readonly #paths: SessionPaths;
  readonly #process: ChildProcess;
  readonly #done: Promise<unknown>;

  private constructor(paths: SessionPaths, process: ChildProcess) {
    this.#paths = paths;
    this.#process = process;
    this.#done = once(process, 'exit');
  }

  static guard(paths: SessionPaths): Reaper {
    const process = spawn('/bin/sh', ['-c', script, 'codexqa-reaper', paths.id, paths.root, paths.frames], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      cwd: '/',
      // not the session's environment: it would find and kill itself
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    });
    process.unref();
    process.stdin?.on('error', () => undefined);
    if (process.stdin !== null && 'unref' in process.stdin) (process.stdin as unknown as { unref(): void }).unref();
    return new Reaper(paths, process);
  }

  /** Kills and removes everything of the session; resolves when nothing is left. */
  async reap(): Promise<void> {
    this.#process.ref();
    // a shell starts a dozen processes to look for those that are left
    const isGone = await endFromInside(this.#paths).catch(() => false);
    this.#process.stdin?.end(isGone ? 'gone\n' : '');
    await this.#done;
  }
}

/** Removes what dead workers left behind, for the case that their reaper was killed too. */
export async function sweepDeadSessions(): Promise<void> {
  const left = sessionParents().flatMap(deadSessionsIn);
  // one after the other: it runs beside a session that starts
  for (const paths of left) await Reaper.guard(paths).reap();
}

function deadSessionsIn(parent: string): readonly SessionPaths[] {
  return entriesOf(parent)
    .filter((name) => name.startsWith(folderPrefix))
    .map((name) => ({ id: name.slice(folderPrefix.length), root: join(parent, name) }))
    .filter(({ root }) => isAbandoned(root))
    .map(({ id, root }) => ({ id, root, frames: join(sharedMemory, `${folderPrefix}${id}`) }));
}

function isAbandoned(root: string): boolean {
  try {
    const { uid, mtimeMs } = statSync(root);
    if (uid !== process.getuid?.()) return false;
    const owner = join(root, 'owner.json');
    // without an owner it is being made at this moment, or a process wrote into it after it had been removed
    if (!existsSync(owner)) return Date.now() - mtimeMs > ownerlessMs;
    return lifeOf(JSON.parse(readFileSync(owner, 'utf8')) as ProcessIdentity) === 'dead';
  } catch {
    // being removed at this moment
    return false;
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
