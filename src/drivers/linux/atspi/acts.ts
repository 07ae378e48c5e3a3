/** What can be done to an element through the accessibility bus, without pointer or keyboard. */
import type { DriverAct } from '../../../contracts/act.ts';
import { CodexqaError } from '../../../contracts/errors.ts';
import {
  type AtspiConnection,
  type AtspiInterface,
  type CallArguments,
  type ObjectRef,
  RemoteError,
} from './connection.ts';
import { interfacesFrom, refOf, textFrom } from './record.ts';

export type AccessibleAct = Extract<
  DriverAct,
  { readonly kind: 'set-text' | 'set-value' | 'invoke' | 'focus' | 'scroll-into-view' }
>;

/** AtspiScrollType: as little as needed. */
const scrollAnywhere = 6;

/**
 * `byBars` brings the element into view by the scroll bars around it; false when it cannot.
 * @throws ACTION_NOT_POSSIBLE, APP_UNRESPONSIVE, SESSION_LOST
 */
export async function actOn(
  connection: AtspiConnection,
  act: AccessibleAct,
  byBars: () => Promise<boolean>,
): Promise<void> {
  const ref = refOf(act.nodeId);
  if (ref === undefined) throw impossible(act, `${JSON.stringify(act.nodeId)} is no id of an element of this session`);
  const target = new Target(connection, act, ref);
  switch (act.kind) {
    case 'set-text':
      return target.demand('EditableText', 'SetTextContents', ['s', act.text]);
    case 'set-value':
      return target.setValue(act.value);
    case 'focus':
      return target.demand('Component', 'GrabFocus');
    case 'scroll-into-view':
      return scrollIntoView(target, byBars);
    case 'invoke':
      return target.invoke(act.action);
  }
}

/** Only Chromium scrolls when asked; GTK 3 answers "no", GTK 4 and Qt do not know the call. */
async function scrollIntoView(target: Target, byBars: () => Promise<boolean>): Promise<void> {
  try {
    await target.demand('Component', 'ScrollTo', ['u', scrollAnywhere]);
  } catch (error) {
    if (!(error instanceof CodexqaError && error.code === 'ACTION_NOT_POSSIBLE')) throw error;
    if (!(await byBars())) throw error;
  }
}

/** Names of the accessible actions, the default one first. */
export async function actionNames(connection: AtspiConnection, ref: ObjectRef): Promise<readonly string[]> {
  const reply = await connection.attempt(ref, 'Action', 'GetActions');
  const listed = Array.isArray(reply?.[0]) ? (reply[0] as unknown[]) : [];
  return Promise.all(
    listed.map(async (action, index) => {
      const [name] = Array.isArray(action) ? (action as unknown[]) : [];
      if (typeof name === 'string' && name !== '') return name;
      // The list has localized names, and Chromium has none of these.
      return textFrom((await connection.attempt(ref, 'Action', 'GetName', ['i', index]))?.[0]);
    }),
  );
}

class Target {
  readonly #connection: AtspiConnection;
  readonly #act: AccessibleAct;
  readonly #ref: ObjectRef;

  constructor(connection: AtspiConnection, act: AccessibleAct, ref: ObjectRef) {
    this.#connection = connection;
    this.#act = act;
    this.#ref = ref;
  }

  /** Calls a method that says whether it worked. */
  async demand(iface: AtspiInterface, member: string, args?: CallArguments): Promise<void> {
    await this.#assertHas(iface);
    const [done] = await this.#explained(`${iface}.${member}`, () =>
      this.#connection.call(this.#ref, iface, member, args),
    );
    if (done !== true) throw impossible(this.#act, `the application answered ${iface}.${member} with "no"`);
  }

  async setValue(value: number): Promise<void> {
    await this.#assertHas('Value');
    await this.#explained('Value.CurrentValue', () =>
      this.#connection.setProperty(this.#ref, 'Value', 'CurrentValue', ['d', value]),
    );
  }

  async invoke(wanted: string | undefined): Promise<void> {
    const names = await actionNames(this.#connection, this.#ref);
    const index = wanted === undefined ? 0 : names.findIndex((name) => name.toLowerCase() === wanted.toLowerCase());
    if (names[index] === undefined) throw impossible(this.#act, await this.#whyNoAction(wanted, names));
    await this.demand('Action', 'DoAction', ['i', index]);
  }

  async #whyNoAction(wanted: string | undefined, names: readonly string[]): Promise<string> {
    if (names.length > 0) return `it has no action "${wanted}", only ${names.map((name) => `"${name}"`).join(', ')}`;
    return (await this.#interfaces()) === undefined ? 'the element is gone' : 'it has no accessible action';
  }

  /** Asked beforehand: Qt answers SetTextContents with "yes" on objects that have no text to edit. */
  async #assertHas(iface: AtspiInterface): Promise<void> {
    const interfaces = await this.#interfaces();
    if (interfaces === undefined) throw impossible(this.#act, 'the element is gone');
    if (!interfaces.has(iface)) {
      throw impossible(this.#act, `it has no interface ${iface}, only ${[...interfaces].join(', ')}`);
    }
  }

  /** Runs a call and says in words that the remote side refused it. */
  async #explained<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      throw impossible(this.#act, `${what} was refused: ${error.message}`, error);
    }
  }

  async #interfaces(): Promise<ReadonlySet<string> | undefined> {
    const reply = await this.#connection.attempt(this.#ref, 'Accessible', 'GetInterfaces');
    return reply === undefined ? undefined : interfacesFrom(reply[0]);
  }
}

const instead: Readonly<Record<AccessibleAct['kind'], string>> = {
  'set-text': 'type the text with the keyboard instead',
  'set-value': 'use the keyboard (arrow keys) or drag instead',
  invoke: 'click the element with the pointer instead',
  focus: 'click the element instead',
  'scroll-into-view': 'scroll with the wheel over the list instead',
};

function impossible(act: AccessibleAct, reason: string, cause?: unknown): CodexqaError {
  return new CodexqaError(
    'ACTION_NOT_POSSIBLE',
    `${act.kind} through the accessibility bus is not possible: ${reason}`,
    {
      fix: instead[act.kind],
      facts: { nodeId: act.nodeId },
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
