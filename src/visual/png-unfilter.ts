/** Undoes the row filters of 8-bit RGB and RGBA pictures (PNG specification, section 9) and widens RGB to RGBA. */

export interface FilteredShape {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

export type Unfiltered =
  | { readonly kind: 'ok'; readonly pixels: Uint8Array }
  | { readonly kind: 'bad-filter'; readonly row: number; readonly filter: number };

/** `filtered` holds a filter byte before each row and is overwritten: rows are restored in place. */
export function unfilter(filtered: Uint8Array, shape: FilteredShape): Unfiltered {
  const { width, height, channels } = shape;
  const rowBytes = width * channels;
  const pixels = new Uint8Array(width * height * 4);
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const start = y * (rowBytes + 1);
    const row = filtered.subarray(start + 1, start + 1 + rowBytes);
    const filter = filtered[start] ?? 0;
    if (filter > 4) return { kind: 'bad-filter', row: y, filter };
    restoreRow(filter, row, above, channels);
    const target = y * width * 4;
    if (channels === 4) pixels.set(row, target);
    else widenRow(row, pixels, target);
    above = row;
  }
  return { kind: 'ok', pixels };
}

function restoreRow(filter: number, row: Uint8Array, above: Uint8Array, channels: number): void {
  switch (filter) {
    case 1:
      for (let i = channels; i < row.length; i++) row[i] = byte(row, i) + byte(row, i - channels);
      return;
    case 2:
      for (let i = 0; i < row.length; i++) row[i] = byte(row, i) + byte(above, i);
      return;
    case 3:
      for (let i = 0; i < row.length; i++) row[i] = byte(row, i) + ((byte(row, i - channels) + byte(above, i)) >> 1);
      return;
    case 4:
      for (let i = 0; i < row.length; i++) {
        row[i] = byte(row, i) + paeth(byte(row, i - channels), byte(above, i), byte(above, i - channels));
      }
      return;
    default:
      return;
  }
}

/** Left of the first pixel stands 0. */
function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toUpLeft = Math.abs(estimate - upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

function widenRow(row: Uint8Array, pixels: Uint8Array, target: number): void {
  for (let from = 0, to = target; from < row.length; from += 3, to += 4) {
    pixels[to] = byte(row, from);
    pixels[to + 1] = byte(row, from + 1);
    pixels[to + 2] = byte(row, from + 2);
    pixels[to + 3] = 255;
  }
}
