/** The `uia` element provider: UI Automation, asked in a helper process that is given up when it does not answer. */
import type { AccessibleNode, NodeId, NodeReading } from '../../../contracts/accessibility.ts';
import { CodexqaError } from '../../../contracts/errors.ts';
import { Helper } from '../../../support/helper.ts';
import { ownModule } from '../../../support/own-file.ts';
import { parseNodeId } from '../ids.ts';
import type { Hwnd } from '../native.ts';
import type { ElementAct, ElementProvider } from '../provider.ts';
import type { UiaAct, UiaAction, UiaAddress, UiaElement, UiaReading } from './backend.ts';
import { parseUiaId, readingOf, rootOf } from './nodes.ts';

export interface UiaOptions {
  /** How long a window may take to answer one question. */
  readonly answerWithinMs: number;
  /** The top-level window of a window; undefined when it is gone. */
  readonly rootWindow: (hwnd: Hwnd) => Hwnd | undefined;
  /** The double of the tests, in place of Windows. */
  readonly library?: string;
  /** Compiled helper; ours unless told. */
  readonly script?: string;
}

export class UiaProvider implements ElementProvider {
  readonly name = 'uia';
  readonly #options: UiaOptions;
  #helper: Promise<Helper> | undefined;

  constructor(options: UiaOptions) {
    this.#options = options;
  }

  async tree(windows: readonly Hwnd[], contents?: Map<NodeId, string>): Promise<readonly AccessibleNode[]> {
    const roots = (await this.#ask('tree', [windows])) as readonly (UiaElement | undefined)[];
    return windows.flatMap((hwnd, at) => {
      const root = roots[at];
      return root === undefined ? [] : [rootOf(hwnd, root, contents)];
    });
  }

  async read(ids: readonly NodeId[]): Promise<readonly (NodeReading | undefined)[]> {
    const addresses = ids.map(parseUiaId);
    const known = addresses.filter((address): address is UiaAddress => address !== undefined);
    const readings = (await this.#ask('read', [known])) as readonly (UiaReading | undefined)[];
    return ids.map((id, at) => {
      const address = addresses[at];
      const reading = address === undefined ? undefined : readings[known.indexOf(address)];
      return reading === undefined ? undefined : readingOf(id, reading);
    });
  }

  async act(act: ElementAct): Promise<void> {
    const address = parseUiaId(act.nodeId);
    if (address === undefined) {
      throw new CodexqaError('ACTION_NOT_POSSIBLE', `the element ${act.nodeId} is none of UI Automation`);
    }
    // a button whose handler opens a modal dialog may answer only when that is closed: proof of effect decides
    await this.#ask('act', [address, uiaAct(act)], act.kind === 'invoke');
  }

  /** @throws APP_UNRESPONSIVE in place of an answer that does not come, unless silence is fine */
  async #ask(method: string, args: readonly unknown[], silenceIsFine = false): Promise<unknown> {
    const helper = await this.#start();
    try {
      return await helper.ask(method, args);
    } catch (error) {
      const code = error instanceof CodexqaError ? error.code : undefined;
      if (code !== 'DEADLINE_EXCEEDED' && code !== 'SESSION_LOST') throw error;
      helper.kill();
      this.#helper = undefined;
      if (silenceIsFine && code === 'DEADLINE_EXCEEDED') return undefined;
      const how =
        code === 'SESSION_LOST'
          ? 'made the UI Automation helper end'
          : `did not answer UI Automation within ${this.#options.answerWithinMs} ms`;
      throw new CodexqaError('APP_UNRESPONSIVE', `an application ${how}`, {
        fix: 'look whether it hangs, or waits for something',
        cause: error,
      });
    }
  }

  #start(): Promise<Helper> {
    const { library, answerWithinMs, script = ownModule('src/drivers/windows/uia/helper') } = this.#options;
    const env: Readonly<Record<string, string>> = library === undefined ? {} : { CODEXQA_UIA_LIBRARY: library };
    const onLost = (): void => {
      this.#helper = undefined;
    };
    this.#helper ??= Helper.start({ script, name: 'UI Automation helper', env, answerWithinMs, onLost });
    this.#helper.catch(onLost);
    return this.#helper;
  }

  windowOf(id: NodeId): Hwnd | undefined {
    const hwnd = (parseUiaId(id) ?? parseNodeId(id))?.hwnd;
    return hwnd === undefined ? undefined : this.#options.rootWindow(hwnd);
  }

  /** Elements go with their windows, at the next look. */
  forget(): void {}

  async close(): Promise<void> {
    const helper = await this.#helper?.catch(() => undefined);
    this.#helper = undefined;
    await helper?.close();
  }
}

function uiaAct(act: ElementAct): UiaAct {
  switch (act.kind) {
    case 'set-text':
      return { kind: 'set-text', text: act.text };
    case 'set-value':
      return { kind: 'set-value', value: act.value };
    case 'invoke':
      return { kind: 'invoke', action: actionNamed(act.action ?? 'click') };
    case 'focus':
    case 'scroll-into-view':
      return { kind: act.kind };
  }
}

const actionNames: readonly UiaAction[] = ['click', 'select', 'expand', 'collapse'];

function actionNamed(name: string): UiaAction {
  const known = actionNames.find((action) => action === name);
  if (known !== undefined) return known;
  throw new CodexqaError('ACTION_NOT_POSSIBLE', `there is no action "${name}" here`, {
    fix: `use one of ${actionNames.join(', ')}`,
  });
}
