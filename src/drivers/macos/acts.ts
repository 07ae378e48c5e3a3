/** Carries acts out on a Mac: by the ladder in the background, with the real pointer and keyboard in the foreground. */
import type { ActAddress, DriverAct, WindowChange } from '../../contracts/act.ts';
import type { Lane } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { containsPoint, type Point } from '../../contracts/geometry.ts';
import { isForNut, isPlain, type NutJs } from '../../support/nut-js.ts';
import {
  type AxElement,
  type AxReading,
  type AxValue,
  axError,
  type Handle,
  type MacBackend,
  type MacState,
  type MacWindow,
} from './backend.ts';
import { type BackgroundInput, type KeyAct, keyEvents } from './background-input.ts';
import type { Guard } from './guard.ts';
import { actionForClick, keyTarget, mustSuitBackground, type PointerAct, pointerEvents, refused } from './ladder.ts';
import { handleOf, nodeId, windowId } from './nodes.ts';
import type { SessionLeases } from './session-leases.ts';

export interface ActParts {
  readonly backend: MacBackend;
  readonly guard: Guard;
  readonly lane: Lane;
  readonly leases: SessionLeases;
  readonly nut: NutJs | undefined;
  readonly input: BackgroundInput;
  /** The pointer has been moved past the backend. */
  readonly pointerMoved: () => void;
  readonly pids: () => ReadonlySet<number>;
}

type ElementAct = Extract<DriverAct, { readonly nodeId: string }>;

export class Acts {
  readonly #parts: ActParts;

  constructor(parts: ActParts) {
    this.#parts = parts;
  }

  /** @throws FOCUS_STOLEN, TARGET_NOT_FOREGROUND, CAPABILITY_MISSING, ACTION_NOT_POSSIBLE, SESSION_LOST */
  async run(act: Exclude<DriverAct, { kind: 'write-clipboard' }>): Promise<void> {
    const { guard, lane } = this.#parts;
    let before = await guard.before();
    try {
      await this.#carryOut(act, before);
    } catch (error) {
      // what was refused has not happened: when the person was in the way, it is tried once more
      if (lane === 'foreground' || !wasRefused(error) || !(await guard.mayTryAgain(before, act.kind))) throw error;
      before = await guard.before();
      await this.#carryOut(act, before);
    }
    if (lane === 'background') await guard.afterBackground(before, act.kind);
  }

  async #carryOut(act: Exclude<DriverAct, { kind: 'write-clipboard' }>, state: MacState): Promise<void> {
    switch (act.kind) {
      case 'click':
      case 'hover':
      case 'drag':
      case 'scroll':
        return this.#pointer(act, state);
      case 'press':
      case 'type':
        return this.#keys(act, state);
      case 'set-text':
      case 'set-value':
      case 'invoke':
      case 'focus':
      case 'scroll-into-view':
        return this.#element(act);
      case 'window':
        return this.#window(act.windowId, act.change);
      case 'release':
        // every act of this driver lets go of what it pressed
        return;
    }
  }

  async #pointer(act: PointerAct, state: MacState): Promise<void> {
    const { backend, lane, guard, leases, input } = this.#parts;
    const point = act.kind === 'drag' ? act.from : act.point;
    if (lane === 'background' && act.kind === 'click') {
      const element = await this.#readingAt(act.address);
      const action = actionForClick(act, element);
      if (element !== undefined && action !== undefined) return this.#perform(element.handle, action);
    }
    const window = await this.#windowUnder(point, act.address);
    if (lane === 'background') {
      mustSuitBackground(act);
      return leases.during(`window:${window.id}`, () => input.pointer(window, act));
    }
    await guard.mustBeFront(state, window.pid);
    await guard.mustBeUncovered(window, point);
    const { nut, pointerMoved } = this.#parts;
    if (nut !== undefined && isPlain(act)) {
      await nut.moveTo(point);
      await nut.use(act);
      pointerMoved();
    } else {
      await backend.pointer({ kind: 'global' }, pointerEvents(act));
    }
    await this.#stillFront(window.pid);
  }

  /** Unless the act closed what it was meant for. */
  async #stillFront(pid: number): Promise<void> {
    if ((await this.#own()).some((window) => window.pid === pid)) await this.#parts.guard.afterForeground();
  }

  async #readingAt(address: ActAddress): Promise<AxReading | undefined> {
    const handle = address.nodeId === undefined ? undefined : handleOf(address.nodeId);
    return handle === undefined ? undefined : (await this.#parts.backend.read([handle]))[0];
  }

  /** The topmost window of ours at a point, or the addressed one. */
  async #windowUnder(point: Point, address: ActAddress): Promise<MacWindow> {
    const windows = await this.#own();
    const found =
      windows.find((window) => windowId(window.id) === address.windowId) ??
      windows.findLast((window) => containsPoint(window.bounds, point));
    if (found !== undefined) return found;
    throw new CodexqaError('ACTION_NOT_POSSIBLE', `no window of this session is at ${point.x},${point.y}`);
  }

  async #own(): Promise<readonly MacWindow[]> {
    const pids = this.#parts.pids();
    return (await this.#parts.backend.windows()).filter((window) => pids.has(window.pid));
  }

  async #keys(act: KeyAct, state: MacState): Promise<void> {
    const { backend, lane, guard, leases, input } = this.#parts;
    const target = await this.#addressee(act.address);
    if (state.secureInput) {
      throw new CodexqaError('ACTION_NOT_POSSIBLE', 'keys are withheld: a program has switched secure input on', {
        fix: 'close the password prompt or password manager that has it; fill() does not need keys',
      });
    }
    if (lane === 'foreground') {
      await guard.mustBeFront(state, target.pid);
      await backend.keys({ kind: 'global' }, keyEvents(act));
      return this.#stillFront(target.pid);
    }
    const keyWindow = await this.#keyWindow(target.pid);
    const certain = keyTarget(target.pid, await this.#own(), target.windowId, keyWindow);
    await leases.during(`keyboard:${target.pid}`, () => input.keys(certain, act));
  }

  /** Without an address keys mean the only application there is. */
  async #addressee(address: ActAddress): Promise<{ readonly pid: number; readonly windowId: number | undefined }> {
    const windows = await this.#own();
    const addressed = windows.find((window) => windowId(window.id) === address.windowId);
    if (addressed !== undefined) return { pid: addressed.pid, windowId: addressed.id };
    const owners = new Set(windows.map((window) => window.pid));
    const [pid] = owners;
    if (pid !== undefined && owners.size === 1) return { pid, windowId: undefined };
    throw refused('typing without a target', `${owners.size} applications have windows`);
  }

  async #keyWindow(pid: number): Promise<number | undefined> {
    const windows = await this.#parts.backend.tree(pid);
    return windows.find((window) => window.attributes['AXMain'] === true)?.windowId;
  }

  async #element(act: ElementAct): Promise<void> {
    const handle = handleOf(act.nodeId);
    const [element] = handle === undefined ? [] : await this.#parts.backend.read([handle]);
    if (element === undefined) throw gone(act.nodeId);
    switch (act.kind) {
      case 'set-text':
        if (element.settable !== true) throw cannot(element, 'take a text');
        return this.#set(element.handle, 'AXValue', act.text);
      case 'set-value':
        if (element.settable !== true) throw cannot(element, 'take a number');
        return this.#set(element.handle, 'AXValue', act.value);
      case 'focus':
        return this.#set(element.handle, 'AXFocused', true);
      case 'scroll-into-view':
        if (!element.actions.includes('AXScrollToVisible')) throw cannot(element, 'be scrolled into view');
        return this.#perform(element.handle, 'AXScrollToVisible');
      case 'invoke': {
        const action = act.action ?? element.actions[0];
        if (action === undefined || !element.actions.includes(action))
          throw cannot(
            element,
            `do ${act.action ?? 'an accessible action'}; it has: ${element.actions.join(', ') || 'none'}`,
          );
        return this.#perform(element.handle, action);
      }
    }
  }

  /** "Cannot complete" after an action often means that its handler opened a modal dialog: the effect decides, not the code. */
  async #perform(handle: Handle, action: string): Promise<void> {
    const code = await this.#parts.backend.perform(handle, action);
    if (code === axError.success || code === axError.cannotComplete) return;
    if (code === axError.invalidElement) throw gone(nodeId(handle));
    throw new CodexqaError('ACTION_NOT_POSSIBLE', `macOS answered ${code} to ${action}`);
  }

  async #set(handle: Handle, attribute: string, value: AxValue): Promise<void> {
    const code = await this.#parts.backend.set(handle, attribute, value);
    if (code === axError.success) return;
    if (code === axError.invalidElement) throw gone(nodeId(handle));
    throw new CodexqaError('ACTION_NOT_POSSIBLE', `macOS answered ${code} to setting ${attribute}`);
  }

  async #window(id: string, change: WindowChange): Promise<void> {
    const { nut, lane } = this.#parts;
    const element = await this.#windowElement(id);
    const { handle, windowId: number } = element;
    if (nut !== undefined && number !== undefined && lane === 'foreground' && isForNut(change))
      return nut.changeWindow(number, change);
    switch (change.kind) {
      case 'activate':
        if (this.#parts.lane === 'background')
          throw refused('bringing a window to the front', 'the front belongs to the person');
        await this.#set(handle, 'AXMain', true);
        return this.#perform(handle, 'AXRaise');
      case 'close':
        return this.#pressPart(element, 'AXCloseButton');
      case 'minimize':
        return this.#set(handle, 'AXMinimized', true);
      case 'restore':
        return element.attributes['AXMinimized'] === true
          ? this.#set(handle, 'AXMinimized', false)
          : this.#pressPart(element, 'AXZoomButton');
      case 'maximize':
        return this.#pressPart(element, 'AXZoomButton');
      case 'move':
        return this.#set(handle, 'AXPosition', { kind: 'point', ...change.to });
      case 'resize':
        return this.#set(handle, 'AXSize', { kind: 'size', ...change.to });
    }
  }

  async #windowElement(id: string): Promise<AxElement> {
    for (const pid of this.#parts.pids()) {
      const elements = await this.#parts.backend.tree(pid).catch(() => []);
      const found = elements.find((each) => each.windowId !== undefined && windowId(each.windowId) === id);
      if (found !== undefined) return found;
    }
    throw new CodexqaError('WINDOW_NOT_FOUND', `no window of this session has the id ${id}`);
  }

  async #pressPart(window: AxElement, part: string): Promise<void> {
    const button = window.attributes[part];
    if (typeof button === 'object' && button?.kind === 'element') return this.#perform(button.handle, 'AXPress');
    throw cannot(window, `be changed: it has no ${part}`);
  }
}

function wasRefused(error: unknown): boolean {
  return error instanceof CodexqaError && (error.code === 'ACTION_NOT_POSSIBLE' || error.code === 'CAPABILITY_MISSING');
}

function gone(id: string): CodexqaError {
  return new CodexqaError('ACTION_NOT_POSSIBLE', `the element ${id} does not exist any more`, {
    fix: 'look it up again',
  });
}

function cannot(element: Pick<AxElement, 'attributes'>, what: string): CodexqaError {
  const role = String(element.attributes['AXRole']);
  return new CodexqaError(
    'ACTION_NOT_POSSIBLE',
    `${role} "${String(element.attributes['AXTitle'] ?? '')}" cannot ${what}`,
  );
}
