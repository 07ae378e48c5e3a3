/** Areas of the screen that no kept picture of a question or report may show: password fields, fields that show a secret, what was declared. */
import type { AccessibleNode } from '../contracts/accessibility.ts';
import type { DriverSession } from '../contracts/driver.ts';
import type { Rect } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { redact } from '../contracts/secret.ts';

/** `seen` is the accessible text of the screen: only when it holds a secret each field is looked at for one. */
export async function secretAreas(session: DriverSession, seen: string): Promise<readonly Rect[]> {
  const nodes = (await session.tree({ kind: 'desktop' }, { fresh: false })).flatMap(withDescendants);
  const holdsSecret = redact(seen) !== seen;
  const wanted = nodes.filter(({ states, hasText }) => states.protected === true || (holdsSecret && hasText));
  if (wanted.length === 0) return [];
  const readings = await session.read(wanted.map(({ id }) => id));
  return readings.flatMap((reading) => {
    if (reading?.bounds === undefined) return [];
    const { states, text = '', name, bounds } = reading;
    const isSecret = states.protected === true || redact(text) !== text || redact(name) !== name;
    return isSecret ? [bounds] : [];
  });
}

/** A copy of the picture with black in their place. */
export function blackened(image: RawImage, areas: readonly Rect[]): RawImage {
  if (areas.length === 0) return image;
  const pixels = Uint8Array.from(image.pixels);
  const black = [0, 0, 0, 255];
  for (const area of areas) {
    const left = Math.max(0, Math.floor(area.x));
    const right = Math.min(image.width, Math.ceil(area.x + area.width));
    const bottom = Math.min(image.height, Math.ceil(area.y + area.height));
    for (let y = Math.max(0, Math.floor(area.y)); y < bottom; y++) {
      for (let x = left; x < right; x++) pixels.set(black, (y * image.width + x) * 4);
    }
  }
  return { ...image, pixels };
}

function withDescendants(node: AccessibleNode): readonly AccessibleNode[] {
  return [node, ...node.children.flatMap(withDescendants)];
}
