/** Pictures of the screen and of windows through GDI: no cursor in them, 32 bits a pixel, nothing encoded. */
import { CodexqaError } from '../../contracts/errors.ts';
import { formatRect, intersection, type Rect, sameRect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import type { Hwnd, Win32 } from './native.ts';
import { bitmapHeader } from './structs.ts';

const copyWithLayers = 0x40cc0020; // SRCCOPY | CAPTUREBLT: layered windows too
const printFullContent = 2; // PW_RENDERFULLCONTENT

/** A drawing target in memory, freed when the work is done. */
function withBitmap(win32: Win32, rect: Rect, draw: (memory: number, screen: number) => boolean): RawImage {
  const { user32, gdi32 } = win32;
  const screen = user32.GetDC(0);
  const memory = gdi32.CreateCompatibleDC(screen);
  const bitmap = gdi32.CreateCompatibleBitmap(screen, rect.width, rect.height);
  const before = gdi32.SelectObject(memory, bitmap);
  try {
    if (screen === 0 || bitmap === 0 || !draw(memory, screen)) throw failed(rect);
    gdi32.SelectObject(memory, before);
    const pixels = Buffer.alloc(rect.width * rect.height * 4);
    const lines = gdi32.GetDIBits(memory, bitmap, 0, rect.height, pixels, bitmapHeader(rect.width, rect.height), 0);
    if (lines !== rect.height) throw failed(rect);
    return { width: rect.width, height: rect.height, pixels, layout: 'bgrx' };
  } finally {
    gdi32.DeleteObject(bitmap);
    gdi32.DeleteDC(memory);
    user32.ReleaseDC(0, screen);
  }
}

function failed(rect: Rect): CodexqaError {
  return new CodexqaError('CAPTURE_FAILED', `Windows gave no picture of ${formatRect(rect)}`, {
    fix: 'keep the session unlocked and connected: a locked or minimized remote desktop has no picture',
  });
}

/** @throws CAPTURE_FAILED when the area leaves the screen or Windows gives nothing */
export function captureArea(win32: Win32, area: Rect, desk: Rect): RawImage {
  const inside = intersection(area, desk);
  if (inside === undefined || !sameRect(inside, area)) {
    throw new CodexqaError(
      'CAPTURE_FAILED',
      `the area ${formatRect(area)} is not inside the screen ${formatRect(desk)}`,
    );
  }
  return withBitmap(
    win32,
    area,
    (memory, screen) =>
      win32.gdi32.BitBlt(memory, 0, 0, area.width, area.height, screen, area.x, area.y, copyWithLayers) !== 0,
  );
}

/**
 * Asks a covered window to draw itself.
 * @throws CAPTURE_BLANK where it does not: Wine answers yes and leaves everything black
 */
export function printWindow(win32: Win32, hwnd: Hwnd, bounds: Rect): RawImage {
  const image = withBitmap(win32, bounds, (memory) => win32.user32.PrintWindow(hwnd, memory, printFullContent) !== 0);
  const words = new Uint32Array(image.pixels.buffer, image.pixels.byteOffset, image.width * image.height);
  if (words.some((word) => (word & 0xffffff) !== 0)) return image;
  throw new CodexqaError('CAPTURE_BLANK', 'the window is covered and drew only black into its own picture', {
    fix: 'bring it to the front before taking its picture',
  });
}
