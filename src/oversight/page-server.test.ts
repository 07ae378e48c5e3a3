/** The stream of events: whoever comes back with the last id hears only what is new, and a revoked device hears no more. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { Access } from './access.ts';
import type { Overview } from './overview.ts';
import { servePage } from './page-server.ts';

interface Heard {
  readonly id: string;
  readonly person: string;
}

interface Fixtures {
  readonly served: {
    readonly access: Access;
    /** What the page shows from now on. */
    show(person: string): void;
    listen(lastEventId?: string): Promise<Listener>;
  };
}

class Listener {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #text = '';

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }

  /** Undefined at the end of the stream. */
  async next(): Promise<Heard | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const event = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        const data = /^data: (.*)$/m.exec(event)?.[1];
        const id = /^id: (.*)$/m.exec(event)?.[1];
        if (data !== undefined && id !== undefined) return { id, person: (JSON.parse(data) as Overview).person };
        continue;
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += Buffer.from(value).toString('utf8');
    }
  }

  leave(): Promise<void> {
    return this.#reader.cancel();
  }
}

const test = base.extend<Fixtures>({
  served: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'cq-'));
    const access = new Access(folder);
    let person = 'nobody';
    const server = await servePage(
      {
        overview: () => ({ person, now: Date.now(), runs: [], questions: [], history: [] }),
        evidence: () => undefined,
        answer: () => {},
        control: () => {},
      },
      { access, port: 0, log: () => {} },
    );
    const origin = new URL(server.url).origin;
    const paired = await fetch(`${server.url}api/pair`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ code: access.newCode(), name: 'a phone' }),
    });
    const cookie = paired.headers.get('set-cookie')?.split(';')[0] ?? '';
    await use({
      access,
      show: (shown) => {
        person = shown;
      },
      listen: async (lastEventId) => {
        const headers = { cookie, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) };
        const { status, body } = await fetch(`${server.url}api/events`, { headers });
        expect(status).toBe(200);
        if (body === null) throw new Error('the stream has no body');
        return new Listener(body);
      },
    });
    await server.close();
    rmSync(folder, { recursive: true });
  },
});

test('whoever comes back hears at once what changed meanwhile, and nothing twice', async ({ served }) => {
  served.show('alice');
  const first = await served.listen();
  const heard = await first.next();
  expect(heard?.person).toBe('alice');
  await first.leave();

  served.show('bob');
  const late = await served.listen(heard?.id);
  const news = await late.next();
  expect(news?.person).toBe('bob');
  await late.leave();

  const again = await served.listen(news?.id);
  const next = again.next();
  served.show('carol');
  expect((await next)?.person, 'bob is not told twice').toBe('carol');
  await again.leave();
});

test('a device that is revoked hears no more', async ({ served }) => {
  served.show('alice');
  const listener = await served.listen();
  expect((await listener.next())?.person).toBe('alice');
  expect(served.access.revoke('all')).toBeTruthy();
  expect(await listener.next()).toBeUndefined();
});
