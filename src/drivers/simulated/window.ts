/** A window of the simulated desktop: a frame around a widget, or a popup that shows a widget's children. */

import type { WindowInfo } from '../../contracts/driver.ts';
import type { Point, Rect, Size } from '../../contracts/geometry.ts';
import { layOut } from './layout.ts';
import type { Widget } from './widget.ts';

export interface WindowOptions {
  readonly kind: WindowInfo['kind'];
  /** Role `window` or `dialog`; its name is the title. For popups the widget whose children are shown. */
  readonly root: Widget;
  readonly at?: Point;
  /** Content size in logical pixels; undefined: as large as the content needs. */
  readonly size?: Size;
  readonly modal?: boolean;
  /** Handlers for chords such as `Control+s`, before the focused widget sees them. */
  readonly shortcuts?: Readonly<Record<string, () => void>>;
  /** Activated by Enter in a single-line field. */
  readonly defaultButton?: Widget;
  /** Asked before the window closes; false keeps it open. */
  readonly mayClose?: () => boolean;
}

const titleBarHeight = 24;

export class SimulatedWindow {
  readonly id: string;
  readonly number: number;
  readonly appId: string;
  readonly pid: number;
  readonly options: WindowOptions;
  readonly scale: number;
  position: Point;
  minimized = false;
  /** Where keys go while the window is active. */
  focus: Widget | undefined;
  #size: Size;
  #sizeGiven: boolean;
  /** Position and size before it was maximized. */
  #before: { readonly position: Point; readonly size: Size } | undefined;

  /** `number` counts the windows of its application. */
  constructor(number: number, owner: { id: string; pid: number }, options: WindowOptions, scale: number) {
    this.number = number;
    this.id = `${owner.id}/window-${number}`;
    this.appId = owner.id;
    this.pid = owner.pid;
    this.options = options;
    this.scale = scale;
    this.position = options.at ?? { x: 0, y: 0 };
    this.#sizeGiven = options.size !== undefined;
    this.#size = options.size ?? { width: 0, height: 0 };
    if (this.#sizeGiven) {
      this.#size = { width: this.#size.width * scale, height: this.#size.height * scale };
    }
    this.layOut();
  }

  get root(): Widget {
    return this.options.root;
  }

  get kind(): WindowInfo['kind'] {
    return this.options.kind;
  }

  get title(): string {
    return this.root.state.name;
  }

  get framed(): boolean {
    return this.kind === 'normal' || this.kind === 'dialog';
  }

  get contentBounds(): Rect {
    const top = this.framed ? titleBarHeight * this.scale : 0;
    const border = this.framed ? this.scale : 0;
    return { x: this.position.x + border, y: this.position.y + top, ...this.#size };
  }

  get bounds(): Rect {
    const top = this.framed ? titleBarHeight * this.scale : 0;
    const border = this.framed ? this.scale : 0;
    const { width, height } = this.#size;
    return { ...this.position, width: width + 2 * border, height: height + top + border };
  }

  /** Widgets drawn in this window at its first level. */
  get content(): readonly Widget[] {
    return this.kind === 'popup' ? this.root.children : [this.root];
  }

  get maximized(): boolean {
    return this.#before !== undefined;
  }

  layOut(): void {
    const natural = layOut(this.content, this.scale);
    if (!this.#sizeGiven) this.#size = natural;
  }

  resize(size: Size): void {
    this.#sizeGiven = true;
    this.#size = size;
    this.layOut();
  }

  maximize(screen: Size): void {
    this.#before = { position: this.position, size: this.#size };
    this.position = { x: 0, y: 0 };
    const frame = { width: 2 * this.scale, height: (titleBarHeight + 1) * this.scale };
    this.resize({ width: screen.width - frame.width, height: screen.height - frame.height });
  }

  restore(): void {
    this.minimized = false;
    if (this.#before === undefined) return;
    this.position = this.#before.position;
    this.resize(this.#before.size);
    this.#before = undefined;
  }

  info(active: boolean): WindowInfo {
    return {
      id: this.id,
      title: this.title,
      bounds: this.bounds,
      contentBounds: this.contentBounds,
      pid: this.pid,
      appId: this.appId,
      active,
      minimized: this.minimized,
      modal: this.options.modal === true,
      kind: this.kind,
    };
  }
}
