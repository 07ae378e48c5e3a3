/** Knowing that an application has read its input: a ping (EWMH _NET_WM_PING) queues behind the keys it was sent. */
import { CodexqaError } from '../../../contracts/errors.ts';
import { Deadline, withDeadline } from '../../../support/deadline.ts';
import { wordsOf, type XConnection } from '../display/x-connection.ts';

const answerTimeoutMs = 5_000;
let lastPing = 0;

/**
 * Resolves when the active window's application has taken every event sent so far out of its queue. Applications that
 * know no ping get a round trip to the server, which is all that can be known of them. A window that goes meanwhile takes nothing more.
 * @throws APP_UNRESPONSIVE
 */
export async function drainInput(x: XConnection): Promise<void> {
  await x.sync();
  const [window] = await x.numbers(x.root, '_NET_ACTIVE_WINDOW');
  if (window === undefined || window === 0) return;
  const protocols = await x.property(window, 'WM_PROTOCOLS');
  if (protocols === undefined || !wordsOf(protocols.data).includes(x.atom('_NET_WM_PING'))) return;
  lastPing = (lastPing + 1) & 0x7fffffff;
  const stamp = lastPing;
  let answered: () => void = () => undefined;
  const answer = new Promise<void>((resolve) => {
    answered = resolve;
  });
  const stop = x.onEvent((event) => {
    if (event.name === 'PropertyNotify' && event.atom === x.atom('_NET_ACTIVE_WINDOW')) {
      void isGone(x, window).then((gone) => gone && answered(), answered);
    }
    if (event.name !== 'ClientMessage' || event.message_type !== x.atom('WM_PROTOCOLS')) return;
    if (event.data?.[0] === x.atom('_NET_WM_PING') && event.data[1] === stamp) answered();
  });
  try {
    x.client.SendClientMessage(window, window, x.atom('WM_PROTOCOLS'), 32, [x.atom('_NET_WM_PING'), stamp, window], 0);
    await x.sync();
    await withDeadline(Promise.race([answer, lossOf(x)]), Deadline.after(answerTimeoutMs), 'the answer to a ping');
  } catch (cause) {
    if (cause instanceof CodexqaError && cause.code === 'SESSION_LOST') throw cause;
    throw new CodexqaError('APP_UNRESPONSIVE', `the active window took no input for ${answerTimeoutMs} ms`, { cause });
  } finally {
    stop();
  }
}

async function isGone(x: XConnection, window: number): Promise<boolean> {
  return (await x.property(window, 'WM_PROTOCOLS')) === undefined;
}

/** Rejects when the connection ends: its events would be waited for in vain. */
async function lossOf(x: XConnection): Promise<never> {
  await x.ended;
  await x.sync();
  throw new CodexqaError('SESSION_LOST', 'the X server closed the connection');
}
