/** Web pages for this machine only: listening on the loopback address, and knowing who asks for it by its own name. */
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';

const host = '127.0.0.1';

export interface LoopbackServer {
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  /** Open connections end too. */
  close(): Promise<void>;
}

type ServeOptions = Parameters<typeof serve>[0];

/** @throws the system's own error when the port is taken; 0 takes a free one */
export async function listenOnLoopback(
  port: number,
  fetch: ServeOptions['fetch'],
  serverOptions: ServeOptions['serverOptions'] = {},
): Promise<LoopbackServer> {
  const server = serve({ fetch, hostname: host, port, serverOptions });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** Whether a `Host` header names this machine: another site's page may reach the loopback address under a name of its own. */
export function isLoopbackName(named: string | undefined): boolean {
  const name = named?.replace(/:\d+$/, '');
  return name === host || name === 'localhost';
}
