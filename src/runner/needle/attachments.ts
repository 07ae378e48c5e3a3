/** What a look for a needle leaves in the reports: the screen with its areas drawn in, the needle's own picture, the figures. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TestInfo } from '@playwright/test';
import type { RawImage } from '../../contracts/image.ts';
import { drawAreas } from '../../visual/needles/draw-areas.ts';
import type { NeedleVerdict } from '../../visual/needles/judge-needles.ts';
import { writePng } from '../../visual/png-write.ts';

export class NeedleAttachments {
  readonly #testInfo: TestInfo;
  readonly #label: string;

  constructor(testInfo: TestInfo, tag: string) {
    this.#testInfo = testInfo;
    const name = `needle-${tag.replace(/[^\w.-]+/gu, '-')}`;
    const earlier = testInfo.attachments.filter((each) => each.name.startsWith(`${name}-`)).length;
    this.#label = earlier === 0 ? name : `${name}-${earlier}`;
  }

  /** Named as the pictures of a comparison are, so that reports lay them side by side. */
  candidate(screen: RawImage, verdict: NeedleVerdict): void {
    this.#add('actual.png', 'image/png', writePng(drawAreas(screen, verdict)));
    this.#add('expected.png', 'image/png', writePng(verdict.needle.image()));
  }

  /** Best first. `texts`: what was read in the OCR areas of the one that fits. */
  facts(verdicts: readonly NeedleVerdict[], texts: readonly string[]): void {
    const candidates = verdicts.map(({ needle, ok, areas }) => ({
      needle: needle.name,
      ok,
      areas: areas.map(({ place, similarity, wanted, ok: fits }) => ({ place, similarity, wanted, ok: fits })),
    }));
    const facts = { candidates, ...(texts.length === 0 ? {} : { texts }) };
    this.#add('needle.json', 'application/json', Buffer.from(`${JSON.stringify(facts, null, 2)}\n`));
  }

  #add(suffix: string, contentType: string, body: Buffer): void {
    const name = `${this.#label}-${suffix}`;
    const path = this.#testInfo.outputPath(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
    this.#testInfo.attachments.push({ name, path, contentType });
  }
}
