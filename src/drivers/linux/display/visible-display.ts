/** The X display that the person sits at: its number, and the key to it. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DisplayAddress } from './x-connection.ts';

export interface VisibleDisplay extends DisplayAddress {
  /** File of the key, for the applications. */
  readonly xauthority: string;
}

const cookieName = 'MIT-MAGIC-COOKIE-1';

/** Undefined where there is none on this machine: no graphical login, a Wayland desktop without X, or a display over the network. */
export function visibleDisplay(env: NodeJS.ProcessEnv = process.env): VisibleDisplay | undefined {
  const [, number] = /^(?:unix)?:(\d+)(?:\.\d+)?$/.exec(env['DISPLAY'] ?? '') ?? [];
  if (number === undefined) return undefined;
  const xauthority = env['XAUTHORITY'] ?? join(env['HOME'] ?? homedir(), '.Xauthority');
  return { number: Number(number), cookie: cookieOf(xauthority, number), xauthority };
}

/** Empty without a fitting entry: a server that asks for none lets everybody of this machine in. */
function cookieOf(path: string, number: string): Buffer {
  const nothing = Buffer.alloc(0);
  try {
    const found = entriesOf(readFileSync(path)).find(
      (entry) => entry.name === cookieName && (entry.display === number || entry.display === ''),
    );
    return found?.data ?? nothing;
  } catch {
    return nothing;
  }
}

/** Family, then address, display number, name and data, each with its length in front, big-endian. */
function entriesOf(file: Buffer): { readonly display: string; readonly name: string; readonly data: Buffer }[] {
  const entries: { readonly display: string; readonly name: string; readonly data: Buffer }[] = [];
  let at = 0;
  const counted = (): Buffer => {
    const length = file.readUInt16BE(at);
    at += 2 + length;
    return file.subarray(at - length, at);
  };
  while (at + 2 <= file.length) {
    at += 2;
    const [, display, name, data] = [counted(), counted(), counted(), counted()];
    entries.push({ display: display.toString(), name: name.toString(), data });
  }
  return entries;
}
