/** One connection to one X server: requests as promises, atoms by name, events, and a clear end. */
import { createConnection, type Socket } from 'node:net';
import { CodexqaError } from '../../../contracts/errors.ts';
import { socketOf } from '../session/folder.ts';
import { type Reply, type XClient, type XDisplay, type XEvent, type XProperty, x11 } from './x11-library.ts';

/** Where a display listens and the cookie that opens it. */
export interface DisplayAddress {
  readonly number: number;
  /** MIT-MAGIC-COOKIE-1, 16 bytes. */
  readonly cookie: Buffer;
}

/** Every atom this driver speaks of; interned in one round trip when a connection opens. */
const atomNames = [
  'AT_SPI_BUS',
  'ATOM',
  'CARDINAL',
  'CLIPBOARD',
  'CLIPBOARD_MANAGER',
  'CODEXQA_SELECTION',
  'GDK_VISUALS',
  'INCR',
  'INTEGER',
  'MULTIPLE',
  'PRIMARY',
  'RESOURCE_MANAGER',
  'SAVE_TARGETS',
  'STRING',
  'TARGETS',
  'TEXT',
  'TIMESTAMP',
  'UTF8_STRING',
  'WINDOW',
  'WM_CHANGE_STATE',
  'WM_NAME',
  'WM_PROTOCOLS',
  'WM_STATE',
  'WM_TRANSIENT_FOR',
  'XdndSelection',
  'text/plain;charset=utf-8',
  '_GTK_FRAME_EXTENTS',
  '_NET_ACTIVE_WINDOW',
  '_NET_CLIENT_LIST_STACKING',
  '_NET_CLOSE_WINDOW',
  '_NET_FRAME_EXTENTS',
  '_NET_MOVERESIZE_WINDOW',
  '_NET_SUPPORTING_WM_CHECK',
  '_NET_WM_NAME',
  '_NET_WM_PID',
  '_NET_WM_PING',
  '_NET_WM_STATE',
  '_NET_WM_STATE_HIDDEN',
  '_NET_WM_STATE_MAXIMIZED_HORZ',
  '_NET_WM_STATE_MAXIMIZED_VERT',
  '_NET_WM_STATE_MODAL',
  '_NET_WM_WINDOW_TYPE',
  '_NET_WM_WINDOW_TYPE_COMBO',
  '_NET_WM_WINDOW_TYPE_DIALOG',
  '_NET_WM_WINDOW_TYPE_DND',
  '_NET_WM_WINDOW_TYPE_DROPDOWN_MENU',
  '_NET_WM_WINDOW_TYPE_MENU',
  '_NET_WM_WINDOW_TYPE_NORMAL',
  '_NET_WM_WINDOW_TYPE_NOTIFICATION',
  '_NET_WM_WINDOW_TYPE_POPUP_MENU',
  '_NET_WM_WINDOW_TYPE_TOOLTIP',
] as const;

export type AtomName = (typeof atomNames)[number];

/** Atoms the X protocol itself numbers end here; higher ones differ from server to server. */
const lastPredefinedAtom = 68;
const anyPropertyType = 0;
const trueColour = 4;
/** In units of four bytes: more than any property of a window manager. */
const propertyLimit = 0x40000;

export class XConnection {
  readonly client: XClient;
  readonly root: number;
  readonly rootVisual: number;
  /** The plain one with transparency; undefined on a server without. */
  readonly alphaVisual: number | undefined;
  readonly keycodes: { readonly first: number; readonly last: number };
  readonly #atoms = new Map<AtomName, number>();
  readonly #socket: Socket;
  readonly #pending = new Set<(error: Error) => void>();
  readonly #ended: Promise<void>;
  #failure: CodexqaError | undefined;
  #flushing = false;

  private constructor(socket: Socket, client: XClient, display: XDisplay) {
    const [screen] = display.screen;
    if (screen === undefined) throw new CodexqaError('SESSION_START_FAILED', 'the X server has no screen');
    this.#socket = socket;
    this.client = client;
    this.root = screen.root;
    this.rootVisual = screen.root_visual;
    this.alphaVisual = Object.values(screen.depths[32] ?? {}).find((visual) => visual.class === trueColour)?.vid;
    this.keycodes = { first: display.min_keycode, last: display.max_keycode };
    this.#ended = new Promise((resolve) => socket.once('close', () => resolve()));
    // x11 reports what no request waits for here: windows that vanish between two questions are daily life
    client.on('error', () => undefined);
  }

  /** @throws SESSION_START_FAILED when the server refuses */
  static async open(address: DisplayAddress): Promise<XConnection> {
    const { socket, client, display } = await new Promise<{
      socket: Socket;
      client: XClient;
      display: XDisplay;
    }>((resolve, reject) => {
      const socket = createConnection(socketOf(address.number));
      const client = x11.createClient(
        {
          display: `:${address.number}`,
          stream: socket,
          auth: { name: 'MIT-MAGIC-COOKIE-1', data: address.cookie.toString('latin1') },
          disableBigRequests: true,
          bufferRequests: { flushOnReply: false },
        },
        (error, display) => (error ? reject(refused(address, error)) : resolve({ socket, client, display })),
      );
      client.on('error', (error) => reject(refused(address, error)));
    });
    ownAtoms(client);
    const connection = new XConnection(socket, client, display);
    await connection.#internAtoms();
    return connection;
  }

  /** Resolves when the socket has gone, for whatever reason. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  atom(name: AtomName): number {
    const atom = this.#atoms.get(name);
    if (atom === undefined) throw new CodexqaError('SESSION_LOST', `the X server gave no number for the atom ${name}`);
    return atom;
  }

  /** Sends a request that has a reply. Rejects with the server's error, or with SESSION_LOST once the connection failed. */
  ask<T>(send: (done: Reply<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      this.#pending.add(reject);
      send((error, value) => {
        this.#pending.delete(reject);
        if (error) reject(error);
        else resolve(value);
        return true;
      });
      this.#flushSoon();
    });
  }

  /** As `ask`, with undefined where the server answers with an error: the window or atom is gone. */
  async tryAsk<T>(send: (done: Reply<T>) => void): Promise<T | undefined> {
    try {
      return await this.ask(send);
    } catch (error) {
      if (error instanceof CodexqaError) throw error;
      return undefined;
    }
  }

  /** Resolves when the server has carried out everything sent so far. */
  async sync(): Promise<void> {
    await this.ask<unknown>((done) => this.client.GetInputFocus(done));
  }

  /** Undefined when the window or the property does not exist. */
  async property(window: number, name: AtomName, remove = false): Promise<XProperty | undefined> {
    const found = await this.tryAsk<XProperty>((done) =>
      this.client.GetProperty(remove ? 1 : 0, window, this.atom(name), anyPropertyType, 0, propertyLimit, done),
    );
    return found === undefined || found.type === 0 ? undefined : found;
  }

  /** The 32-bit numbers of a property; empty when it does not exist. */
  async numbers(window: number, name: AtomName): Promise<readonly number[]> {
    const found = await this.property(window, name);
    return found === undefined || found.format !== 32 ? [] : wordsOf(found.data);
  }

  async text(window: number, name: AtomName): Promise<string | undefined> {
    const found = await this.property(window, name);
    if (found === undefined || found.format !== 8) return undefined;
    const encoding = found.type === this.atom('STRING') ? 'latin1' : 'utf8';
    return found.data.toString(encoding).replace(/\0+$/, '');
  }

  onEvent(listener: (event: XEvent) => void): () => void {
    this.client.on('event', listener);
    return () => this.client.off('event', listener);
  }

  /** Ends the connection and rejects whoever still waits with `error`. */
  fail(error: CodexqaError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
    this.#socket.destroy();
  }

  async #internAtoms(): Promise<void> {
    const numbers = await Promise.all(
      atomNames.map((name) => this.ask<number>((done) => this.client.InternAtom(false, name, done))),
    );
    numbers.forEach((number, index) => {
      const name = atomNames[index];
      if (name !== undefined) this.#atoms.set(name, number);
    });
  }

  // requests of one synchronous stretch leave in one write: a window list is 100 of them
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      if (this.#failure === undefined) this.client.flush();
    });
  }
}

export function wordsOf(data: Buffer): readonly number[] {
  return Array.from({ length: data.length >> 2 }, (_, index) => data.readUInt32LE(index * 4));
}

/**
 * x11@4.2.2 keeps ONE atom table for all connections of the process (`this.atoms = stdatoms` in lib/xcore.js), so a second
 * display is handed the numbers of the first: `Bad atom`, or events silently missed. Each connection gets its own tables,
 * holding only the atoms that the protocol numbers.
 */
function ownAtoms(client: XClient): void {
  const predefined = Object.entries(client.atoms).filter(([, number]) => number <= lastPredefinedAtom);
  client.atoms = Object.fromEntries(predefined);
  client.atom_names = Object.fromEntries(predefined.map(([name, number]) => [number, name]));
}

function refused(address: DisplayAddress, cause: unknown): CodexqaError {
  const seen = cause instanceof Error ? cause.message : String(cause);
  return new CodexqaError('SESSION_START_FAILED', `no connection to the X display :${address.number}: ${seen}`, {
    cause,
  });
}
