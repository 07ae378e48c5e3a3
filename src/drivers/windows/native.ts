/** The Windows functions this driver calls, as one typed object per library; loaded only on Windows, on first use. */
import type { LibraryHandle } from 'koffi';
import { CodexqaError } from '../../contracts/errors.ts';
import * as signatures from './signatures.ts';

/** A window handle: only the low 32 bits carry meaning, so it fits a number on every Windows. */
export type Hwnd = number;
/** Pointer-sized argument: an address, a buffer, or nothing. */
export type Pointer = bigint | Buffer | null;
export type EnumCallback = (hwnd: Hwnd, extra: number) => number;

export interface User32 {
  SetProcessDpiAwarenessContext(context: number): number;
  GetDpiForSystem(): number;
  GetSystemMetrics(index: number): number;
  EnumWindows(callback: EnumCallback, extra: number): number;
  EnumChildWindows(parent: Hwnd, callback: EnumCallback, extra: number): number;
  IsWindow(hwnd: Hwnd): number;
  IsWindowVisible(hwnd: Hwnd): number;
  IsWindowEnabled(hwnd: Hwnd): number;
  IsIconic(hwnd: Hwnd): number;
  IsHungAppWindow(hwnd: Hwnd): number;
  GetAncestor(hwnd: Hwnd, which: number): Hwnd;
  GetWindow(hwnd: Hwnd, which: number): Hwnd;
  GetWindowThreadProcessId(hwnd: Hwnd, pid: Buffer): number;
  GetWindowTextW(hwnd: Hwnd, text: Buffer, length: number): number;
  /** What the window manager has as the text of a window; never asks the application. */
  InternalGetWindowText(hwnd: Hwnd, text: Buffer, length: number): number;
  GetClassNameW(hwnd: Hwnd, text: Buffer, length: number): number;
  GetWindowLongW(hwnd: Hwnd, index: number): number;
  GetDlgCtrlID(hwnd: Hwnd): number;
  GetWindowRect(hwnd: Hwnd, rect: Buffer): number;
  GetClientRect(hwnd: Hwnd, rect: Buffer): number;
  MapWindowPoints(from: Hwnd, to: Hwnd, points: Buffer, count: number): number;
  GetGUIThreadInfo(thread: number, info: Buffer): number;
  GetForegroundWindow(): Hwnd;
  SetForegroundWindow(hwnd: Hwnd): number;
  BringWindowToTop(hwnd: Hwnd): number;
  AttachThreadInput(thread: number, to: number, attach: number): number;
  SetFocus(hwnd: Hwnd): Hwnd;
  ShowWindow(hwnd: Hwnd, command: number): number;
  SetWindowPos(hwnd: Hwnd, after: number, x: number, y: number, width: number, height: number, flags: number): number;
  /** By the packed point: x in the low, y in the high 32 bits. */
  WindowFromPoint(point: bigint): Hwnd;
  GetCursorPos(point: Buffer): number;
  SetCursorPos(x: number, y: number): number;
  SendInput(count: number, inputs: Buffer, size: number): number;
  GetAsyncKeyState(code: number): number;
  VkKeyScanW(char: number): number;
  SendMessageTimeoutW(
    hwnd: Hwnd,
    message: number,
    wParam: number,
    lParam: Pointer,
    flags: number,
    timeoutMs: number,
    result: Buffer,
  ): number;
  PostMessageW(hwnd: Hwnd, message: number, wParam: number, lParam: Pointer): number;
  GetMenu(hwnd: Hwnd): number;
  GetSubMenu(menu: number, position: number): number;
  GetMenuItemCount(menu: number): number;
  GetMenuItemID(menu: number, position: number): number;
  GetMenuState(menu: number, item: number, flags: number): number;
  GetMenuStringW(menu: number, item: number, text: Buffer, length: number, flags: number): number;
  GetMenuItemRect(hwnd: Hwnd, menu: number, position: number, rect: Buffer): number;
  OpenClipboard(owner: Hwnd): number;
  CloseClipboard(): number;
  EmptyClipboard(): number;
  GetClipboardData(format: number): number;
  SetClipboardData(format: number, memory: number): number;
  GetClipboardSequenceNumber(): number;
  GetDC(hwnd: Hwnd): number;
  ReleaseDC(hwnd: Hwnd, dc: number): number;
  PrintWindow(hwnd: Hwnd, dc: number, flags: number): number;
  GetCaretBlinkTime(): number;
  SetCaretBlinkTime(ms: number): number;
  OpenInputDesktop(flags: number, inherit: number, access: number): number;
  CloseDesktop(desktop: number): number;
  GetLastInputInfo(info: Buffer): number;
}

export interface Gdi32 {
  CreateCompatibleDC(dc: number): number;
  CreateCompatibleBitmap(dc: number, width: number, height: number): number;
  SelectObject(dc: number, object: number): number;
  DeleteObject(object: number): number;
  DeleteDC(dc: number): number;
  BitBlt(
    to: number,
    x: number,
    y: number,
    width: number,
    height: number,
    from: number,
    fromX: number,
    fromY: number,
    operation: number,
  ): number;
  GetDIBits(
    dc: number,
    bitmap: number,
    firstLine: number,
    lines: number,
    pixels: Buffer,
    info: Buffer,
    usage: number,
  ): number;
}

export interface Kernel32 {
  GetTickCount(): number;
  GetTickCount64(): number | bigint;
  QueryUnbiasedInterruptTime(time: Buffer): number;
  GetCurrentThreadId(): number;
  CreateMutexW(security: Pointer, owned: number, name: Buffer): number;
  WaitForSingleObject(handle: number, timeoutMs: number): number;
  ReleaseMutex(handle: number): number;
  CloseHandle(handle: number): number;
  OpenProcess(access: number, inherit: number, pid: number): number;
  IsWow64Process(process: number, answer: Buffer): number;
  VirtualAllocEx(process: number, address: Pointer, size: number, kind: number, protection: number): number;
  VirtualFreeEx(process: number, address: number, size: number, kind: number): number;
  ReadProcessMemory(process: number, address: number, into: Buffer, size: number, read: Pointer): number;
  WriteProcessMemory(process: number, address: number, from: Buffer, size: number, written: Pointer): number;
  TerminateProcess(process: number, code: number): number;
  GlobalAlloc(flags: number, size: number): number;
  GlobalFree(memory: number): number;
  GlobalLock(memory: number): bigint | number;
  GlobalUnlock(memory: number): number;
  GlobalSize(memory: number): number;
  CreateJobObjectW(security: Pointer, name: Pointer): number;
  AssignProcessToJobObject(job: number, process: number): number;
  TerminateJobObject(job: number, code: number): number;
  SetInformationJobObject(job: number, kind: number, info: Buffer, size: number): number;
  QueryInformationJobObject(job: number, kind: number, info: Buffer, size: number, length: Pointer): number;
}

export interface Dwmapi {
  DwmGetWindowAttribute(hwnd: Hwnd, attribute: number, value: Buffer, size: number): number;
}

export interface Wtsapi32 {
  WTSQuerySessionInformationW(server: number, session: number, what: number, info: Buffer, length: Buffer): number;
  WTSFreeMemory(info: bigint): void;
}

export interface Win32 {
  readonly user32: User32;
  readonly gdi32: Gdi32;
  readonly kernel32: Kernel32;
  readonly dwmapi: Dwmapi;
  readonly wtsapi32: Wtsapi32;
  /** Copies `length` bytes that Windows keeps at `address`. */
  peek(address: bigint | number, length: number): Buffer;
  /** Overwrites the bytes at `address`. */
  poke(address: bigint | number, bytes: Buffer): void;
}

const letters: Readonly<Record<string, string>> = {
  i: 'int32_t',
  u: 'uint32_t',
  h: 'uintptr_t',
  n: 'intptr_t',
  s: 'int16_t',
  p: 'void *',
  q: 'int64_t',
  v: 'void',
};

let loaded: Win32 | undefined;

/** @throws DRIVER_UNAVAILABLE away from Windows, or when the function library does not load */
export async function loadWin32(): Promise<Win32> {
  loaded ??= await load();
  return loaded;
}

async function load(): Promise<Win32> {
  if (process.platform !== 'win32') {
    throw new CodexqaError('DRIVER_UNAVAILABLE', `the Windows driver needs Windows; this is ${process.platform}`, {
      fix: 'leave the driver out of the configuration: each platform has its own',
    });
  }
  const { default: koffi } = await import('koffi').catch((cause: unknown) => {
    throw new CodexqaError('DRIVER_UNAVAILABLE', 'koffi, which calls the Windows functions, did not load', {
      fix: 'install again without --omit=optional: npm install codexqa',
      cause,
    });
  });
  const callback = koffi.pointer(koffi.proto('__stdcall', 'CodexqaEnumProc', 'int32_t', ['uintptr_t', 'intptr_t']));
  const bind = <Functions>(
    library: LibraryHandle,
    table: Readonly<Record<keyof Functions & string, string>>,
  ): Functions =>
    Object.fromEntries(
      Object.entries<string>(table).map(([name, signature]) => {
        const [result = '', args = ''] = signature.split(' ');
        const typeOf = (letter: string) => (letter === 'c' ? callback : (letters[letter] ?? letter));
        return [name, library.func('__stdcall', name, typeOf(result), [...args].map(typeOf))];
      }),
    ) as Functions;
  return {
    user32: bind<User32>(koffi.load('user32.dll'), signatures.user32),
    gdi32: bind<Gdi32>(koffi.load('gdi32.dll'), signatures.gdi32),
    kernel32: bind<Kernel32>(koffi.load('kernel32.dll'), signatures.kernel32),
    dwmapi: bind<Dwmapi>(koffi.load('dwmapi.dll'), signatures.dwmapi),
    wtsapi32: bind<Wtsapi32>(koffi.load('wtsapi32.dll'), signatures.wtsapi32),
    peek: (address, length) => Buffer.from(Buffer.from(koffi.view(BigInt(address), length))),
    poke: (address, bytes) => {
      Buffer.from(koffi.view(BigInt(address), bytes.length)).set(bytes);
    },
  };
}
