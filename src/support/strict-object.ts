/** Objects as people write them by hand: a key that nobody knows is a slip, and is answered with the one that was meant. */
import { z } from 'zod';
import { didYouMean } from './near-miss.ts';

/**
 * A strict object whose unknown keys are answered with the key that was probably meant. `elsewhere`: what to say of keys that are right
 * in another place.
 */
export function keys<Shape extends z.ZodRawShape>(shape: Shape, elsewhere: Readonly<Record<string, string>> = {}) {
  const hint = (key: string): string =>
    Object.hasOwn(elsewhere, key) ? `; ${elsewhere[key]}` : didYouMean(key, Object.keys(shape));
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? (issue.keys as string[]).map((key) => `unknown key "${key}"${hint(key)}`).join('\n')
        : undefined,
  });
}
