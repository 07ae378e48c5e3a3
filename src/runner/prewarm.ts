/** Lets a worker's first session start while its specs are still being loaded. */
import { driverFor } from './drivers.ts';
import type { ProjectOptions } from './options.ts';

/** Does nothing outside a worker, and where projects differ: which one this worker is for is known too late. */
export function prewarmSession(projects: readonly ProjectOptions[]): void {
  const isWorker = process.env['TEST_WORKER_INDEX'] !== undefined && process.connected === true;
  const [first, ...others] = projects;
  if (!isWorker || first === undefined) return;
  const key = keyOf(first);
  if (others.some((project) => keyOf(project) !== key)) return;
  // what fails here fails again, and is told, when a test asks for its session
  driverFor(first.driver)
    .then((driver) => driver.prewarm?.(first.session))
    .catch(() => {});
}

/** The same for projects that could share a session. */
export function keyOf({ driver, session }: ProjectOptions): string {
  return JSON.stringify([driver, session]);
}
