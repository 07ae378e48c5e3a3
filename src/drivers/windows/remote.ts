/**
 * A scratch page inside another process. List, tree and tab controls take pointers in their messages, and Windows does not
 * carry those across processes: the argument must lie in the memory of the application.
 */
import type { Win32 } from './native.ts';

const access = 0x0008 | 0x0010 | 0x0020 | 0x0400; // VM_OPERATION | VM_READ | VM_WRITE | QUERY_INFORMATION
const pageSize = 4096;

export class RemotePage {
  readonly #win32: Win32;
  readonly #process: number;
  /** Start of the page, an address in the other process. */
  readonly address: bigint;
  readonly size = pageSize;

  private constructor(win32: Win32, process: number, address: bigint) {
    this.#win32 = win32;
    this.#process = process;
    this.address = address;
  }

  /** Undefined where we may not (elevated process) or cannot (32-bit process: other layout) write. */
  static open(win32: Win32, pid: number): RemotePage | undefined {
    const { kernel32 } = win32;
    const process = kernel32.OpenProcess(access, 0, pid);
    if (process === 0) return undefined;
    const is32Bit = Buffer.alloc(4);
    kernel32.IsWow64Process(process, is32Bit);
    const address = is32Bit.readInt32LE() === 0 ? kernel32.VirtualAllocEx(process, null, pageSize, 0x3000, 0x04) : 0;
    if (address === 0) {
      kernel32.CloseHandle(process);
      return undefined;
    }
    return new RemotePage(win32, process, BigInt(address));
  }

  write(bytes: Buffer, offset = 0): void {
    this.#win32.kernel32.WriteProcessMemory(this.#process, Number(this.address) + offset, bytes, bytes.length, null);
  }

  read(length: number, offset = 0): Buffer {
    const bytes = Buffer.alloc(length);
    this.#win32.kernel32.ReadProcessMemory(this.#process, Number(this.address) + offset, bytes, length, null);
    return bytes;
  }

  close(): void {
    this.#win32.kernel32.VirtualFreeEx(this.#process, Number(this.address), 0, 0x8000);
    this.#win32.kernel32.CloseHandle(this.#process);
  }
}

/** One page per application, opened at first use. */
export class RemotePages {
  readonly #win32: Win32;
  readonly #pages = new Map<number, RemotePage | undefined>();

  constructor(win32: Win32) {
    this.#win32 = win32;
  }

  of(pid: number): RemotePage | undefined {
    if (!this.#pages.has(pid)) this.#pages.set(pid, RemotePage.open(this.#win32, pid));
    return this.#pages.get(pid);
  }

  forget(pid: number): void {
    this.#pages.get(pid)?.close();
    this.#pages.delete(pid);
  }

  close(): void {
    for (const pid of [...this.#pages.keys()]) this.forget(pid);
  }
}
