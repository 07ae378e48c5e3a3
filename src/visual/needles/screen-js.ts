/** The search in plain JavaScript: the fallback, and what the kernel is measured by. */
import type { Point, Rect, Size } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import { type Grey, greyPart, smooth } from './grey.ts';
import { isInside } from './inside.ts';
import { equallyGood, type Place, type Screen, type Search } from './search.ts';
import { nothingSmoothed, roundingOf, type SmoothedPart, smoothedWith } from './smoothed-part.ts';

export class JsScreen implements Screen {
  readonly width: number;
  readonly height: number;
  readonly #image: RawImage;
  #grey: Grey;
  #part: SmoothedPart = nothingSmoothed;
  #smoothed: Grey;

  constructor(image: RawImage) {
    this.width = image.width;
    this.height = image.height;
    this.#image = image;
    this.#grey = this.#look([]);
    this.#smoothed = this.#grey;
  }

  seek(search: Search): Place | undefined {
    const { template, within, home, near, limit = Number.POSITIVE_INFINITY } = search;
    this.#smooth(within);
    let least = home === undefined ? Number.POSITIVE_INFINITY : this.#errorAt(home, template.grey, limit + equallyGood);
    if (least === 0 && home !== undefined) return { ...home, error: 0 };
    let best: (Place & { readonly distance: number }) | undefined;
    for (const place of placesIn(within, template.grey)) {
      if (isTaken(place, search)) continue;
      const most = Math.min(limit, least) + equallyGood;
      const error = this.#errorAt(place, template.grey, most);
      if (error > most) continue;
      const distance = (place.x - near.x) ** 2 + (place.y - near.y) ** 2;
      if (error >= least && best !== undefined && distance >= best.distance) continue;
      least = Math.min(least, error);
      best = { ...place, error, distance };
    }
    return best === undefined ? undefined : { x: best.x, y: best.y, error: best.error };
  }

  excluding<T>(areas: readonly Rect[], look: () => T): T {
    const painted = areas.filter((area) => isInside(area, this));
    if (painted.length === 0) return look();
    const [grey, part, smoothed] = [this.#grey, this.#part, this.#smoothed];
    this.#grey = this.#look(painted);
    this.#part = nothingSmoothed;
    try {
      return look();
    } finally {
      this.#grey = grey;
      this.#part = part;
      this.#smoothed = smoothed;
    }
  }

  #look(excluded: readonly Rect[]): Grey {
    return greyPart(this.#image, { x: 0, y: 0, width: this.width, height: this.height }, excluded);
  }

  #smooth(wanted: Rect): void {
    const part = smoothedWith(this.#part, wanted, this);
    if (part === this.#part) return;
    this.#part = part;
    this.#smoothed = smooth(this.#grey, roundingOf(part, this));
  }

  /** Exact up to `limit`, anything greater above it. */
  #errorAt({ x, y }: Point, template: Grey, limit: number): number {
    const { width, pixels } = this.#smoothed;
    let error = 0;
    for (let row = 0; row < template.height && error <= limit; row++) {
      const there = (y + row) * width + x;
      const own = row * template.width;
      for (let column = 0; column < template.width; column++) {
        error += ((pixels[there + column] ?? 0) - (template.pixels[own + column] ?? 0)) ** 2;
      }
    }
    return error;
  }
}

function* placesIn(within: Rect, { width, height }: Size): Iterable<Point> {
  for (let y = within.y; y <= within.y + within.height - height; y++) {
    for (let x = within.x; x <= within.x + within.width - width; x++) yield { x, y };
  }
}

function isTaken({ x, y }: Point, { taken = [], apart }: Search): boolean {
  if (apart === undefined) return false;
  return taken.some((place) => Math.abs(place.x - x) < apart.width && Math.abs(place.y - y) < apart.height);
}
