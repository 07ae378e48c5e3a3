/** The part of x11@4.2.2 this driver uses, with the types the package does not ship. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
// @ts-expect-error x11 is plain JavaScript and ships no declarations
import untyped from 'x11';

/** Called with an error or the reply; `true` tells x11 that the error needs no `error` event. */
export type Reply<T> = (error: Error | null | undefined, value: T) => boolean | undefined;

export interface XProperty {
  readonly type: number;
  readonly format: number;
  readonly bytesAfter: number;
  readonly data: Buffer;
}

export interface XEvent {
  readonly name?: string;
  readonly type: number;
  readonly wid: number;
  readonly atom?: number;
  readonly state?: number;
  readonly time?: number;
  readonly parent?: number;
  readonly overrideRedirect?: boolean | number;
  readonly message_type?: number;
  readonly data?: readonly number[];
  /** Selection events. */
  readonly selection?: number;
  readonly requestor?: number;
  readonly target?: number;
  readonly property?: number;
  readonly owner?: number;
  /** XFIXES SelectionNotify: what happened. */
  readonly subtype?: number;
  /** XInput 2: the device itself, below the master that events are named by. */
  readonly sourceId?: number;
  /** DamageNotify. */
  readonly area?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

export interface DamageExtension {
  readonly ReportLevel: { readonly RawRectangles: number };
  Create(damage: number, drawable: number, level: number): void;
}

export interface FixesExtension {
  HideCursor(window: number): void;
  SelectCursorInput(window: number, mask: number): void;
  SelectSelectionInput(window: number, selection: number, mask: number): void;
}

export interface TestExtension {
  FakeInput(type: number, detail: number, delayMs: number, window: number, x: number, y: number): void;
}

export interface CompositeExtension {
  readonly Redirect: { readonly Automatic: number };
  RedirectSubwindows(window: number, update: number): void;
  NameWindowPixmap(window: number, pixmap: number): void;
}

export interface PowerExtension {
  /** 0 is on; standby, suspend and off all show nothing. */
  Info(done: Reply<readonly [level: number, isEnabled: number]>): void;
}

export interface SaverExtension {
  readonly State: { readonly On: number };
  QueryInfo(drawable: number, done: Reply<{ readonly state: number }>): void;
  /** 1: saver and power saving wait until the connection ends. */
  Suspend(suspend: 0 | 1): void;
}

/** XInput 2: which device an event came from. */
export interface DeviceExtension {
  readonly AllDevices: number;
  readonly AllMasterDevices: number;
  XIQueryDevice(
    id: number,
    done: Reply<readonly { readonly deviceId: number; readonly use: number; readonly name: string }[]>,
  ): void;
  XISelectEvents(
    window: number,
    selection: { readonly deviceId: number; readonly mask: readonly RawDeviceEvent[] },
  ): void;
}

export type RawDeviceEvent = 'RawKeyPress' | 'RawButtonPress' | 'RawMotion' | 'RawTouchBegin';

interface Extensions {
  readonly dpms: PowerExtension;
  readonly 'screen-saver': SaverExtension;
  readonly xinput: DeviceExtension;
  readonly damage: DamageExtension;
  readonly fixes: FixesExtension;
  readonly xtest: TestExtension;
  readonly composite: CompositeExtension;
}

export interface XClient extends EventEmitter {
  atoms: Record<string, number>;
  atom_names: Record<number, string>;
  readonly stream: Duplex;
  AllocID(): number;
  ReleaseID(id: number): void;
  flush(): void;
  terminate(): void;
  require<N extends keyof Extensions>(name: N, done: Reply<Extensions[N]>): void;

  InternAtom(onlyIfExists: boolean, name: string, done: Reply<number>): void;
  GetInputFocus(done: Reply<unknown>): void;
  GetProperty(
    remove: 0 | 1,
    window: number,
    name: number,
    type: number,
    offset: number,
    length: number,
    done: Reply<XProperty>,
  ): void;
  ChangeProperty(
    mode: 0 | 1 | 2,
    window: number,
    name: number,
    type: number,
    format: 8 | 32,
    data: Buffer | readonly number[],
  ): void;
  DeleteProperty(window: number, name: number): void;
  CreateWindow(
    id: number,
    parent: number,
    x: number,
    y: number,
    width: number,
    height: number,
    border: number,
    depth: number,
    windowClass: number,
    visual: number,
    values: Readonly<Record<string, number>>,
  ): void;
  ChangeWindowAttributes(window: number, values: { readonly eventMask: number }, done?: Reply<null>): void;
  UnmapWindow(window: number): void;
  GetWindowAttributes(
    window: number,
    done: Reply<{ readonly mapState: number; readonly overrideRedirect: number; readonly klass: number }>,
  ): void;
  GetGeometry(
    drawable: number,
    done: Reply<{ readonly xPos: number; readonly yPos: number; readonly width: number; readonly height: number }>,
  ): void;
  TranslateCoordinates(
    from: number,
    to: number,
    x: number,
    y: number,
    done: Reply<{ readonly child: number; readonly destX: number; readonly destY: number }>,
  ): void;
  QueryTree(
    window: number,
    done: Reply<{ readonly root: number; readonly parent: number; readonly children: readonly number[] }>,
  ): void;
  QueryPointer(
    window: number,
    done: Reply<{ readonly rootX: number; readonly rootY: number; readonly keyMask: number; readonly child: number }>,
  ): void;
  QueryKeymap(done: Reply<Buffer>): void;
  GetKeyboardMapping(first: number, count: number, done: Reply<readonly (readonly number[])[]>): void;
  ChangeKeyboardMapping(first: number, perKeycode: number, keysyms: readonly number[]): void;
  GetModifierMapping(done: Reply<readonly (readonly number[])[]>): void;
  ChangeKeyboardControl(values: { readonly autoRepeatMode: 0 | 1 }): void;
  GetImage(
    format: number,
    drawable: number,
    x: number,
    y: number,
    width: number,
    height: number,
    planes: number,
    done: Reply<{ readonly depth: number; readonly data: Buffer }>,
  ): void;
  FreePixmap(pixmap: number): void;
  GrabServer(): void;
  UngrabServer(): void;
  SendEvent(
    destination: number,
    propagate: 0 | 1,
    mask: number,
    event: Readonly<Record<string, unknown>>,
    done?: Reply<null>,
  ): void;
  SendClientMessage(
    destination: number,
    window: number,
    messageType: number,
    format: 32,
    data: readonly number[],
    mask?: number,
  ): void;
  SetSelectionOwner(owner: number, selection: number, time: number): void;
  GetSelectionOwner(selection: number, done: Reply<number>): void;
  ConvertSelection(requestor: number, selection: number, target: number, property: number, time: number): void;
}

export interface XDisplay {
  readonly client: XClient;
  readonly min_keycode: number;
  readonly max_keycode: number;
  readonly screen: readonly {
    readonly root: number;
    readonly root_visual: number;
    /** Visuals by depth in bits, then by their id. */
    readonly depths: Readonly<
      Record<number, Readonly<Record<number, { readonly vid: number; readonly class: number }>>>
    >;
    readonly pixel_width: number;
    readonly pixel_height: number;
  }[];
}

interface X11Library {
  createClient(
    options: {
      readonly display: string;
      readonly stream: Duplex;
      readonly auth: { readonly name: string; readonly data: string };
      readonly disableBigRequests: boolean;
      readonly bufferRequests: { readonly flushOnReply: boolean };
    },
    ready: (error: Error | undefined, display: XDisplay) => void,
  ): XClient;
}

export const x11: X11Library = untyped;
