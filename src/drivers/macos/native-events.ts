/** Keys and pointer as events of the C functions: posted to a process, to a window, or to the person's own queue. */
import type { EventRoute, KeyEvent, PointerEvent } from './backend.ts';
import type { CoreFoundation } from './core-foundation.ts';
import type { Native } from './native.ts';
import type { Ref } from './prototypes.ts';

const privateSource = -1; // kCGEventSourceStatePrivate
const lineUnit = 1; // kCGScrollEventUnitLine
const ourMark = 0x636f6465; // "code": tells our events from a person's
const field = { clickState: 1, pid: 40, windowUnderPointer: 91, windowThatHandles: 92 } as const;
const buttons = { left: 0, right: 1, middle: 2 } as const;
/** Down, up, moved and dragged event types by button. */
const pointerTypes = {
  left: { down: 1, up: 2, move: 5, drag: 6 },
  right: { down: 3, up: 4, move: 5, drag: 7 },
  middle: { down: 25, up: 26, move: 5, drag: 27 },
} as const;

export class NativeEvents {
  readonly #native: Native;
  readonly #cf: CoreFoundation;
  readonly #source: Ref;

  constructor(native: Native, cf: CoreFoundation) {
    this.#native = native;
    this.#cf = cf;
    this.#source = native.cg.CGEventSourceCreate(privateSource);
    native.cg.CGEventSourceSetUserData(this.#source, ourMark);
  }

  keys(route: EventRoute, events: readonly KeyEvent[]): void {
    const { cg } = this.#native;
    for (const { code, flags, text } of events) {
      for (const down of [true, false]) {
        const event = cg.CGEventCreateKeyboardEvent(this.#source, code, down);
        this.#cf.using(event, () => {
          cg.CGEventSetFlags(event, flags);
          if (text !== undefined) cg.CGEventKeyboardSetUnicodeString(event, text.length, Buffer.from(text, 'utf16le'));
          this.#post(route, event);
        });
      }
    }
  }

  pointer(route: EventRoute, events: readonly PointerEvent[]): void {
    for (const each of events) {
      const event = this.#pointerEvent(each);
      this.#cf.using(event, () => {
        this.#native.cg.CGEventSetFlags(event, each.flags);
        if (each.clickCount > 0) this.#native.cg.CGEventSetIntegerValueField(event, field.clickState, each.clickCount);
        this.#post(route, event);
      });
    }
  }

  #pointerEvent({ kind, button, point, lines }: PointerEvent): Ref {
    const { cg } = this.#native;
    // the wheel counts up and left as positive
    if (kind === 'scroll')
      return cg.CGEventCreateScrollWheelEvent2(this.#source, lineUnit, 2, -(lines?.y ?? 0), -(lines?.x ?? 0), 0);
    return cg.CGEventCreateMouseEvent(this.#source, pointerTypes[button][kind], point, buttons[button]);
  }

  #post(route: EventRoute, event: Ref): void {
    const { cg } = this.#native;
    if (route.kind === 'global') {
      cg.CGEventPost(0, event); // kCGHIDEventTap
      return;
    }
    cg.CGEventSetIntegerValueField(event, field.pid, route.pid);
    if (route.kind === 'window') {
      cg.CGEventSetIntegerValueField(event, field.windowUnderPointer, route.windowId);
      cg.CGEventSetIntegerValueField(event, field.windowThatHandles, route.windowId);
    }
    cg.CGEventPostToPid(route.pid, event);
  }

  close(): void {
    this.#cf.release(this.#source);
  }
}
