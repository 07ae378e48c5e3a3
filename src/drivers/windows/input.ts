/** Real pointer and keyboard through SendInput: one call per act, so nobody's input gets in between. */
import type { DriverAct, Modifier, PointerButton } from '../../contracts/act.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { Point, Rect } from '../../contracts/geometry.ts';
import { everyModifier, keystrokeOf, modifierKey, type VirtualKey } from './keys.ts';
import type { Win32 } from './native.ts';
import { isInputDesktopOpen, LastInput } from './presence.ts';
import { SM } from './winuser.ts';

const inputSize = 40;
const mouse = { move: 0x1, absolute: 0x8000, virtualDesk: 0x4000, wheel: 0x800, sideWheel: 0x1000 } as const;
const buttons: Readonly<Record<PointerButton, readonly [down: number, up: number]>> = {
  left: [0x2, 0x4],
  right: [0x8, 0x10],
  middle: [0x20, 0x40],
};
const key = { extended: 0x1, up: 0x2, unicode: 0x4 } as const;
const wheelNotch = 120;
/** Windows' queue of one thread holds 10,000 messages; longer texts go in pieces. */
const mostInputs = 2000;

/** One INPUT structure. */
export function mouseInput(flags: number, x = 0, y = 0, data = 0): Buffer {
  const bytes = Buffer.alloc(inputSize);
  bytes.writeInt32LE(x, 8);
  bytes.writeInt32LE(y, 12);
  bytes.writeInt32LE(data, 16);
  bytes.writeUInt32LE(flags, 20);
  return bytes;
}

export function keyInput(code: number, scan: number, flags: number): Buffer {
  const bytes = Buffer.alloc(inputSize);
  bytes.writeUInt32LE(1, 0);
  bytes.writeUInt16LE(code, 8);
  bytes.writeUInt16LE(scan, 10);
  bytes.writeUInt32LE(flags, 12);
  return bytes;
}

const keyDown = ({ code, extended }: VirtualKey): Buffer => keyInput(code, 0, extended ? key.extended : 0);
const keyUp = ({ code, extended }: VirtualKey): Buffer => keyInput(code, 0, key.up | (extended ? key.extended : 0));

/** Where SendInput wants an absolute point: 0 … 65535 across all screens, pixel centres. */
export function normalized(point: Point, desk: Rect): Point {
  const part = (at: number, size: number): number => Math.floor(((at + 0.5) * 65536) / size);
  return { x: part(point.x - desk.x, desk.width), y: part(point.y - desk.y, desk.height) };
}

/** A text as key events: line ends and tabs by their keys, everything else by its UTF-16 units. */
export function typing(text: string): readonly Buffer[] {
  const keys: Readonly<Record<string, number>> = { '\n': 0x0d, '\t': 0x09 };
  return text.split('').flatMap((unit) => {
    const code = keys[unit];
    if (code !== undefined) return [keyInput(code, 0, 0), keyInput(code, 0, key.up)];
    const scan = unit.charCodeAt(0);
    return [keyInput(0, scan, key.unicode), keyInput(0, scan, key.unicode | key.up)];
  });
}

type PointerAct = Extract<DriverAct, { readonly kind: 'click' | 'hover' | 'drag' | 'scroll' }>;
type KeyAct = Extract<DriverAct, { readonly kind: 'press' | 'type' }>;

export class Input {
  readonly #win32: Win32;
  /** Who used mouse and keyboard last. */
  readonly last: LastInput;

  constructor(win32: Win32) {
    this.#win32 = win32;
    this.last = new LastInput(win32);
  }

  /** The screen is locked, or a secure prompt is open. */
  withheld(): boolean {
    return !isInputDesktopOpen(this.#win32);
  }

  desk(): Rect {
    const metric = (index: number): number => this.#win32.user32.GetSystemMetrics(index);
    return {
      x: metric(SM.XVIRTUALSCREEN),
      y: metric(SM.YVIRTUALSCREEN),
      width: metric(SM.CXVIRTUALSCREEN),
      height: metric(SM.CYVIRTUALSCREEN),
    };
  }

  pointer(): Point {
    const bytes = Buffer.alloc(8);
    this.#win32.user32.GetCursorPos(bytes);
    return { x: bytes.readInt32LE(0), y: bytes.readInt32LE(4) };
  }

  /** Moves the pointer and makes sure that it is there: before a button goes down its place must be certain. */
  moveTo(point: Point): void {
    this.#send([this.#move(point)]);
    const seen = this.pointer();
    if (seen.x !== point.x || seen.y !== point.y) this.#win32.user32.SetCursorPos(point.x, point.y);
    this.last.sent();
    const now = this.pointer();
    if (now.x === point.x && now.y === point.y) return;
    throw new CodexqaError(
      'ACTION_NOT_POSSIBLE',
      `the pointer was sent to ${point.x},${point.y} and is at ${now.x},${now.y}`,
      { fix: 'leave the mouse alone during the act; a program that confines the pointer must be ended' },
    );
  }

  /** The rest of a pointer act, once the pointer is on its first point. */
  use(act: PointerAct): void {
    switch (act.kind) {
      case 'hover':
        return;
      case 'click':
        this.#held(act.modifiers, this.#clicks(act));
        return;
      case 'scroll':
        this.#held(act.modifiers, [
          ...(act.notchesY === 0 ? [] : [mouseInput(mouse.wheel, 0, 0, -act.notchesY * wheelNotch)]),
          ...(act.notchesX === 0 ? [] : [mouseInput(mouse.sideWheel, 0, 0, act.notchesX * wheelNotch)]),
        ]);
        return;
      case 'drag': {
        const [down, up] = buttons[act.button];
        this.#held(act.modifiers, [mouseInput(down), ...this.#way(act), mouseInput(up)]);
      }
    }
  }

  #clicks(act: Extract<PointerAct, { readonly kind: 'click' }>): readonly Buffer[] {
    const [down, up] = buttons[act.button];
    return new Array(act.count).fill([mouseInput(down), mouseInput(up)]).flat();
  }

  #way({ from, to, steps }: Extract<PointerAct, { readonly kind: 'drag' }>): readonly Buffer[] {
    return [...new Array(Math.max(2, steps)).keys()].map((step) => {
      const part = (step + 1) / Math.max(2, steps);
      const x = Math.round(from.x + (to.x - from.x) * part);
      const y = Math.round(from.y + (to.y - from.y) * part);
      return this.#move({ x, y });
    });
  }

  keys(act: KeyAct): void {
    if (act.kind === 'type') {
      this.#send(typing(act.text));
      return;
    }
    const stroke = keystrokeOf(act.chord, (char) => this.#win32.user32.VkKeyScanW(char));
    this.#held(stroke.modifiers, [keyDown(stroke.key), keyUp(stroke.key)]);
  }

  /** Lets go of everything a broken act may have left down. */
  release(): void {
    const ups = Object.values(buttons).map(([, up]) => up);
    const down = (code: number): boolean => (this.#win32.user32.GetAsyncKeyState(code) & 0x8000) !== 0;
    const held = [1, 2, 4].flatMap((code, at) => (down(code) ? [mouseInput([ups[0], ups[1], ups[2]][at] ?? 0)] : []));
    const modifiers = everyModifier.map(modifierKey).filter(({ code }) => down(code));
    this.#send([...held, ...modifiers.map(keyUp)]);
  }

  #move(point: Point): Buffer {
    const { x, y } = normalized(point, this.desk());
    return mouseInput(mouse.move | mouse.absolute | mouse.virtualDesk, x, y);
  }

  #held(modifiers: readonly Modifier[], inputs: readonly Buffer[]): void {
    const keys = modifiers.map(modifierKey);
    this.#send([...keys.map(keyDown), ...inputs, ...keys.toReversed().map(keyUp)]);
  }

  #send(inputs: readonly Buffer[]): void {
    this.last.look();
    try {
      this.#sendAll(inputs);
    } finally {
      this.last.sent();
    }
  }

  #sendAll(inputs: readonly Buffer[]): void {
    for (let at = 0; at < inputs.length; at += mostInputs) {
      const piece = inputs.slice(at, at + mostInputs);
      const sent = this.#win32.user32.SendInput(piece.length, Buffer.concat(piece), inputSize);
      if (sent === piece.length) continue;
      throw new CodexqaError(
        'ACTION_NOT_POSSIBLE',
        `Windows took ${sent} of ${piece.length} input events: the application runs with more rights than this process, or the screen is locked`,
        { fix: 'run both with the same rights, on an unlocked desktop' },
      );
    }
  }
}
