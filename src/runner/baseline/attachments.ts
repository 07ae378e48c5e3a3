/** The pictures and figures of a comparison, attached under the names by which every report knows them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ComparisonFacts } from '../../contracts/comparison.ts';
import type { Rect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import type { Comparison } from '../../visual/compare.ts';
import { differencePng } from '../../visual/difference.ts';
import { extend } from '../../visual/pixels.ts';
import { writePng } from '../../visual/png-write.ts';
import type { BaselineTest } from './name.ts';

export type PictureKind = 'expected' | 'actual' | 'diff';

/**
 * `attachments.push` and not `attach()`: attach copies to a name of its own, and readers of Allure and Playwright find the three
 * pictures by theirs.
 */
export class BaselineAttachments {
  readonly #testInfo: BaselineTest;
  readonly #label: string;

  constructor(testInfo: BaselineTest, label: string) {
    this.#testInfo = testInfo;
    this.#label = label;
  }

  png(kind: PictureKind, bytes: Buffer): void {
    this.#add(`${this.#label}-${kind}.png`, 'image/png', bytes);
  }

  picture(kind: PictureKind, image: RawImage): void {
    this.png(kind, writePng(image));
  }

  difference(expected: RawImage, comparison: Comparison, masks: readonly Rect[]): void {
    this.png('diff', differencePng(expected, comparison.bands, masks));
  }

  /** Both pictures on one canvas, top left corners together, so that viewers lay them over each other. */
  twoSizes(expected: RawImage, actual: RawImage): void {
    const width = Math.max(expected.width, actual.width);
    const height = Math.max(expected.height, actual.height);
    this.picture('expected', extend(expected, width, height));
    this.picture('actual', extend(actual, width, height));
  }

  /** `more`: figures for machines that nobody here reads back. */
  facts(facts: ComparisonFacts, more: object = {}): void {
    const text = `${JSON.stringify({ ...facts, ...more }, null, 2)}
`;
    this.#add(`${this.#label}-comparison.json`, 'application/json', Buffer.from(text));
  }

  #add(name: string, contentType: string, body: Buffer): void {
    const path = this.#testInfo.outputPath(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
    this.#testInfo.attachments.push({ name, path, contentType });
  }
}
