/** A web page for this machine only: on the loopback address, behind a key in its address, with nothing fetched from elsewhere. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { isLoopbackName, listenOnLoopback } from '../support/loopback.ts';

export interface PageServer {
  /** With the key: whoever has it may use the page. */
  readonly url: string;
  close(): Promise<void>;
}

/** Nothing is fetched from elsewhere, nothing runs that is not of the page itself. */
const headers = {
  'content-security-policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const types = { html: 'text/html', js: 'text/javascript', css: 'text/css' } as const;

/** A file of a page: where it is asked for, and where it lies. */
export interface PageFile {
  readonly path: string;
  readonly file: string;
}

/**
 * `routes` gets the application and the beginning of every path, which ends with the key.
 * @throws the system's own error when the port is taken; 0 takes a free one
 */
export async function serveLoopback(
  port: number,
  files: readonly PageFile[],
  routes: (app: Hono, base: string) => void,
): Promise<PageServer> {
  const key = randomBytes(16).toString('hex');
  const app = new Hono();
  app.use(async (context, next) => {
    if (!isLoopbackName(context.req.header('host'))) return context.text('this page is for this machine only', 403);
    await next();
    for (const [header, value] of Object.entries(headers)) context.res.headers.set(header, value);
    return;
  });
  for (const { path, file } of files) {
    const body = readFileSync(file);
    const type = Object.entries(types).find(([ending]) => file.endsWith(`.${ending}`))?.[1] ?? 'text/plain';
    app.get(`/${key}/${path}`, (context) => context.body(body, 200, { 'content-type': `${type}; charset=utf-8` }));
  }
  routes(app, `/${key}`);
  const { origin, close } = await listenOnLoopback(port, app.fetch);
  return { url: `${origin}/${key}/`, close };
}
