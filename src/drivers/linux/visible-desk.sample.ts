/** A person's own desktop for tests: an X server with a window manager, and a person at its mouse and keyboard. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Point } from '../../contracts/geometry.ts';
import { Bell } from '../../support/deadline.ts';
import { visibleDisplay } from './display/visible-display.ts';
import { XConnection } from './display/x-connection.ts';
import type { DeviceExtension, Reply } from './display/x11-library.ts';

/** Events of the first input extension, counted from its base. */
const deviceEvent = { valuators: 0, keyPress: 1, keyRelease: 2, motion: 5 } as const;
/** "More events follow", in the byte of the device. */
const more = 0x80;

type Devices = readonly { readonly deviceId: number; readonly name: string }[];

interface Extension {
  readonly majorOpcode: number;
  readonly firstEvent: number;
}

interface RawClient {
  seq_num: number;
  readonly pack_stream: { put(bytes: Buffer): void; submit(): void };
  QueryExtension(name: string, done: Reply<Extension>): void;
  ForceScreenSaver(isOn: boolean): void;
}

export class VisibleDeskSample {
  readonly env: Readonly<Record<string, string>>;
  readonly #programs: readonly ChildProcess[];
  readonly #x: XConnection;
  readonly #client: RawClient;

  private constructor(env: Readonly<Record<string, string>>, programs: readonly ChildProcess[], x: XConnection) {
    this.env = env;
    this.#programs = programs;
    this.#x = x;
    this.#client = x.client as unknown as RawClient;
  }

  static async open(): Promise<VisibleDeskSample> {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const [number] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer];
    const env = { DISPLAY: `:${number.toString().trim()}`, XAUTHORITY: '/nonexistent' };
    const windowManager = spawn('openbox', ['--sm-disable'], { env: { ...process.env, ...env }, stdio: 'ignore' });
    const display = visibleDisplay(env);
    if (display === undefined) throw new Error(`Xvfb gave the display ${env.DISPLAY}`);
    const x = await XConnection.open(display);
    for (const bell = new Bell(); (await x.numbers(x.root, '_NET_SUPPORTING_WM_CHECK')).length === 0; )
      await bell.next(20);
    return new VisibleDeskSample(env, [windowManager, server], x);
  }

  async close(): Promise<void> {
    for (const program of this.#programs) {
      const ended = once(program, 'exit');
      program.kill();
      await ended;
    }
  }

  /** The person moves the mouse: the server's own device, not the one that programs send through. */
  async moves(to: Point): Promise<void> {
    const axes = Buffer.alloc(32);
    const { event, send, first } = await this.#request('Xvfb mouse');
    event.writeUInt8(first + deviceEvent.motion, 0);
    event.writeUInt8(event.readUInt8(31) | more, 31);
    axes.writeUInt8(first + deviceEvent.valuators, 0);
    axes.writeUInt8(event.readUInt8(31) & ~more, 1);
    axes.writeUInt8(2, 6);
    axes.writeInt32LE(to.x, 8);
    axes.writeInt32LE(to.y, 12);
    await send(event, axes);
  }

  /** The person strikes a key. */
  async strikes(keycode: number): Promise<void> {
    for (const kind of [deviceEvent.keyPress, deviceEvent.keyRelease]) {
      const { event, send, first } = await this.#request('Xvfb keyboard');
      event.writeUInt8(first + kind, 0);
      event.writeUInt8(keycode, 1);
      await send(event);
    }
  }

  /** The display goes dark, or lights up again. */
  async goesDark(isDark: boolean): Promise<void> {
    this.#client.ForceScreenSaver(isDark);
    await this.#x.sync();
  }

  async #request(device: string) {
    const [input, test, id] = await Promise.all([
      this.#extension('XInputExtension'),
      this.#extension('XTEST'),
      this.#deviceId(device),
    ]);
    const event = Buffer.alloc(32);
    event.writeUInt8(id, 31);
    const send = async (...events: readonly Buffer[]): Promise<void> => {
      const head = Buffer.from([test.majorOpcode, 2, 0, 0]);
      head.writeUInt16LE(1 + 8 * events.length, 2);
      this.#client.seq_num += 1;
      this.#client.pack_stream.put(Buffer.concat([head, ...events]));
      this.#client.pack_stream.submit();
      await this.#x.sync();
    };
    return { event, send, first: input.firstEvent };
  }

  #extension(name: string): Promise<Extension> {
    return this.#x.ask((done) => this.#client.QueryExtension(name, done));
  }

  async #deviceId(name: string): Promise<number> {
    const extension = await this.#x.ask<DeviceExtension>((done) => this.#x.client.require('xinput', done));
    const devices = await this.#x.ask<Devices>((done) => extension.XIQueryDevice(extension.AllDevices, done));
    const found = devices.find((device) => device.name === name);
    if (found === undefined) throw new Error(`the X server has no ${name}: ${devices.map((each) => each.name)}`);
    return found.deviceId;
  }
}
