/** Each line of the oversight page's security list, attacked. */
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { asked } from './approving.ts';
import { expect } from './inline-project.ts';
import { start, test } from './overseeing.ts';

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request as an attacker makes it: any header, any body. */
function send(url: string, method: string, headers: Record<string, string> = {}, body = ''): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let text = '';
      response.on('data', (data) => (text += String(data)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('the page stands every attack of its list', async ({ project, overseeing }) => {
  const { url, address, server } = overseeing;
  const { origin, port, host } = new URL(url);
  const own = { origin, 'content-type': 'application/json' };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(`${url}${path}`, 'POST', { ...own, ...headers }, JSON.stringify(body));

  expect(host).toMatch(/^127\.0\.0\.1:/);
  expect((await send(url, 'GET', { host: 'evil.test' })).status, 'another name for this machine').toBe(421);
  expect((await send(url, 'GET', { host: `localhost:${port}` })).status).toBe(200);
  for (const path of ['api/me', 'api/overview', 'api/events', 'api/devices', 'api/evidence/a/b']) {
    expect((await send(`${url}${path}`, 'GET')).status, `${path} without a device`).toBe(401);
  }
  const shell = await send(url, 'GET');
  expect(shell.headers['content-security-policy']).toMatch(
    /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
  );
  expect(shell.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(shell.text).not.toMatch(/<script>|onclick=|style=/);

  const code = address.split('#')[1] ?? '';
  expect(
    (await post('api/pair', { code, name: 'x' }, { origin: 'http://evil.test' })).status,
    'from another site',
  ).toBe(403);
  expect((await post('api/pair', { code, name: 'x' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect(
    (await send(`${url}api/pair`, 'POST', { 'content-type': 'application/json' }, '{}')).status,
    'from nowhere',
  ).toBe(403);
  expect((await post('api/pair', { code, name: 'x' }, { 'content-type': 'text/plain' })).status, 'as a form').toBe(403);
  expect((await post('api/pair', { code: 'x'.repeat(20_000), name: 'x' })).status, 'too long').toBe(413);
  expect((await post('api/pair', { code: 'guess', name: 'x' })).status).toBe(403);

  const paired = await post('api/pair', { code, name: 'phone' });
  const [cookieLine = ''] = [paired.headers['set-cookie']].flat();
  expect(cookieLine).toMatch(/^codexqa=[\w-]{43}; .*HttpOnly; SameSite=Strict/);
  const cookie = cookieLine.split(';')[0] ?? '';
  const token = cookie.split('=')[1] ?? '';
  const { csrf } = JSON.parse(paired.text) as { csrf: string };
  expect((await post('api/pair', { code, name: 'again' })).status, 'a code serves once').toBe(403);
  const kept = readdirSync(project.path('.codexqa', 'oversight'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  expect(kept.join(''), 'only digests are kept').not.toContain(token);

  const control = { run: 'last', wish: 'abort', reason: '' };
  expect((await post('api/control', control, { cookie })).status, 'without the token of the page').toBe(403);
  expect((await post('api/control', control, { cookie, 'x-csrf': csrf, origin: 'null' })).status).toBe(403);
  expect((await send(`${url}api/control`, 'GET', { cookie })).status, 'a link changes nothing').toBe(404);
  const mine = { cookie, 'x-csrf': csrf };
  expect((await post('api/control', { ...control, wish: 'click' }, mine)).status, 'nothing is clicked from here').toBe(
    400,
  );
  expect((await post('api/control', { ...control, x: 1 }, mine)).status, 'no other keys').toBe(400);
  const unknown = { id: 'ffffffff', digest: 'f'.repeat(64), decision: 'approve', reason: 'because I can' };
  expect((await post('api/answer', unknown, mine)).status).toBe(409);
  expect((await send(`${url}api/evidence/..%2f..%2f/etc`, 'GET', { cookie })).status, 'no other files').toBe(404);

  const { child, end } = start(project);
  await asked(project, child);
  const overview = JSON.parse((await send(`${url}api/overview`, 'GET', { cookie })).text);
  const [question] = overview.questions;
  const answer = {
    id: question.request.id,
    digest: question.digest,
    decision: 'approve',
    reason: 'checked with sales',
  };
  expect((await post('api/answer', { ...answer, digest: 'a'.repeat(64) }, mine)).text, 'another question').toContain(
    'another question',
  );
  expect((await post('api/answer', answer, mine)).status).toBe(200);
  expect((await post('api/answer', answer, mine)).status, 'the same finger twice').toBe(200);
  const settled = await post('api/answer', { ...answer, decision: 'deny' }, mine);
  expect(settled.status).toBe(409);
  expect(settled.text).toContain('it is settled: approved by alice');
  await post('api/control', { run: overview.runs[0].runId, wish: 'abort', reason: 'enough' }, mine);
  await end;
  const refusals = project.journal().filter(({ event }) => event === 'refused');
  expect(refusals.length, 'what may not be is on record').toBeGreaterThan(0);

  const many = await Promise.all(Array.from({ length: 32 }, () => post('api/answer', unknown, mine)));
  expect(
    many.map(({ status }) => status),
    'too many decisions',
  ).toContain(429);
  // closing the terminal does not end it
  server.kill('SIGHUP');
  const me = JSON.parse((await send(`${url}api/me`, 'GET', { cookie })).text) as { id: string };
  await project.codexqa(['oversee', 'revoke', me.id]);
  expect((await send(`${url}api/me`, 'GET', { cookie })).status, 'the cookie of a revoked device').toBe(401);
  const guesses: number[] = [];
  for (let n = 0; n < 6; n++) guesses.push((await post('api/pair', { code: `guess ${n}`, name: 'x' })).status);
  expect(guesses.at(-1), 'guessing').toBe(429);
});
