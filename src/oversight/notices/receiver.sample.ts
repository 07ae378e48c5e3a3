/** A receiver of notices on this machine, for tests: keeps what it gets, answers as it is told. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Bell } from '../../support/deadline.ts';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export class Receiver {
  readonly received: Received[] = [];
  readonly url: string;
  /** What to answer each; the last one stays. */
  answers: ((response: ServerResponse) => void)[] = [(response) => response.writeHead(204).end()];
  readonly #server: ReturnType<typeof createServer>;
  readonly #bell = new Bell();

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (data) => (body += String(data)));
      request.on('end', () => {
        this.received.push({ path: request.url ?? '', headers: request.headers, body });
        const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
        answer?.(response);
        this.#bell.ring();
      });
    });
  }

  static async open(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Receiver(server);
  }

  /** Resolves when so many have come. */
  async until(number: number): Promise<void> {
    while (this.received.length < number) await this.#bell.next(1000);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
