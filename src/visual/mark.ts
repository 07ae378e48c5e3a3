/** What the judges write for each pixel; the WASM kernel writes the same numbers. */
export const mark = {
  /** Every byte is the same. */
  same: 0,
  /** The bytes differ, the eye sees nothing. */
  alike: 1,
  /** Above the threshold, but smoothing of an edge: not counted. */
  antiAliased: 2,
  /** Between the two thresholds. */
  faint: 3,
  /** Different: pixelmatch counts it. */
  counted: 4,
} as const;

/** How many pixels got which mark. */
export interface Tally {
  readonly counted: number;
  readonly faint: number;
  readonly antiAliased: number;
  readonly alike: number;
}

export const noTally: Tally = { counted: 0, faint: 0, antiAliased: 0, alike: 0 };

export function addTallies(a: Tally, b: Tally): Tally {
  return {
    counted: a.counted + b.counted,
    faint: a.faint + b.faint,
    antiAliased: a.antiAliased + b.antiAliased,
    alike: a.alike + b.alike,
  };
}

/** Rows `from` up to, not including, `to`. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** Rows in which something differs, with one mark per pixel. */
export interface MarkedRows extends Rows {
  readonly marks: Uint8Array;
  /** Facts of all tiles in which these rows lie (tiles.ts); empty when nothing differs. */
  readonly tiles: Int32Array;
}
