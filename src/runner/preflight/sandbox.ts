/** Opens a throwaway window in a session of its own, captures it, types into it, clicks in it, reads it back and closes it (S33, S36). */
import { existsSync } from 'node:fs';
import type { DesktopDriver, DriverSession, Probe, SessionOptions } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { SandboxTrial } from '../../preflight/verdict.ts';
import type { App } from '../../session/app.ts';
import { createDesktop, type Desktop, type DesktopParts } from '../../session/desktop.ts';
import { expectVisible } from '../../session/expect-states.ts';
import { identityOf } from '../../support/process-identity.ts';
import { blankness, describeBlank } from '../../visual/blank.ts';
import { attendedGate } from '../attended-gate.ts';
import { formName } from '../machine.ts';
import { type WindowOfOurs, whyNoWindow, windowOfOurs } from './window-of-ours.ts';

/** A machine that is not idle passes, too; one that is broken is found out late instead of never. */
const usualPatienceMs = 20_000;
const typed = 'Sandbox';

/** `unknown` where the window of ours cannot be shown: its toolkit is not installed. */
export async function trySandbox(
  driver: DesktopDriver,
  options: SessionOptions,
  patienceMs = usualPatienceMs,
): Promise<SandboxTrial> {
  const since = performance.now();
  const trial = (verdict: SandboxTrial['verdict'], probes: readonly Probe[]): SandboxTrial => {
    return { verdict, probes, durationMs: Math.round(performance.now() - since) };
  };
  const missing = whyNoWindow(driver);
  if (missing !== undefined) return trial('unknown', [missing]);
  const probes = await new Sandbox(driver, options, patienceMs).run();
  return trial(probes.every(({ ok }) => ok) ? 'passed' : 'failed', probes);
}

class Sandbox {
  readonly #driver: DesktopDriver;
  readonly #options: SessionOptions;
  readonly #window: WindowOfOurs;
  readonly #patienceMs: number;
  readonly #probes: Probe[] = [];

  constructor(driver: DesktopDriver, options: SessionOptions, patienceMs: number) {
    this.#driver = driver;
    this.#options = options;
    this.#window = windowOfOurs(driver.platform);
    this.#patienceMs = patienceMs;
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
      const desktop = sandboxDesktop(opened, nothingInTheWay, this.#patienceMs);
      await this.#try('window', async () => {
        app = await desktop.launch(formName);
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
      await this.#window.name(app).fill(typed);
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
      await this.#window.close(app);
      return 'ended by itself';
    });
  }

  /** After the first failure nothing more is tried, but what cleans up. */
  async #try(name: string, attempt: () => Promise<string>): Promise<void> {
    if (name !== 'nothing left' && this.#probes.some(({ ok }) => !ok)) return;
    try {
      this.#probes.push({ name, ok: true, detail: await attempt() });
    } catch (error) {
      const detail = firstSentence(error instanceof Error ? error.message : String(error));
      const fix = error instanceof CodexqaError ? error.fix : undefined;
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

/** A desktop for the window of ours, patient with busy machines. */
export function sandboxDesktop(session: DriverSession, gates = nothingInTheWay, patienceMs = usualPatienceMs): Desktop {
  const settings = { actionTimeoutMs: patienceMs, effectTimeoutMs: patienceMs, launchTimeoutMs: 2 * patienceMs };
  return createDesktop({
    ...gates,
    session,
    apps: { [formName]: windowOfOurs(session.platform).command },
    settings: { ...settings, closeTimeoutMs: patienceMs },
  });
}

async function leaveNothing(session: DriverSession, app: App | undefined): Promise<string> {
  await session.close();
  if (session.platform === 'simulated') return 'the session is closed';
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
