/** Listens for what may have happened unasked. Costs nothing while nothing happens: it looks only after the driver has told something. */
import type { DriverSession, Signal, WindowInfo } from '../contracts/driver.ts';
import { intersection, type Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { type Drift, driftBetween, windowName } from './drift.ts';

/** A window younger than this is still being painted for the first time. */
const youngMs = 1000;
/** Of a window's content, what must be repainted at once to be more than a change of its content. */
const wholeShare = 0.9;
/** Between light and dark lie about 200 of 255 steps; no dialog or document changes a whole window by this much. */
const themeStep = 60;

interface Look {
  readonly since: number;
  readonly brightness: number;
}

export class Watchdog implements Disposable {
  readonly #session: DriverSession;
  readonly #stop: () => void;
  readonly #looks = new Map<string, Look>();
  /** Undefined before the first look: what was there already came as no surprise. */
  #known: readonly WindowInfo[] | undefined;
  #windowsChanged = true;
  #repainted = false;
  #news = 0;

  constructor(session: DriverSession) {
    this.#session = session;
    this.#stop = session.onSignal((signal) => this.#note(signal));
  }

  /** Grows with everything that may change what a locator finds. */
  get news(): number {
    return this.#news;
  }

  get hasNews(): boolean {
    return this.#windowsChanged || this.#repainted;
  }

  /** What has happened since the last look, nobody having asked for it. */
  async drift(): Promise<readonly Drift[]> {
    if (!this.hasNews) return [];
    const before = this.#known;
    const now = await this.#look();
    const changes = before === undefined ? [] : driftBetween(before, now).filter((drift) => this.#concernsTest(drift));
    return [...changes, ...(await this.#themeChanges(now))];
  }

  /** What has happened was asked for. */
  async accept(): Promise<void> {
    if (this.hasNews) await this.#themeChanges(await this.#look());
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  #note(signal: Signal): void {
    switch (signal.kind) {
      case 'windows':
      case 'app-exit':
      case 'session-lost':
        this.#windowsChanged = true;
        this.#news++;
        return;
      case 'damage':
        this.#repainted ||= (this.#known ?? []).some((window) => isWhole(window, signal.area));
        return;
      case 'tree':
        this.#news++;
        return;
      case 'clipboard':
      case 'interference':
        return;
    }
  }

  /** On a desktop that a person uses, other programs and the focus are the person's own business. */
  #concernsTest({ signal, window }: Drift): boolean {
    const isOwnDesktop = !this.#session.capabilities.has('lane:foreground');
    return isOwnDesktop || (signal !== 'focus-theft' && window.appId !== undefined);
  }

  async #look(): Promise<readonly WindowInfo[]> {
    this.#windowsChanged = false;
    const windows = await this.#session.windows();
    this.#known = windows;
    return windows;
  }

  /** A window is only pictured when it is new, or was repainted as a whole. */
  async #themeChanges(windows: readonly WindowInfo[]): Promise<readonly Drift[]> {
    const repainted = this.#repainted;
    this.#repainted = false;
    if (!this.#session.capabilities.has('damage')) return [];
    const changed: Drift[] = [];
    for (const window of windows) {
      const before = this.#looks.get(window.id);
      const isOwn = window.appId !== undefined && window.kind === 'normal' && !window.minimized;
      if (!isOwn || (before !== undefined && !repainted)) continue;
      const brightness = await this.#brightness(window);
      const since = before?.since ?? performance.now();
      this.#looks.set(window.id, { since, brightness });
      if (before === undefined || performance.now() - since < youngMs) continue;
      if (Math.abs(before.brightness - brightness) < themeStep) continue;
      const word = brightness < before.brightness ? 'dark' : 'light';
      changed.push({ signal: 'theme-change', seen: `${windowName(window)} turned ${word} as a whole`, window });
    }
    return changed;
  }

  async #brightness({ contentBounds }: WindowInfo): Promise<number> {
    const area = intersection(contentBounds, { x: 0, y: 0, ...this.#session.screen });
    return area === undefined ? 0 : brightnessOf(await this.#session.capture({ kind: 'area', area }));
  }
}

function isWhole({ appId, contentBounds }: WindowInfo, area: Rect): boolean {
  if (appId === undefined) return false;
  const shared = intersection(contentBounds, area);
  return shared !== undefined && sizeOf(shared) >= wholeShare * sizeOf(contentBounds);
}

function sizeOf({ width, height }: Rect): number {
  return width * height;
}

/** Mean of all channels over a grid of pixels, 0 to 255. */
function brightnessOf({ width, height, pixels }: RawImage): number {
  const stepX = Math.max(1, Math.floor(width / 32));
  const stepY = Math.max(1, Math.floor(height / 32));
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y += stepY) {
    for (let x = 0; x < width; x += stepX) {
      const at = (y * width + x) * 4;
      sum += (pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + 2] ?? 0);
      count += 3;
    }
  }
  return count === 0 ? 0 : sum / count;
}
