/**
 * The clipboard as Unicode text. Any program may hold it for a moment, so it is asked for until a deadline; and it is opened
 * only when it has changed, because an application whose copy meets an open clipboard gives up without a word.
 */
import { CodexqaError } from '../../contracts/errors.ts';
import { Bell, Deadline } from '../../support/deadline.ts';
import type { Win32 } from './native.ts';
import { narrow, wide } from './structs.ts';

const unicodeText = 13; // CF_UNICODETEXT
const movable = 0x2; // GMEM_MOVEABLE
const openTimeoutMs = 2000;
const retryMs = 10;

async function withClipboard<T>({ user32 }: Win32, work: () => T): Promise<T> {
  const deadline = Deadline.after(openTimeoutMs);
  const bell = new Bell();
  while (user32.OpenClipboard(0) === 0) {
    if (deadline.passed) {
      throw new CodexqaError(
        'ACTION_NOT_POSSIBLE',
        `the clipboard was held by another program for more than ${openTimeoutMs} ms`,
        { fix: 'end the clipboard manager that keeps it open' },
      );
    }
    await bell.next(retryMs);
  }
  try {
    return work();
  } finally {
    user32.CloseClipboard();
  }
}

export class Clipboard {
  readonly #win32: Win32;
  #known: { readonly number: number; readonly text: string } | undefined;

  constructor(win32: Win32) {
    this.#win32 = win32;
  }

  /** Counts up with every change, without opening anything. */
  get number(): number {
    return this.#win32.user32.GetClipboardSequenceNumber();
  }

  async read(): Promise<string> {
    const { number } = this;
    if (this.#known?.number === number) return this.#known.text;
    const text = await readText(this.#win32);
    this.#known = { number, text };
    return text;
  }

  /** Before an act: what is there now is known, so that the next look does not open it just when an application copies. */
  async settle(): Promise<void> {
    await this.read().catch(() => undefined);
  }

  async write(text: string): Promise<void> {
    await writeText(this.#win32, text);
    this.#known = undefined;
    await this.read();
  }
}

async function readText(win32: Win32): Promise<string> {
  const { user32, kernel32 } = win32;
  return withClipboard(win32, () => {
    const memory = user32.GetClipboardData(unicodeText);
    if (memory === 0) return '';
    const address = kernel32.GlobalLock(memory);
    try {
      return narrow(win32.peek(address, kernel32.GlobalSize(memory))).replaceAll('\r\n', '\n');
    } finally {
      kernel32.GlobalUnlock(memory);
    }
  });
}

async function writeText(win32: Win32, text: string): Promise<void> {
  const { user32, kernel32 } = win32;
  await withClipboard(win32, () => {
    user32.EmptyClipboard();
    if (text === '') return;
    const bytes = wide(text.replaceAll('\n', '\r\n'));
    const memory = kernel32.GlobalAlloc(movable, bytes.length);
    win32.poke(kernel32.GlobalLock(memory), bytes);
    kernel32.GlobalUnlock(memory);
    // from here the memory belongs to the clipboard
    if (user32.SetClipboardData(unicodeText, memory) !== 0) return;
    kernel32.GlobalFree(memory);
    throw new CodexqaError('ACTION_NOT_POSSIBLE', 'Windows did not take the text into the clipboard');
  });
}
