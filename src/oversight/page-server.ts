/** Serves the oversight page: what runs do and ask, and a person's decisions. Nothing is clicked or typed from here, ever. */
import { readFileSync } from 'node:fs';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { CodexqaError } from '../contracts/errors.ts';
import { digestOf } from '../support/digest.ts';
import { isLoopbackName, listenOnLoopback } from '../support/loopback.ts';
import { ownFile } from '../support/own-file.ts';
import { type Access, type Device, RateLimit } from './access.ts';
import type { Overview } from './overview.ts';

export interface PageWork {
  readonly overview: () => Overview;
  readonly evidence: (runId: string, digest: string) => Buffer | undefined;
  /** @throws APPROVAL_REFUSED, APPROVAL_NOT_FOUND */
  readonly answer: (answer: z.infer<typeof answerSchema>, device: Device) => void;
  /** @throws RUN_NOT_FOUND when nobody is at work on it */
  readonly control: (control: z.infer<typeof controlSchema>, device: Device) => void;
}

export interface PageOptions {
  readonly access: Access;
  /** 0 takes a free one. */
  readonly port: number;
  /** Address under which a proxy with a certificate of its own makes the page known. */
  readonly publicUrl?: string;
  readonly log: (line: string) => void;
}

export interface PageServer {
  /** Without a code. */
  readonly url: string;
  close(): Promise<void>;
}

const maxBodyBytes = 16 * 1024;
const mostListeners = 10;
/** How often the runs are looked at while somebody looks at the page. */
const lookAgainMs = 500;
const keepAliveMs = 15_000;
const minuteMs = 60_000;

const assets = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/oversee.js': ['oversee.js', 'text/javascript; charset=utf-8'],
  '/view.js': ['view.js', 'text/javascript; charset=utf-8'],
  '/oversee.css': ['oversee.css', 'text/css; charset=utf-8'],
} as const;

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

const pairSchema = z.strictObject({ code: z.string().max(64), name: z.string().trim().min(1).max(60) });
const answerSchema = z.strictObject({
  id: z.string().max(16),
  digest: z.string().length(64),
  decision: z.enum(['approve', 'deny']),
  reason: z.string().max(2000),
});
const controlSchema = z.strictObject({
  run: z.string().max(64),
  wish: z.enum(['continue', 'pause', 'abort']),
  reason: z.string().max(2000),
});

type Env = { Bindings: HttpBindings; Variables: { device: Device } };

/** @throws the system's own error when the port is taken */
export async function servePage(work: PageWork, options: PageOptions): Promise<PageServer> {
  const app = new Hono<Env>();
  guard(app, options);
  pairing(app, options);
  reading(app, work, options);
  deciding(app, work, options);
  const { origin, close } = await listenOnLoopback(options.port, app.fetch, {
    headersTimeout: 10_000,
    requestTimeout: 20_000,
    maxHeaderSize: 8192,
  });
  return { url: options.publicUrl ?? `${origin}/`, close };
}

/** What every request must be, before anything is looked at. */
function guard(app: Hono<Env>, { publicUrl }: PageOptions): void {
  const publicHost = publicUrl === undefined ? undefined : new URL(publicUrl).host;
  app.use(async (context, next) => {
    const named = context.req.header('host') ?? '';
    if (named !== publicHost && !isLoopbackName(named)) return context.text('not a name of this page', 421);
    if (context.req.method === 'POST' && !isOwnPage(context, named)) return context.text('not from this page', 403);
    await next();
    for (const [header, value] of Object.entries(headers)) context.res.headers.set(header, value);
    return;
  });
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError: (context) => context.text('too long', 413) }));
  for (const [path, [file, type]] of Object.entries(assets)) {
    const body = readFileSync(ownFile(`src/oversight/page/${file}`));
    app.get(path, (context) => context.body(body, 200, { 'content-type': type }));
  }
}

function isOwnPage(context: Context<Env>, named: string): boolean {
  const origin = context.req.header('origin');
  const site = context.req.header('sec-fetch-site') ?? 'same-origin';
  const isJson = context.req.header('content-type')?.startsWith('application/json') === true;
  return (
    origin !== undefined && URL.canParse(origin) && new URL(origin).host === named && site === 'same-origin' && isJson
  );
}

function pairing(app: Hono<Env>, { access, log, publicUrl }: PageOptions): void {
  const tries = new RateLimit(5, minuteMs);
  const isSecure = publicUrl?.startsWith('https:') === true;
  const cookie = isSecure ? '__Host-codexqa' : 'codexqa';
  app.post('/api/pair', async (context) => {
    const from = context.env.incoming.socket.remoteAddress ?? '';
    if (!tries.take(from)) return context.json({ error: 'too many tries; wait a minute' }, 429);
    const wish = pairSchema.safeParse(await context.req.json().catch(() => undefined));
    const paired = wish.success ? access.pair(wish.data.code, wish.data.name) : undefined;
    if (paired === undefined) {
      log('a device tried to pair with a code that is wrong, used or too old');
      return context.json({ error: 'this code is wrong, used, or older than two minutes' }, 403);
    }
    const { device, token } = paired;
    log(`paired: ${device.name} (${device.id})`);
    const maxAge = Math.floor((device.expiresAt - Date.now()) / 1000);
    setCookie(context, cookie, token, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge, secure: isSecure });
    return context.json({ csrf: csrfOf(token) });
  });
  app.use('/api/*', async (context, next) => {
    const token = getCookie(context, cookie);
    const device = token === undefined ? undefined : access.deviceWith(token);
    if (token === undefined || device === undefined) return context.json({ error: 'this device is not paired' }, 401);
    if (context.req.method === 'POST' && context.req.header('x-csrf') !== csrfOf(token)) {
      return context.json({ error: 'not from this page' }, 403);
    }
    context.set('device', device);
    await next();
    return;
  });
  app.get('/api/me', (context) => {
    const { id, name, expiresAt } = context.get('device');
    return context.json({ id, name, expiresAt, csrf: csrfOf(getCookie(context, cookie) ?? '') });
  });
  app.get('/api/devices', (context) => {
    return context.json(
      access.devices().map(({ id, name, pairedAt, expiresAt }) => ({ id, name, pairedAt, expiresAt })),
    );
  });
  app.post('/api/revoke', async (context) => {
    const { id } = z.strictObject({ id: z.string() }).parse(await context.req.json().catch(() => ({ id: '' })));
    return context.json({ revoked: access.revoke(id) });
  });
}

/** Another site can send the cookie at most; it cannot read this. */
function csrfOf(token: string): string {
  return digestOf(`csrf:${token}`);
}

function reading(app: Hono<Env>, work: PageWork, { access }: PageOptions): void {
  let listeners = 0;
  app.get('/api/events', (context) => {
    if (listeners >= mostListeners) return context.text('too many pages are open', 503);
    listeners++;
    const { id: device } = context.get('device');
    const isPaired = (): boolean => access.devices().some(({ id }) => id === device);
    const seen = context.req.header('last-event-id');
    return streamSSE(context, async (stream) => {
      stream.onAbort(() => void listeners--);
      await tell(stream, work.overview, seen, isPaired);
    });
  });
  app.get('/api/overview', (context) => context.json(work.overview()));
  app.get('/api/evidence/:run/:digest', (context) => {
    const bytes = work.evidence(context.req.param('run'), context.req.param('digest'));
    if (bytes === undefined) return context.text('there is no such picture', 404);
    const isPng = bytes.subarray(1, 4).toString('latin1') === 'PNG';
    return context.body(new Uint8Array(bytes), 200, {
      'content-type': isPng ? 'image/png' : 'text/plain; charset=utf-8',
    });
  });
}

/** A device that was revoked hears no more; one that comes back with the id of what is still so is told nothing twice. */
async function tell(
  stream: SSEStreamingApi,
  overview: () => Overview,
  seen: string | undefined,
  isPaired: () => boolean,
): Promise<void> {
  let last = seen;
  let toldAt = 0;
  while (!stream.aborted && isPaired()) {
    const { now, ...rest } = overview();
    const id = digestOf(JSON.stringify(rest)).slice(0, 16);
    if (id !== last) {
      await stream.writeSSE({ id, event: 'overview', data: JSON.stringify({ now, ...rest }) });
      toldAt = now;
    } else if (now - toldAt > keepAliveMs) {
      await stream.write(': still here\n\n');
      toldAt = now;
    }
    last = id;
    await stream.sleep(lookAgainMs);
  }
}

function deciding(app: Hono<Env>, work: PageWork, { log }: PageOptions): void {
  const acts = new RateLimit(30, minuteMs);
  const post = <S extends z.ZodType>(
    path: string,
    schema: S,
    act: (wish: z.infer<S>, device: Device) => void,
  ): void => {
    app.post(path, async (context) => {
      const device = context.get('device');
      if (!acts.take(device.id)) return context.json({ error: 'too many decisions; wait a minute' }, 429);
      const wish = schema.safeParse(await context.req.json().catch(() => undefined));
      if (!wish.success) return context.json({ error: z.prettifyError(wish.error) }, 400);
      try {
        act(wish.data, device);
      } catch (error) {
        if (!(error instanceof CodexqaError)) throw error;
        return context.json({ error: error.message.split('\n')[0], code: error.code }, 409);
      }
      log(`${device.name}: ${JSON.stringify(wish.data)}`);
      return context.json({ done: true });
    });
  };
  post('/api/answer', answerSchema, work.answer);
  post('/api/control', controlSchema, work.control);
}
