/** Objects as people write them by hand: a key that nobody knows is a slip, and is answered with the one that was meant. */
import { z } from 'zod';
import { didYouMean } from './near-miss.ts';

/** A strict object whose unknown keys are answered with the key that was probably meant. */
export function keys<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? (issue.keys as string[]).map((key) => `unknown key "${key}"${didYouMean(key, Object.keys(shape))}`).join('\n')
        : undefined,
  });
}
