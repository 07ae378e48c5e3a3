/** The size of the strips that are being judged. */

export let columns: i32 = 0;
export let lines: i32 = 0;

export function setFrame(width: i32, height: i32): void {
  columns = width;
  lines = height;
}

/** Bytes from a pixel to the one below it. */
export function stride(): usize {
  return <usize>(columns << 2);
}
