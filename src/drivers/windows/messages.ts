/** Window messages with a time limit: a hung application costs one bounded wait and a typed error, never the worker. */
import { CodexqaError } from '../../contracts/errors.ts';
import type { Hwnd, Pointer, Win32 } from './native.ts';
import { narrow, wide } from './structs.ts';
import { SMTO, WM } from './winuser.ts';

const defaultPatienceMs = 3000;
/** Longer texts are cut: a log window of many megabytes is no expectation anyone writes. */
const longestText = 1 << 20;
/** Most texts fit into the first question. */
const shortText = 256;

export class Messages {
  readonly #win32: Win32;
  readonly #patienceMs: number;
  readonly #result = Buffer.alloc(8);
  readonly #text = Buffer.alloc(shortText * 2);

  constructor(win32: Win32, patienceMs = defaultPatienceMs) {
    this.#win32 = win32;
    this.#patienceMs = patienceMs;
  }

  /**
   * The answer of the window; undefined when the window is gone.
   * @throws APP_UNRESPONSIVE when it does not answer in time, ACTION_NOT_POSSIBLE when Windows refuses the message
   */
  send(hwnd: Hwnd, message: number, wParam = 0, lParam: Pointer = null): number | undefined {
    const { user32 } = this.#win32;
    const startedAt = performance.now();
    const flags = SMTO.ABORTIFHUNG | SMTO.ERRORONEXIT;
    this.#result.fill(0);
    if (user32.SendMessageTimeoutW(hwnd, message, wParam, lParam, flags, this.#patienceMs, this.#result) !== 0)
      return Number(this.#result.readBigInt64LE());
    if (user32.IsWindow(hwnd) === 0) return undefined;
    if (performance.now() - startedAt > this.#patienceMs / 2 || user32.IsHungAppWindow(hwnd) !== 0) {
      throw new CodexqaError(
        'APP_UNRESPONSIVE',
        `the window ${hwnd.toString(16)} did not answer message 0x${message.toString(16)} within ${this.#patienceMs} ms`,
        { fix: 'look at what the application does at this moment; a modal loop or a deadlock blocks its window' },
      );
    }
    throw new CodexqaError(
      'ACTION_NOT_POSSIBLE',
      `Windows refused message 0x${message.toString(16)} to window ${hwnd.toString(16)}`,
      { fix: 'an application that runs as administrator accepts messages only from one that does too' },
    );
  }

  /** Leaves the message in the queue of the window: for acts whose handler may open a modal dialog and so never return. */
  post(hwnd: Hwnd, message: number, wParam = 0, lParam: Pointer = null): void {
    this.#win32.user32.PostMessageW(hwnd, message, wParam, lParam);
  }

  /** The whole text of a control, line ends as "\n"; empty when the window is gone. */
  text(hwnd: Hwnd): string {
    const copied = this.send(hwnd, WM.GETTEXT, shortText, this.#text) ?? 0;
    const whole = copied < shortText - 1 ? narrow(this.#text.subarray(0, copied * 2)) : this.#longText(hwnd);
    return whole.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  }

  #longText(hwnd: Hwnd): string {
    const length = Math.min(this.send(hwnd, WM.GETTEXTLENGTH) ?? 0, longestText);
    const bytes = Buffer.alloc((length + 1) * 2);
    const copied = this.send(hwnd, WM.GETTEXT, length + 1, bytes) ?? 0;
    return narrow(bytes.subarray(0, copied * 2));
  }

  /** A text that is fetched by index: first its length, then its characters. */
  indexed(hwnd: Hwnd, lengthMessage: number, textMessage: number, index: number): string {
    const length = this.send(hwnd, lengthMessage, index) ?? 0;
    if (length <= 0 || length > longestText) return '';
    const bytes = Buffer.alloc((length + 1) * 2);
    this.send(hwnd, textMessage, index, bytes);
    return narrow(bytes);
  }

  /** Sends a string argument. */
  sendText(hwnd: Hwnd, message: number, wParam: number, text: string): number | undefined {
    return this.send(hwnd, message, wParam, wide(text));
  }
}

/** Packs two 16-bit numbers as Windows does in one parameter. */
export function packed(low: number, high: number): number {
  return (((high & 0xffff) << 16) | (low & 0xffff)) >>> 0;
}
