/** The version of this package. */
import { createRequire } from 'node:module';

export const { version: ownVersion } = createRequire(import.meta.url)('codexqa/package.json') as { version: string };
