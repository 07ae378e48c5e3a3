/** Carries acts out on the visible Windows desktop: each only when its target is in front and can be seen. */
import type { ActAddress, DriverAct, WindowChange } from '../../contracts/act.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import { isForNut, isPlain, type NutJs } from '../../support/nut-js.ts';
import type { Clipboard } from './clipboard.ts';
import type { Controls } from './control.ts';
import type { Foreground } from './foreground.ts';
import { parseNodeId } from './ids.ts';
import type { Input } from './input.ts';
import type { Hwnd, Win32 } from './native.ts';
import type { ElementProvider } from './provider.ts';
import { changeWindow, framed } from './window-change.ts';
import type { WindowList } from './window-list.ts';

export interface ActParts {
  readonly win32: Win32;
  readonly provider: ElementProvider;
  readonly controls: Controls;
  readonly list: WindowList;
  readonly input: Input;
  readonly clipboard: Clipboard;
  readonly foreground: Foreground;
  readonly nut: NutJs | undefined;
}

type PointerAct = Extract<DriverAct, { readonly kind: 'click' | 'hover' | 'drag' | 'scroll' }>;

/** A field that a click does not focus is left to the read-back of what is typed. */
const focusWithinMs = 1000;

export class Acts {
  readonly #parts: ActParts;

  constructor(parts: ActParts) {
    this.#parts = parts;
  }

  /** @throws TARGET_NOT_FOREGROUND, ACTION_NOT_POSSIBLE, WINDOW_NOT_FOUND */
  async run(act: DriverAct): Promise<void> {
    const { provider, clipboard, foreground, input } = this.#parts;
    switch (act.kind) {
      case 'click':
      case 'hover':
      case 'drag':
      case 'scroll':
        return this.#pointer(act);
      case 'press':
      case 'type': {
        const target = this.#targetOf(act.address);
        await foreground.before(target);
        input.keys(act);
        return foreground.after(target);
      }
      case 'set-text':
      case 'set-value':
      case 'invoke':
      case 'focus':
      case 'scroll-into-view': {
        const target = provider.windowOf(act.nodeId);
        if (target !== undefined) await foreground.before(target);
        await provider.act(act);
        return foreground.after(target);
      }
      case 'window':
        return this.#window(act.windowId, act.change);
      case 'write-clipboard':
        return clipboard.write(act.text);
      case 'release':
        return input.release();
    }
  }

  async #pointer(act: PointerAct): Promise<void> {
    const { foreground, input, nut } = this.#parts;
    const point = act.kind === 'drag' ? act.from : act.point;
    const target = this.#targetOf(act.address);
    await foreground.before(target);
    if (nut !== undefined && isPlain(act)) {
      await nut.moveTo(point);
      foreground.at(point, target);
      await nut.use(act);
      input.last.sent();
    } else {
      input.moveTo(point);
      foreground.at(point, target);
      input.use(act);
    }
    if (act.kind === 'click') await this.#focusArrived(act.address);
    foreground.after(target);
  }

  /** Keys must not overtake the click before them: a field has been clicked when it has the focus. */
  async #focusArrived({ nodeId: id }: ActAddress): Promise<void> {
    const { controls } = this.#parts;
    const hwnd = id === undefined ? undefined : parseNodeId(id)?.hwnd;
    if (hwnd === undefined || !controls.alive(hwnd)) return;
    const { kind, enabled } = controls.describe(hwnd);
    if (kind !== 'edit' || !enabled) return;
    const deadline = Deadline.after(focusWithinMs);
    const bell = new Bell();
    while (controls.thread(hwnd).focus !== hwnd && !deadline.passed) await bell.next(5);
  }

  #targetOf(address: ActAddress): Hwnd | undefined {
    const { provider, list } = this.#parts;
    if (address.nodeId !== undefined) {
      const hwnd = provider.windowOf(address.nodeId);
      if (hwnd !== undefined) return hwnd;
    }
    return address.windowId === undefined ? undefined : list.handleOf(address.windowId);
  }

  async #window(windowId: string, change: WindowChange): Promise<void> {
    const { win32, controls, foreground, list, nut } = this.#parts;
    const hwnd = list.handleOf(windowId);
    if (nut !== undefined && isForNut(change)) {
      const to = change.kind === 'resize' ? { ...change, to: framed(controls, hwnd, change.to) } : change;
      await nut.changeWindow(hwnd, to);
    }
    // in front is only what is seen to be in front, whoever brought it there
    if (change.kind === 'activate') await foreground.bringToFront(hwnd);
    else if (nut === undefined || !isForNut(change)) changeWindow(win32, controls, hwnd, change);
  }
}
