/** The X server of a session of its own, and a socket that leads to it. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deadline } from '../../../support/deadline.ts';
import type { DisplayAddress } from '../display/x-connection.ts';
import { type SessionPaths, socketOf } from './folder.ts';
import type { Helper } from './helper.ts';

export interface Server {
  readonly display: DisplayAddress;
  /** Undefined where it is not ours. */
  readonly xvfb?: Helper;
}

/**
 * A server with a socket that leads to it. One that ends closes its socket and removes the name a moment later; when another has taken its
 * number between the two, the name of that one goes (seen once in 1,200 sessions, with a dozen processes at work).
 */
export async function openServer(
  start: () => Helper,
  paths: SessionPaths,
  cookie: Buffer,
  deadline: Deadline,
  attempts = 3,
): Promise<Server> {
  const xvfb = start();
  const number = Number(await xvfb.ready(deadline));
  if (!existsSync(socketOf(number)) && attempts > 1) {
    await xvfb.end();
    return openServer(start, paths, cookie, deadline, attempts - 1);
  }
  // the reaper removes the display's socket by this number
  writeFileSync(join(paths.root, 'display'), `${number}\n`);
  return { display: { number, cookie }, xvfb };
}
