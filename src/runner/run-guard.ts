/**
 * A reporter that reports nothing and guards the run: refuses it at once when the machine lacks what a project needs,
 * and ends it when the command line that started it is gone.
 */
import { Socket } from 'node:net';
import type { Reporter, Suite } from '@playwright/test/reporter';
import { lifelineFd, runEnv } from '../contracts/run.ts';
import { refusing } from '../support/refusal.ts';
import type { DriverName } from './config-schema.ts';
import { assertReady } from './drivers.ts';
import { assertNotifications } from './notify.ts';
import type { ProjectOptions } from './options.ts';
import { assertRoutes } from './routes.ts';

/** After its command line died, a run may take this long for an orderly end; then the runner ends, and its workers with it. */
const orderlyEndMs = 300;

class RunGuard implements Reporter {
  constructor() {
    // also when it has died before this line: then the lifeline ends at once
    if (process.env[runEnv.cliPid] !== undefined) endWithCommandLine();
  }

  printsToStdio(): boolean {
    return false;
  }

  /** Runs once, after the specs are loaded and before the first worker: what is thrown here ends the run. */
  preprocess({ suite }: Parameters<NonNullable<Reporter['preprocess']>>[0]): Promise<void> {
    return refusing(() => this.#admit(suite));
  }

  async #admit(suite: Suite): Promise<void> {
    const drivers = new Set<DriverName>();
    for (const project of suite.suites) {
      const { codexqa } = (project.project()?.use ?? {}) as { codexqa?: ProjectOptions };
      if (codexqa === undefined) continue;
      drivers.add(codexqa.driver);
      assertNotifications(codexqa);
    }
    assertRoutes(suite);
    for (const driver of drivers) await assertReady(driver);
  }
}

function endWithCommandLine(): void {
  const lifeline = new Socket({ fd: lifelineFd, readable: true, writable: false });
  lifeline.on('error', () => {});
  lifeline.once('close', () => {
    // the same path as Ctrl-C; a signal to oneself would not reach the handler on Windows
    process.emit('SIGINT', 'SIGINT');
    setTimeout(() => process.exit(130), orderlyEndMs).unref();
  });
  lifeline.resume();
  lifeline.unref();
}

// biome-ignore lint/style/noDefaultExport: Playwright loads a reporter by its default export
export default RunGuard;
