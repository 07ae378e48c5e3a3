/** Opens a throwaway window in a session of its own, captures it, types into it, clicks in it, reads it back and closes it (S33, S36). */
import { existsSync } from 'node:fs';
import type { DesktopDriver, DriverSession, Probe, SessionOptions, TrialWindow } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { SandboxTrial } from '../../preflight/verdict.ts';
import type { App } from '../../session/app.ts';
import { createDesktop, type Desktop, type DesktopParts } from '../../session/desktop.ts';
import { expectVisible } from '../../session/expect-states.ts';
import type { Locator } from '../../session/locator.ts';
import { again, done, retry } from '../../session/retry.ts';
import { actionDeadline } from '../../session/stage.ts';
import { identityOf } from '../../support/process-identity.ts';
import { blankness, describeBlank } from '../../visual/blank.ts';
import { attendedGate } from '../attended-gate.ts';

/** A machine that is not idle passes, too; one that is broken is found out late instead of never. */
const usualPatienceMs = 20_000;
const typed = 'Sandbox';

/** `unknown` where the trial window cannot be shown, or comes to the front by itself. */
export async function trySandbox(
  driver: DesktopDriver,
  options: SessionOptions,
  patienceMs = usualPatienceMs,
): Promise<SandboxTrial> {
  const since = performance.now();
  const trial = (verdict: SandboxTrial['verdict'], probes: readonly Probe[]): SandboxTrial => {
    return { verdict, probes, durationMs: Math.round(performance.now() - since) };
  };
  const missing = driver.trial.whyMissing();
  if (missing !== undefined) return trial('unknown', [missing]);
  const sandbox = new Sandbox(driver, options, patienceMs);
  const probes = await sandbox.run();
  return trial(sandbox.verdict, probes);
}

class Sandbox {
  readonly #driver: DesktopDriver;
  readonly #options: SessionOptions;
  readonly #trial: TrialWindow;
  readonly #patienceMs: number;
  readonly #probes: Probe[] = [];
  /** Of each probe that failed. */
  readonly #faults: unknown[] = [];

  constructor(driver: DesktopDriver, options: SessionOptions, patienceMs: number) {
    this.#driver = driver;
    this.#options = options;
    this.#trial = driver.trial;
    this.#patienceMs = patienceMs;
  }

  /** A window of ours that comes to the front by itself says nothing of the applications under test. */
  get verdict(): SandboxTrial['verdict'] {
    if (this.#faults.length === 0) return 'passed';
    const isOurs = this.#faults.every((fault) => fault instanceof CodexqaError && fault.code === 'FOCUS_STOLEN');
    return isOurs ? 'unknown' : 'failed';
  }

  async run(): Promise<readonly Probe[]> {
    let session: DriverSession | undefined;
    let app: App | undefined;
    await this.#try('session', async () => {
      session = await this.#driver.open(this.#options);
      return `${session.screen.width}x${session.screen.height}`;
    });
    if (session === undefined) return this.#probes;
    const opened = session;
    try {
      const desktop = sandboxDesktop(opened, this.#trial, nothingInTheWay, this.#patienceMs);
      await this.#try('window', async () => {
        app = await desktop.launch(this.#trial.command.name);
        return `"${await app.window().title()}"`;
      });
      if (app !== undefined) await this.#use(app);
    } finally {
      await this.#try('nothing left', () => leaveNothing(opened, app));
    }
    return this.#probes;
  }

  async #use(app: App): Promise<void> {
    await this.#try('capture', async () => {
      const picture = await app.window().screenshot();
      const seen = blankness(picture);
      if (seen.kind === 'blank') throw new Error(`the picture is ${describeBlank(seen.colour)}`);
      return `${picture.width}x${picture.height}`;
    });
    await this.#try('typing', async () => {
      await fieldOf(app, this.#trial).fill(typed);
      return 'read back as it was typed';
    });
    await this.#try('click', async () => {
      await app.getByRole('button', { name: 'Greet', exact: true }).click();
      return 'answered';
    });
    await this.#try('reading', async () => {
      const how = { timeoutMs: this.#patienceMs, negate: false };
      const answer = `Hello, ${typed}!`;
      const { pass, message } = await expectVisible(app.getByText(answer, { exact: true }), how);
      if (!pass) throw new Error(message);
      return `"${answer}"`;
    });
    await this.#try('closing', async () => {
      await close(app, this.#trial.closeButton);
      return 'ended by itself';
    });
  }

  /** After the first failure nothing more is tried, but what cleans up. */
  async #try(name: string, attempt: () => Promise<string>): Promise<void> {
    if (name !== 'nothing left' && this.#faults.length > 0) return;
    try {
      this.#probes.push({ name, ok: true, detail: await attempt() });
    } catch (error) {
      const detail = firstSentence(error instanceof Error ? error.message : String(error));
      const fix = error instanceof CodexqaError ? error.fix : undefined;
      this.#faults.push(error);
      this.#probes.push({ name, ok: false, detail, ...(fix === undefined ? {} : { fix }) });
    }
  }
}

export type SandboxGates = Pick<DesktopParts, 'gate' | 'pauseGate' | 'journal'>;

const nothingInTheWay: SandboxGates = {
  gate: attendedGate,
  pauseGate: { pass: async () => {} },
  journal: { append: () => {} },
};

/** A desktop for the trial window, patient with busy machines. */
export function sandboxDesktop(
  session: DriverSession,
  { command }: TrialWindow,
  gates = nothingInTheWay,
  patienceMs = usualPatienceMs,
): Desktop {
  const settings = { actionTimeoutMs: patienceMs, effectTimeoutMs: patienceMs, launchTimeoutMs: 2 * patienceMs };
  return createDesktop({
    ...gates,
    session,
    apps: { [command.name]: command },
    settings: { ...settings, closeTimeoutMs: patienceMs },
  });
}

/** Where the trial window takes a name. */
export function fieldOf(app: App, { field }: TrialWindow): Locator {
  return field === undefined ? app.getByRole('textbox') : app.getByLabel(field, { exact: true });
}

/** As a person does it; waits for the end of its process. */
async function close(app: App, button: string | undefined): Promise<void> {
  if (button === undefined) return app.close();
  await app.getByRole('button', { name: button, exact: true }).click();
  const deadline = actionDeadline(app.stage, app.stage.settings.closeTimeoutMs);
  const exit = await retry(app.stage.session, deadline, async () => (app.exit === undefined ? again : done(app.exit)));
  if (exit?.code !== 0)
    throw new Error(`"${button}" was pressed, and it ${exit === undefined ? 'still runs' : 'failed'}`);
}

async function leaveNothing(session: DriverSession, app: App | undefined): Promise<string> {
  await session.close();
  if (app !== undefined && app.exit === undefined && identityOf(app.pid) !== undefined) {
    throw new Error(`process ${app.pid} still runs`);
  }
  if (existsSync(session.home)) throw new Error(`${session.home} is still there`);
  return 'no process, no file';
}

/** With what it announces: the last output of an application that ended. */
function firstSentence(message: string): string {
  const [sentence = '', next = ''] = message.split('\n');
  return sentence.endsWith(':') ? `${sentence} ${next.trim()}` : sentence;
}
