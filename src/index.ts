/** The public face: named exports only. */
export { CodexqaError } from './contracts/errors.ts';
export { secret } from './contracts/secret.ts';
export { defineConfig } from './runner/config.ts';
