/** Processes that a run of this project has started, wherever they hang by now: each has the run's folder in its environment. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function leftovers(project = process.cwd()) {
  const mark = `CODEXQA_RUN_DIR=${join(project, '.codexqa')}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(pid, 'environ').includes(mark))
    .map((pid) => `${pid} ${read(pid, 'cmdline').replaceAll('\0', ' ')}`);
}

/** Processes end while one looks. */
function read(pid, file) {
  try {
    return readFileSync(join('/proc', pid, file), 'utf8');
  } catch {
    return '';
  }
}
