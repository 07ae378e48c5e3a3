/** What ends a session for good: a detached shell that outlives the worker, kills by environment and removes every trace. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lifeOf, type ProcessIdentity } from '../../support/process-identity.ts';
import { folderPrefix, type SessionPaths, sessionParents, sharedMemory } from './session-folder.ts';

/**
 * Waits for the end of its standard input, which is the end of the worker however it died, then kills whoever carries the
 * session's mark. Xvfb is asked first (TERM), so that it removes its own socket. Process groups would miss applications
 * that call setsid; the parent-death signal misses their children; the environment catches both.
 */
const script = `
id=$1 dir=$2 frames=$3
while read -r _; do :; done
trap '' HUP INT TERM
round=0
while [ "$round" -lt 300 ]; do
  marked=$(grep -lszxF "CODEXQA_SESSION=$id" /proc/[0-9]*/environ 2>/dev/null)
  [ -n "$marked" ] || break
  for environ in $marked; do
    pid=\${environ#/proc/}; pid=\${pid%/environ}; name=
    read -r name 2>/dev/null <"/proc/$pid/comm"
    if [ "$name" = Xvfb ] && [ "$round" -lt 40 ]; then kill -TERM "$pid"; else kill -KILL "$pid"; fi 2>/dev/null
  done
  round=$((round + 1))
  sleep 0.01
done
if read -r number 2>/dev/null <"$dir/display"; then
  socket=/tmp/.X11-unix/X$number
  if [ -S "$socket" ] && ! grep -q " $socket\\$" /proc/net/unix; then rm -f "$socket" "/tmp/.X$number-lock"; fi
fi
rm -rf "$dir" "$frames" 2>/dev/null || { sleep 0.05; rm -rf "$dir" "$frames"; }
`;

/** Guards one session from before its first process to after its last. */
export class Reaper {
  readonly #process: ChildProcess;
  readonly #done: Promise<unknown>;

  private constructor(process: ChildProcess) {
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
    return new Reaper(process);
  }

  /** Kills and removes everything of the session; resolves when nothing is left. */
  async reap(): Promise<void> {
    this.#process.ref();
    this.#process.stdin?.end();
    await this.#done;
  }
}

/** Removes what dead workers left behind, for the case that their reaper was killed too. */
export async function sweepDeadSessions(): Promise<void> {
  const left = sessionParents().flatMap(deadSessionsIn);
  await Promise.all(left.map((paths) => Reaper.guard(paths).reap()));
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
    if (statSync(root).uid !== process.getuid?.()) return false;
    const owner = JSON.parse(readFileSync(join(root, 'owner.json'), 'utf8')) as ProcessIdentity;
    return lifeOf(owner) === 'dead';
  } catch {
    // being made or being removed at this moment
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
