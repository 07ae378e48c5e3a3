/** Is the screen still the one that a person was shown? The words must be the same; of the pixels a few may differ, as carets blink. */
import type { RawImage } from '../contracts/image.ts';
import { EvidenceStore } from '../journal/evidence.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { comparePictures } from '../visual/compare.ts';
import { readPng } from '../visual/png-read.ts';

/** Share of the pixels. */
const mayDiffer = 0.005;

/** Digests of its picture and of its accessible text; without a desktop there is neither. */
interface Screen {
  readonly picture?: string;
  readonly tree?: string;
}

export function isStillShown(request: Screen, now: Screen, chain: readonly RunFolder[]): boolean {
  if (request.picture === undefined || now.picture === undefined) return request.picture === now.picture;
  if (request.tree !== now.tree) return false;
  if (request.picture === now.picture) return true;
  const [before, after] = [pictureIn(request.picture, chain), pictureIn(now.picture, chain)];
  if (before === undefined || after === undefined) return false;
  const isOneSize = before.width === after.width && before.height === after.height;
  return isOneSize && comparePictures(before, after).ratio <= mayDiffer;
}

/** Undefined when its evidence was pruned. */
function pictureIn(digest: string, chain: readonly RunFolder[]): RawImage | undefined {
  for (const folder of chain) {
    const bytes = new EvidenceStore(folder).read(digest);
    if (bytes !== undefined) return readPng(bytes, digest).image;
  }
  return undefined;
}
