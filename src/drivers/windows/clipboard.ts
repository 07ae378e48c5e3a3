/** The clipboard as Unicode text. Any program may hold it for a moment, so it is asked for until a deadline. */
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

export async function readClipboard(win32: Win32): Promise<string> {
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

export async function writeClipboard(win32: Win32, text: string): Promise<void> {
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
