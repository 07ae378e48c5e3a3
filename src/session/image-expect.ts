/** Whether an image is to be seen. */
import { type ExpectOptions, type Outcome, settleClaim } from './expectation.ts';
import type { ImageLocator } from './image-locator.ts';
import { ImageLook, imageWords } from './image-look.ts';

/** @throws LOCATOR_NOT_UNIQUE, NEEDLE_NOT_FOUND, NEEDLE_INVALID, APP_CRASHED, SESSION_LOST */
export function expectImage(
  { stage, query }: ImageLocator,
  wanted: 'visible' | 'hidden',
  options: ExpectOptions,
): Promise<Outcome> {
  const look = new ImageLook(stage, query);
  const claim = { expected: wanted, words: `to be ${wanted}`, about: imageWords(query) };
  return settleClaim(stage.session, claim, options, async () => {
    const seen = (await look.one()) === undefined ? 'hidden' : 'visible';
    return {
      holds: seen === wanted,
      received: seen,
      words: `it was ${seen}`,
      ...(seen === 'hidden' ? { misses: () => [look.nearest] } : {}),
    };
  });
}
