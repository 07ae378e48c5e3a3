/** Whether an area lies on a picture in full: os-autoinst leaves all others alone. */
import type { Rect, Size } from '../../contracts/geometry.ts';

export function isInside(area: Rect, picture: Size): boolean {
  const { x, y, width, height } = area;
  return x >= 0 && y >= 0 && x + width <= picture.width && y + height <= picture.height;
}
