/** A port on the command line. */
import { CodexqaError } from '../contracts/errors.ts';

/** @throws CLI_OPTION_INVALID */
export function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new CodexqaError('CLI_OPTION_INVALID', `--port expects a number from 0 to 65535, saw "${text}"`);
}
