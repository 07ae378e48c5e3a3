/** Stands for the service that brings notices to a phone: keeps what the run has told it. */
import { createServer } from 'node:http';

export async function openMailbox() {
  const notices = [];
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    notices.push(JSON.parse(Buffer.concat(pieces).toString('utf8')));
    response.writeHead(204).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { notices, url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
