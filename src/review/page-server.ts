/** Serves the review page on the loopback address: pictures, differences, and decisions, behind a key in the address. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { CodexqaError } from '../contracts/errors.ts';
import { ownFile } from '../support/own-file.ts';
import type { Review } from './decide.ts';
import { type PageServer, serveLoopback } from './loopback.ts';

export interface PageOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Who the decisions are written down for. */
  readonly by: string;
  /** Called after each decision. */
  readonly onDecision: (line: string) => void;
}

const files = ['index.html', 'review.js', 'viewer.js', 'review.css'].map((name) => ({
  path: name === 'index.html' ? '' : name,
  file: ownFile(`src/review/page/${name}`),
}));

const kinds = ['expected', 'actual', 'diff'] as const;
const wishSchema = z.strictObject({
  verb: z.enum(['accept', 'reject', 'undo']),
  ids: z.array(z.string()).min(1),
  /** Of an accepted picture: instead of the baseline, or as well. */
  as: z.enum(['replace', 'another']).default('replace'),
  reason: z.string().max(2000),
});

/** @throws the system's own error when the port is taken */
export function servePage(review: Review, options: PageOptions): Promise<PageServer> {
  return serveLoopback(options.port, files, (app, base) => addRoutes(app, base, review, options));
}

function addRoutes(app: Hono, base: string, review: Review, { by, onDecision }: PageOptions): void {
  app.get(`${base}/api/differences`, (context) => context.json(answer(review, by)));
  app.get(`${base}/api/pictures/:id/:kind`, (context) => {
    const kind = kinds.find((each) => each === context.req.param('kind'));
    const bytes = kind === undefined ? undefined : review.picture(context.req.param('id'), kind);
    if (bytes === undefined) return context.text('there is no such picture any more', 404);
    return context.body(new Uint8Array(bytes), 200, { 'content-type': 'image/png' });
  });
  app.post(`${base}/api/decisions`, async (context) => {
    const wish = wishSchema.safeParse(await context.req.json().catch(() => undefined));
    if (!wish.success) return context.json({ error: z.prettifyError(wish.error) }, 400);
    return decide(context, review, by, wish.data, onDecision);
  });
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
