/** The gate of a run with a policy: each act is judged by the rules of its role before it happens, and a person is asked where they say so. */
import type { AccessibleNode } from '../contracts/accessibility.ts';
import type { Action } from '../contracts/action.ts';
import type { DriverSession } from '../contracts/driver.ts';
import type { Gate, Verdict } from '../contracts/gate.ts';
import type { ActionFacts } from '../policy/detect.ts';
import type { Fence } from '../policy/fence.ts';
import { PolicyJudge, type Ruling } from '../policy/judge.ts';
import type { Question } from './approval-desk.ts';
import type { PolicyInForce } from './policy-file.ts';

export interface PolicyGateParts {
  readonly inForce: PolicyInForce;
  readonly session: DriverSession;
  readonly lane: ActionFacts['lane'];
  readonly supervision: ActionFacts['supervision'];
  /** Around the policy, of a run behind a locked screen. */
  readonly fence?: Fence | undefined;
  /** Of the test's task. */
  readonly kind: string | undefined;
  /** Resolves with who said yes. @throws APPROVAL_DENIED, APPROVAL_EXPIRED … */
  readonly ask: (question: Question) => Promise<{ readonly by: string; readonly requestId: string }>;
}

const keyboardActs: ReadonlySet<string> = new Set(['press', 'type', 'set-text']);
/** What is shown of a `secret()`. */
const dots = '••••';

const judges = new Map<string, PolicyJudge>();

export class PolicyGate implements Gate {
  readonly #parts: PolicyGateParts;
  readonly #judge: PolicyJudge;

  constructor(parts: PolicyGateParts) {
    this.#parts = parts;
    this.#judge = judgeOf(parts.inForce);
  }

  async admit(action: Action): Promise<Exclude<Verdict, { readonly kind: 'ask' }>> {
    const facts = await this.#facts(action);
    const judged = this.#judge.decide(facts);
    const ruling = this.#parts.fence?.narrow(facts, judged) ?? judged;
    const inputs = inputsOf(facts, ruling, this.#parts.inForce);
    switch (ruling.verdict) {
      case 'allow':
        return { kind: 'allow', rule: ruling.rule, inputs };
      case 'deny':
        return { kind: 'deny', rule: ruling.rule, reason: ruling.reason || 'the policy says no', inputs };
      case 'ask': {
        const { by, requestId } = await this.#parts.ask(questionOf(action, facts, ruling));
        return { kind: 'allow', rule: ruling.rule, inputs: { ...inputs, approvedBy: by, request: requestId } };
      }
    }
  }

  async #facts({ verb, target, shown, deed }: Action): Promise<ActionFacts> {
    const { lane, supervision, kind, fence } = this.#parts;
    const isKeyboard = deed.kind === 'act' && keyboardActs.has(deed.act.kind);
    const app = deed.kind === 'launch' ? deed.app.name : await this.#appName(target.appId);
    const needsWindow = this.#judge.needsWindow || fence?.needsWindow === true;
    return {
      verb,
      app,
      window: needsWindow || isKeyboard ? await this.#windowTitle(target.windowId) : undefined,
      target: target.name ?? '',
      role: target.role,
      command: deed.kind === 'launch' ? deed.app.command : undefined,
      text: shown,
      point: deed.kind === 'act' && 'point' in deed.act ? deed.act.point : undefined,
      lane,
      supervision,
      kind,
      at: new Date(),
      isProtected: isKeyboard && (await this.#isProtected(target.nodeId)),
      isSecret: shown === dots,
    };
  }

  /** Keys of the whole desktop go to the active window; behind a fence it has to be known whose that is. */
  async #appName(id: string | undefined): Promise<string | undefined> {
    const { session, fence } = this.#parts;
    const appId = id ?? (fence && (await session.windows()).find(({ active }) => active)?.appId);
    return session.apps().find((app) => app.id === appId)?.name;
  }

  async #windowTitle(windowId: string | undefined): Promise<string | undefined> {
    const windows = await this.#parts.session.windows();
    return windows.find(({ id, active }) => (windowId === undefined ? active : id === windowId))?.title;
  }

  /** Keys without an element go where the focus is. */
  async #isProtected(nodeId: string | undefined): Promise<boolean> {
    const { session } = this.#parts;
    if (nodeId !== undefined) {
      const [reading] = await session.read([nodeId]);
      return reading?.states.protected === true;
    }
    const roots = await session.tree({ kind: 'desktop' }, { fresh: false });
    return roots.some(holdsProtectedFocus);
  }
}

function holdsProtectedFocus({ states, children }: AccessibleNode): boolean {
  return (states.focused && states.protected === true) || children.some(holdsProtectedFocus);
}

function judgeOf({ policy, role, digest }: PolicyInForce): PolicyJudge {
  const key = `${digest} ${role}`;
  const judge = judges.get(key) ?? new PolicyJudge(policy, role);
  judges.set(key, judge);
  return judge;
}

/** What the decision was made from, for the journal. */
function inputsOf(
  { app, window, target, role, lane, supervision, kind }: ActionFacts,
  { detections }: Ruling,
  { digest, role: policyRole }: PolicyInForce,
): Readonly<Record<string, string>> {
  const inputs = { app, window, target, role, lane, supervision, kind, noticed: detections.join(', ') };
  const known = Object.entries(inputs).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return { ...Object.fromEntries(known), policy: `${digest.slice(0, 16)} ${policyRole}` };
}

function questionOf({ verb, shown, target }: Action, { app = '', window = '' }: ActionFacts, ruling: Ruling): Question {
  const { rule, reason, detections, asking } = ruling;
  const what = [verb, shown].filter(Boolean).join(' ');
  const consequence = reason || `rule "${rule}" of the policy asks before this`;
  const evidence = Object.entries({ app, window, noticed: detections.join(', '), rule }).filter(
    ([, value]) => value !== '',
  );
  return {
    asked: {
      action: `${what} on ${target.description}`,
      risk: asking?.risk ?? 'high',
      consequence,
      evidence: Object.fromEntries(evidence),
    },
    wishes: { approvers: asking?.approvers, quorum: asking?.quorum },
  };
}
