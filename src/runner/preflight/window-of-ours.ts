/** The throwaway window of a trial (S36), which each platform shows in its own way: a name, a button "Greet", an answer. */
import type { AppCommand, DesktopDriver, Platform, Probe } from '../../contracts/driver.ts';
import { closeButton, trialDialog } from '../../drivers/macos/trial/trial-dialog.ts';
import type { App } from '../../session/app.ts';
import type { Locator } from '../../session/locator.ts';
import { again, done, retry } from '../../session/retry.ts';
import { actionDeadline } from '../../session/stage.ts';
import { ownModule } from '../../support/own-file.ts';
import { formFor, formName, missingForForm } from '../machine.ts';

export interface WindowOfOurs {
  readonly command: AppCommand;
  name(app: App): Locator;
  /** As a person closes it; waits for the end of its process. */
  close(app: App): Promise<void>;
}

/** Undefined where it can be shown. */
export function whyNoWindow({ platform }: DesktopDriver): Probe | undefined {
  return platform === 'linux' ? missingForForm() : undefined;
}

/** Where the system brings one along it needs nothing installed; elsewhere it is the form of the checks. */
export function windowOfOurs(platform: Platform): WindowOfOurs {
  switch (platform) {
    case 'simulated':
    case 'linux':
      return { ...labelled, command: formFor({ platform }) };
    case 'windows': {
      const script = ownModule('src/drivers/windows/trial/trial-window');
      return { ...labelled, command: { name: formName, command: process.execPath, args: [script], env: {} } };
    }
    case 'macos':
      return {
        command: { name: formName, ...trialDialog, env: {} },
        name: (app) => app.getByRole('textbox'),
        close: closeByButton,
      };
  }
}

const labelled: Omit<WindowOfOurs, 'command'> = {
  name: (app) => app.getByLabel('Name', { exact: true }),
  close: (app) => app.close(),
};

async function closeByButton(app: App): Promise<void> {
  await app.getByRole('button', { name: closeButton, exact: true }).click();
  const deadline = actionDeadline(app.stage, app.stage.settings.closeTimeoutMs);
  const exit = await retry(app.stage.session, deadline, async () => (app.exit === undefined ? again : done(app.exit)));
  if (exit?.code !== 0)
    throw new Error(`"${closeButton}" was pressed, and it ${exit === undefined ? 'still runs' : 'failed'}`);
}
