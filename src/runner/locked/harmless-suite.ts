/** What a verification does behind the locked screen: a window of ours, a name, a button, an answer. Nothing of it outlasts its session. */
import type { DriverSession, TrialWindow } from '../../contracts/driver.ts';
import { CodexqaError, codeThrownBy } from '../../contracts/errors.ts';
import type { Gate } from '../../contracts/gate.ts';
import type { JournalSink } from '../../contracts/journal.ts';
import { Fence } from '../../policy/fence.ts';
import type { LockedProfile } from '../../policy/locked-profile.ts';
import type { Policy } from '../../policy/policy.ts';
import type { App } from '../../session/app.ts';
import type { Desktop } from '../../session/desktop.ts';
import { expectText } from '../../session/expect-content.ts';
import { canonicalJson } from '../../support/canonical-json.ts';
import { digestOf } from '../../support/digest.ts';
import { PolicyGate } from '../policy-gate.ts';
import { fieldOf } from '../preflight/sandbox.ts';

const role = 'verification';
const patienceMs = 20_000;

/** The gate of locked runs, around the trial window. Whoever would have to be asked is not there. */
export function suiteGate(
  session: DriverSession,
  { command }: TrialWindow,
  { ask }: Pick<LockedProfile, 'ask'>,
  journal: JournalSink,
): Gate {
  const policy: Policy = {
    version: 1,
    owner: 'codexqa verify-locked',
    roles: { [role]: { rules: [{ id: 'harmless suite', verdict: 'allow', apps: [command.name] }] } },
  };
  return new PolicyGate({
    inForce: { file: policy.owner, digest: digestOf(canonicalJson(policy)), policy, role },
    fence: new Fence({ apps: [command.name], ask }, { [command.name]: command.command }),
    session,
    lane: 'background',
    supervision: 'unattended',
    kind: undefined,
    ask: async ({ asked }) => {
      const question = `${asked.action}: ${asked.consequence}`;
      const verdict = { kind: 'ask', rule: policy.owner, question } as const;
      journal.append({ kind: 'verdict', testId: undefined, verb: 'ask', target: asked.action, verdict });
      throw new CodexqaError('APPROVAL_DENIED', 'in a verification nobody is asked, so the answer is no');
    },
  });
}

export class HarmlessSuite {
  readonly #app: App;
  readonly #desktop: Desktop;
  readonly #trial: TrialWindow;

  private constructor(opened: App, desktop: Desktop, trial: TrialWindow) {
    this.#app = opened;
    this.#desktop = desktop;
    this.#trial = trial;
  }

  static async open(desktop: Desktop, trial: TrialWindow): Promise<HarmlessSuite> {
    return new HarmlessSuite(await desktop.launch(trial.command.name), desktop, trial);
  }

  async round(number: number): Promise<void> {
    const name = `Round ${number}`;
    await this.#name.fill(name);
    await this.#greet.click();
    const how = { timeoutMs: patienceMs, negate: false };
    const { pass, message } = await expectText(this.#app.getByRole('status'), `Hello, ${name}!`, {}, how);
    if (!pass) throw new Error(message);
  }

  /** What must not happen: another application, and a deletion without a yes. Undefined when neither did. */
  async fenceFault(): Promise<string | undefined> {
    const launched = await codeThrownBy(() =>
      this.#desktop.launch({ command: `/outside/${this.#trial.command.name}` }),
    );
    if (launched !== 'POLICY_DENIED') return `an application outside of the fence: ${launched ?? 'it was launched'}`;
    const deleted = await codeThrownBy(() => this.#greet.press('Delete'));
    return deleted === 'APPROVAL_DENIED' ? undefined : `a deletion without a yes: ${deleted ?? 'it was pressed'}`;
  }

  /** Tries to go on after the permission has ended. Undefined when each act is refused and nothing on the screen has moved. */
  async haltFault(): Promise<string | undefined> {
    const before = await this.#shown();
    for (const act of [() => this.#name.fill('Too late'), () => this.#greet.click()]) {
      const code = await codeThrownBy(act);
      if (code !== 'RUN_HALTED') return `an act after the end: ${code ?? 'it was carried out'}`;
    }
    return (await this.#shown()) === before ? undefined : 'what is on the screen changed after the end';
  }

  get #name() {
    return fieldOf(this.#app, this.#trial);
  }

  get #greet() {
    return this.#app.getByRole('button', { name: 'Greet', exact: true });
  }

  async #shown(): Promise<string> {
    return `${await this.#name.value()} ${await this.#app.getByRole('status').text()}`;
  }
}
