/** Pictures of the simulated desktop: flat rectangles and block letters, the same pixels for the same state every time. */

import { intersection, type Rect, type Size } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import { rangeOf } from './activation.ts';
import type { Desktop } from './desktop.ts';
import { glyphHeight, glyphRows, glyphWidth } from './glyph.ts';
import type { Widget } from './widget.ts';
import type { SimulatedWindow } from './window.ts';

interface Palette {
  readonly desktop: number;
  readonly window: number;
  readonly field: number;
  readonly control: number;
  readonly prelit: number;
  readonly accent: number;
  readonly ink: number;
  readonly faint: number;
}

const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    desktop: 0x5e7a8a,
    window: 0xf2f1ef,
    field: 0xffffff,
    control: 0xdddad5,
    prelit: 0xe9e7e3,
    accent: 0x3a7bd5,
    ink: 0x202020,
    faint: 0xa0a0a0,
  },
  dark: {
    desktop: 0x1d272c,
    window: 0x2b2b2b,
    field: 0x1e1e1e,
    control: 0x454545,
    prelit: 0x525252,
    accent: 0x5294e2,
    ink: 0xeeeeee,
    faint: 0x7a7a7a,
  },
};

export type Theme = keyof typeof palettes;

/** The whole screen. */
export function paintScreen(desktop: Desktop, theme: Theme): RawImage {
  const canvas = new Canvas(desktop.screen, palettes[theme], desktop.screen.scale);
  canvas.fill({ x: 0, y: 0, ...desktop.screen }, palettes[theme].desktop);
  for (const window of desktop.stack) {
    if (!window.minimized) paintWindow(canvas, desktop, window);
  }
  return canvas.image;
}

/** One window as if nothing covered it. */
export function paintWindowAlone(desktop: Desktop, window: SimulatedWindow, theme: Theme): RawImage {
  const canvas = new Canvas(desktop.screen, palettes[theme], desktop.screen.scale);
  paintWindow(canvas, desktop, window);
  return crop(canvas.image, window.bounds);
}

/** The part of a picture inside `area`, which must lie within it. */
export function crop(image: RawImage, area: Rect): RawImage {
  const pixels = new Uint8Array(area.width * area.height * 4);
  for (let row = 0; row < area.height; row++) {
    const from = ((area.y + row) * image.width + area.x) * 4;
    pixels.set(image.pixels.subarray(from, from + area.width * 4), row * area.width * 4);
  }
  return { width: area.width, height: area.height, pixels, layout: image.layout };
}

function paintWindow(canvas: Canvas, desktop: Desktop, window: SimulatedWindow): void {
  const { palette } = canvas;
  const frame = window.bounds;
  canvas.fill(frame, window.framed && desktop.active === window ? palette.accent : palette.faint);
  canvas.fill(window.contentBounds, palette.window);
  if (window.framed) {
    const title = { ...frame, height: window.contentBounds.y - frame.y };
    canvas.text(title, window.title, palette.field, title);
  }
  for (const widget of window.content) paintWidget(canvas, desktop, widget, window.contentBounds);
}

function paintWidget(canvas: Canvas, desktop: Desktop, widget: Widget, clip: Rect): void {
  const rect = desktop.rectOf(widget);
  const inside = rect === undefined ? undefined : intersection(rect, clip);
  if (rect === undefined || inside === undefined) return;
  const { palette } = canvas;
  const background = backgroundOf(widget, palette);
  if (background !== undefined) canvas.fill(inside, background);
  if (desktop.isFocused(widget)) canvas.outline(rect, palette.accent, clip);
  paintValue(canvas, widget, rect, clip);
  const ink = widget.ownStates().enabled ? palette.ink : palette.faint;
  if (widget.parent !== undefined) canvas.text(rect, shownText(widget), ink, inside);
  if (desktop.popupOf(widget) !== undefined) return;
  for (const child of widget.children) paintWidget(canvas, desktop, child, inside);
}

function backgroundOf(widget: Widget, palette: Palette): number | undefined {
  if (widget.options.color !== undefined) return widget.options.color;
  if (widget.prelit) return palette.prelit;
  if (widget.drawn.selected === true) return palette.accent;
  if (widget.editable) return palette.field;
  if (widget.role === 'button' || widget.role === 'combobox' || widget.role === 'tab') return palette.control;
  return undefined;
}

function paintValue(canvas: Canvas, widget: Widget, rect: Rect, clip: Rect): void {
  const value = widget.drawn.value;
  if (value === undefined || widget.role === 'spinbutton') return;
  const { min, max } = rangeOf(widget);
  const width = Math.round(((value - min) / Math.max(1e-9, max - min)) * rect.width);
  const filled = intersection({ ...rect, width }, clip);
  canvas.outline(rect, canvas.palette.faint, clip);
  if (filled !== undefined) canvas.fill(filled, canvas.palette.accent);
}

/** What a person reads on the widget. */
function shownText(widget: Widget): string {
  const { name, text, checked } = widget.drawn;
  const mark = checked === true ? '[x] ' : checked === 'mixed' ? '[-] ' : checked === false ? '[ ] ' : '';
  if (text !== undefined) return widget.options.protected === true ? '*'.repeat([...text].length) : text;
  return widget.children.length > 0 && widget.role !== 'menuitem' ? '' : mark + name;
}

class Canvas {
  readonly image: RawImage;
  readonly palette: Palette;
  readonly #words: Uint32Array;
  readonly #scale: number;

  constructor(size: Size, palette: Palette, scale: number) {
    this.palette = palette;
    this.#scale = scale;
    this.#words = new Uint32Array(size.width * size.height);
    const pixels = new Uint8Array(this.#words.buffer);
    this.image = { width: size.width, height: size.height, pixels, layout: 'bgrx' };
  }

  fill(rect: Rect, color: number): void {
    const area = intersection(rect, { x: 0, y: 0, width: this.image.width, height: this.image.height });
    if (area === undefined) return;
    const opaque = (0xff000000 | color) >>> 0;
    for (let row = area.y; row < area.y + area.height; row++) {
      const start = row * this.image.width + area.x;
      this.#words.fill(opaque, start, start + area.width);
    }
  }

  outline(rect: Rect, color: number, clip: Rect): void {
    const edges = [
      { ...rect, height: 1 },
      { ...rect, y: rect.y + rect.height - 1, height: 1 },
      { ...rect, width: 1 },
      { ...rect, x: rect.x + rect.width - 1, width: 1 },
    ];
    for (const edge of edges) {
      const area = intersection(edge, clip);
      if (area !== undefined) this.fill(area, color);
    }
  }

  /** Lines of block letters, cut at the clip. */
  text(rect: Rect, text: string, color: number, clip: Rect): void {
    const lineHeight = (glyphHeight + 3) * this.#scale;
    const lines = text.split('\n');
    const single = lines.length === 1;
    const top = single ? rect.y + Math.floor((rect.height - glyphHeight * this.#scale) / 2) : rect.y + 4 * this.#scale;
    lines.forEach((line, index) => {
      let x = rect.x + 4 * this.#scale;
      for (const character of line) {
        this.#glyph(x, top + index * lineHeight, character, color, clip);
        x += (glyphWidth + 1) * this.#scale;
      }
    });
  }

  #glyph(x: number, y: number, character: string, color: number, clip: Rect): void {
    const dot = this.#scale;
    glyphRows(character).forEach((bits, row) => {
      for (let column = 0; column < glyphWidth; column++) {
        if (((bits >> (glyphWidth - 1 - column)) & 1) === 0) continue;
        const area = intersection({ x: x + column * dot, y: y + row * dot, width: dot, height: dot }, clip);
        if (area !== undefined) this.fill(area, color);
      }
    });
  }
}
