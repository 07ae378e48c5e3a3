/** The seam between the macOS driver and macOS: plain data in and out, so that an agent process or a simulator can stand behind it. */
import type { Point, Rect } from '../../contracts/geometry.ts';

/** Names an accessibility element of one agent; stays the same while the element lives. */
export type Handle = number;

export type AxValue =
  | string
  | number
  | boolean
  | null
  | { readonly kind: 'point'; readonly x: number; readonly y: number }
  | { readonly kind: 'size'; readonly width: number; readonly height: number }
  | { readonly kind: 'element'; readonly handle: Handle }
  | { readonly kind: 'other' };

/** An element as one batched question answers: attributes that it does not have are left out. */
export interface AxElement {
  readonly handle: Handle;
  readonly attributes: Readonly<Record<string, AxValue>>;
  /** Whether AXValue can be set; asked only of elements that hold text or a number. */
  readonly settable?: boolean;
  /** The window server's number, on windows. */
  readonly windowId?: number;
  readonly children: readonly AxElement[];
}

export interface AxReading extends Omit<AxElement, 'children'> {
  readonly actions: readonly string[];
}

/** What the window server calls the layers in which applications have their windows (CGWindowLevel.h): dialogs of AppKit run above all others. */
export const layers = { normal: 0, modalPanel: 8, popup: 101 } as const;

export interface MacWindow {
  readonly id: number;
  readonly pid: number;
  /** Hidden from processes without the screen recording permission. */
  readonly title: string | undefined;
  readonly bounds: Rect;
  /** See `layers`; others are the menu bar, the Dock, notifications and overlays. */
  readonly layer: number;
  readonly onScreen: boolean;
}

/** What the login session is like at this moment; compared before and after each act. */
export interface MacState {
  readonly graphical: boolean;
  readonly locked: boolean;
  readonly displayAsleep: boolean;
  /** False while another user's session has the screen. */
  readonly onConsole: boolean;
  readonly frontmostPid: number | undefined;
  readonly pointer: Point;
  /** Somebody types a password: no other process gets keys to its target. */
  readonly secureInput: boolean;
  /** Since the person's last key or pointer event. */
  readonly idleMs: number;
}

export type Permission = 'granted' | 'denied' | 'unusable';

export interface MacPermissions {
  readonly accessibility: Permission;
  readonly screenRecording: Permission;
  readonly eventPosting: Permission;
}

export interface KeyEvent {
  /** Virtual key code of the US layout; 0 with `text`. */
  readonly code: number;
  /** Modifier bits of CGEventFlags. */
  readonly flags: number;
  /** Sent as Unicode instead of by code. */
  readonly text?: string;
}

export interface PointerEvent {
  readonly kind: 'move' | 'down' | 'up' | 'drag' | 'scroll';
  readonly button: 'left' | 'middle' | 'right';
  readonly point: Point;
  readonly clickCount: number;
  readonly flags: number;
  /** Wheel lines; positive is down and right. */
  readonly lines?: Point;
}

/** `background` events are addressed to a process or window; `foreground` ones go through the pointer and keyboard of the person. */
export type EventRoute =
  | { readonly kind: 'process'; readonly pid: number }
  | { readonly kind: 'window'; readonly pid: number; readonly windowId: number }
  | { readonly kind: 'global' };

/** Codes of AXError that decide what to do. */
export const axError = {
  success: 0,
  failure: -25200,
  invalidElement: -25202,
  cannotComplete: -25204,
  attributeUnsupported: -25205,
  actionUnsupported: -25206,
  apiDisabled: -25211,
  noValue: -25212,
} as const;

export interface MacBackend {
  state(): Promise<MacState>;
  permissions(): Promise<MacPermissions>;
  /** Back to front. */
  windows(): Promise<readonly MacWindow[]>;
  /** Windows and menu bar of a process. @throws APP_UNRESPONSIVE, PERMISSION_MISSING */
  tree(pid: number): Promise<readonly AxElement[]>;
  /** One per handle, undefined for elements that are gone. @throws APP_UNRESPONSIVE */
  read(handles: readonly Handle[]): Promise<readonly (AxReading | undefined)[]>;
  /** The AXError of an action. */
  perform(handle: Handle, action: string): Promise<number>;
  /** The AXError of setting an attribute. */
  set(handle: Handle, attribute: string, value: AxValue): Promise<number>;
  keys(route: EventRoute, events: readonly KeyEvent[]): Promise<void>;
  pointer(route: EventRoute, events: readonly PointerEvent[]): Promise<void>;
  close(): Promise<void>;
}
