/** Brings one notice to one channel, once. */
import type { Channel, Notice } from '../../contracts/notification.ts';
import { showOnDesktop } from './desktop-notice.ts';
import { messageFor } from './messages.ts';

/** `later`: worth another attempt, after so long when the receiver said so. `refused`: never by another attempt. */
export type Delivery =
  | { readonly kind: 'sent'; readonly detail: string }
  | { readonly kind: 'later'; readonly detail: string; readonly afterMs?: number }
  | { readonly kind: 'refused'; readonly detail: string };

const defaultTimeoutMs = 10_000;

/** Never throws: whatever goes wrong is said in the delivery. */
export async function deliver(channel: Channel, notice: Notice, timeoutMs = defaultTimeoutMs): Promise<Delivery> {
  try {
    if (channel.kind !== 'desktop') return await post(messageFor(channel, notice), timeoutMs);
    await showOnDesktop(notice, timeoutMs);
    return { kind: 'sent', detail: 'shown on the desktop' };
  } catch (error) {
    return { kind: 'later', detail: reasonOf(error) };
  }
}

async function post({ url, headers, body }: ReturnType<typeof messageFor>, timeoutMs: number): Promise<Delivery> {
  // a receiver that sends elsewhere is not the one that was configured
  const init = { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) } as const;
  const response = await fetch(url, init);
  await response.body?.cancel();
  const detail = `answered ${response.status}`;
  if (response.ok) return { kind: 'sent', detail };
  const isPassing = response.status >= 500 || [408, 425, 429].includes(response.status);
  if (!isPassing) return { kind: 'refused', detail };
  const afterMs = retryAfter(response.headers.get('retry-after'), Date.now());
  return { kind: 'later', detail, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** Seconds, or a date. */
export function retryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch says "fetch failed", and why in its cause
  return error.cause instanceof Error ? error.cause.message : (error.message.split('\n')[0] ?? '');
}
