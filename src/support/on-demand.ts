/** Packages that few processes need, read in the moment of need: every worker reads the modules that name them, and pays for each file. */
import { createRequire } from 'node:module';

/** As `require`: the caller says what the package is, `onDemand('yaml') as typeof import('yaml')`. */
export const onDemand: NodeJS.Require = createRequire(import.meta.url);
