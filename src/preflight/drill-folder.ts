/** A project that is thrown away, on the disk of the real one; what a killed preflight left behind goes with the next. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../journal/run-folder.ts';

/** No drill takes so long. */
const leftBehindMs = 3_600_000;

export async function inDrillFolder<T>(projectRoot: string, work: (root: string) => Promise<T>): Promise<T> {
  const drills = join(stateFolder(projectRoot), 'drills');
  removeLeftovers(drills, Date.now());
  const root = join(drills, randomBytes(4).toString('hex'));
  try {
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

function removeLeftovers(drills: string, now: number): void {
  if (!existsSync(drills)) return;
  for (const name of readdirSync(drills)) {
    const madeAt = statSync(join(drills, name), { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - madeAt > leftBehindMs) rmSync(join(drills, name), { recursive: true, force: true, maxRetries: 3 });
  }
}
