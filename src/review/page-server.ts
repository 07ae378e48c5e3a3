/** Serves the review page on the loopback address: pictures, differences, and decisions, behind a key in the address. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { CodexqaError } from '../contracts/errors.ts';
import type { Review } from './decide.ts';

export interface PageOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Who the decisions are written down for. */
  readonly by: string;
  /** Called after each decision. */
  readonly onDecision: (line: string) => void;
}

export interface PageServer {
  /** With the key: whoever has it may decide. */
  readonly url: string;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const assets = {
  '': ['index.html', 'text/html; charset=utf-8'],
  'review.js': ['review.js', 'text/javascript; charset=utf-8'],
  'viewer.js': ['viewer.js', 'text/javascript; charset=utf-8'],
  'review.css': ['review.css', 'text/css; charset=utf-8'],
} as const;

/** Nothing is fetched from elsewhere, nothing runs that is not of the page itself. */
const headers = {
  'content-security-policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const kinds = ['expected', 'actual', 'diff'] as const;
const wishSchema = z.strictObject({
  verb: z.enum(['accept', 'reject', 'undo']),
  ids: z.array(z.string()).min(1),
  /** Of an accepted picture: instead of the baseline, or as well. */
  as: z.enum(['replace', 'another']).default('replace'),
  reason: z.string().max(2000),
});

/** @throws the system's own error when the port is taken */
export async function servePage(review: Review, options: PageOptions): Promise<PageServer> {
  const key = randomBytes(16).toString('hex');
  const app = routes(review, key, options);
  const server = serve({ fetch: app.fetch, hostname: host, port: options.port });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}/${key}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function routes(review: Review, key: string, { by, onDecision }: PageOptions): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    // another site's page may reach the loopback address under a name of its own
    const name = context.req.header('host')?.replace(/:\d+$/, '');
    if (name !== host && name !== 'localhost') return context.text('this page is for this machine only', 403);
    await next();
    for (const [header, value] of Object.entries(headers)) context.res.headers.set(header, value);
    return;
  });
  for (const [path, [file, type]] of Object.entries(assets)) {
    const body = readFileSync(new URL(`page/${file}`, import.meta.url));
    app.get(`/${key}/${path}`, (context) => context.body(body, 200, { 'content-type': type }));
  }
  app.get(`/${key}/api/differences`, (context) => context.json(answer(review, by)));
  app.get(`/${key}/api/pictures/:id/:kind`, (context) => {
    const kind = kinds.find((each) => each === context.req.param('kind'));
    const bytes = kind === undefined ? undefined : review.picture(context.req.param('id'), kind);
    if (bytes === undefined) return context.text('there is no such picture any more', 404);
    return context.body(new Uint8Array(bytes), 200, { 'content-type': 'image/png' });
  });
  app.post(`/${key}/api/decisions`, async (context) => {
    const wish = wishSchema.safeParse(await context.req.json().catch(() => undefined));
    if (!wish.success) return context.json({ error: z.prettifyError(wish.error) }, 400);
    return decide(context, review, by, wish.data, onDecision);
  });
  return app;
}

async function decide(
  context: Context,
  review: Review,
  by: string,
  { verb, ids, as, reason }: z.infer<typeof wishSchema>,
  onDecision: (line: string) => void,
): Promise<Response> {
  const failures: string[] = [];
  for (const id of ids) {
    try {
      if (verb === 'accept') await review.accept(id, { by, reason }, { kind: as });
      else await review[verb](id, { by, reason });
      onDecision(`${verb} ${id}`);
    } catch (error) {
      // the others may well go through
      if (!(error instanceof CodexqaError)) throw error;
      failures.push(error.message);
    }
  }
  return context.json({ ...answer(review, by), failures }, failures.length === 0 ? 200 : 409);
}

function answer(review: Review, by: string): object {
  return { run: review.place.run.runId, by, differences: review.differences() };
}
