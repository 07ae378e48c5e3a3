/** A permission that only a person can grant: whoever sits at the terminal is offered the page of the system's settings for it. */
import { createInterface } from 'node:readline/promises';
import { type DriverReport, settingsShownBy } from '../runner/machine.ts';
import { isAttended, note } from './terminal.ts';

export interface SettingsOffer {
  /** Somebody sits at the terminal. */
  readonly isAttended: boolean;
  readonly ask: (question: string) => Promise<string>;
  readonly show: (driver: DriverReport['driver'], page: string) => Promise<void>;
}

const atThisTerminal = (): SettingsOffer => ({
  isAttended: isAttended(),
  async ask(question) {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await terminal.question(question);
    } finally {
      terminal.close();
    }
  },
  show: settingsShownBy,
});

/** Once, for the first that is missing: settings have one window. Elsewhere, and for the others, the fix has the command. */
export async function offerSettings(reports: readonly DriverReport[], offer = atThisTerminal()): Promise<void> {
  const [missing] = reports.flatMap(({ driver, probes }) =>
    probes.flatMap(({ ok, name, settings }) => (ok || settings === undefined ? [] : [{ driver, name, settings }])),
  );
  if (missing === undefined || !offer.isAttended) return;
  const answer = await offer.ask(`Open the settings for "${missing.name}" now? [Y/n] `);
  if (!/^(y|yes)?$/i.test(answer.trim())) return;
  await offer.show(missing.driver, missing.settings);
  note('Grant it there, quit this terminal and open it again: a running program keeps its old verdict.');
}
