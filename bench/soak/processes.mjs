/** Who lives, and with whom: read from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

function contents(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** A zombie is dead: only its parent has not looked yet. */
function isAlive(pid) {
  const status = contents(`/proc/${pid}/status`);
  return status !== '' && !/^State:\s+[ZX]/m.test(status);
}

/** Living processes with one of the words in their command line or environment. */
export function processesOf(words) {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => {
      const own = contents(`/proc/${pid}/cmdline`) + contents(`/proc/${pid}/environ`);
      return words.some((word) => own.includes(word)) && isAlive(pid);
    })
    .map((pid) => ({ pid: Number(pid), command: contents(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }));
}

/** The display server of a session. */
export function displayServerOf(session) {
  const found = processesOf([session]).find(({ command }) => /^\S*Xvfb /.test(command));
  return found?.pid;
}

/** Resolves with what is still there after so long; with an empty list as soon as there is nothing. */
export async function untilGone(look, timeoutMs) {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const left = look();
    if (left.length === 0 || performance.now() > end) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
