/** What the configuration says about telling people: by which ways, of which runs, at which hours. */
import { z } from 'zod';
import { type Risk, risks } from '../contracts/approval.ts';
import type { Channel } from '../contracts/notification.ts';
import { keys } from '../support/strict-object.ts';

export interface NotificationsConfig {
  /** Ways to people, by a name of your own. What must not stand in a file is named by its environment variable: `{ env: 'SLACK_URL' }`. */
  channels: Readonly<Record<string, Channel>>;
  /** Runs that tell people: `unattended` ones (default), or all. */
  when?: 'unattended' | 'always' | undefined;
  /** Address of the oversight page as phones reach it; notices link to it. */
  link?: string | undefined;
  /** Local times between which only what has the risk `through` (`critical`) or a higher one is told; the rest waits. */
  quietHours?: { from: string; to: string; through?: Risk | undefined } | undefined;
}

const fromEnvironment = keys({ env: z.string().regex(/^\w+$/, 'expected the name of an environment variable') });
const address = z.string().refine(isSafeAddress, 'expected an https address (http only on this machine)');
const channelOf = { atLeast: z.enum(risks).optional() };
const hook = { ...channelOf, url: fromEnvironment };
const channel = z.discriminatedUnion('kind', [
  keys({ ...channelOf, kind: z.literal('desktop') }),
  keys({
    ...channelOf,
    kind: z.literal('ntfy'),
    server: address.optional(),
    topic: fromEnvironment,
    token: fromEnvironment.optional(),
  }),
  keys({ ...hook, kind: z.literal('slack') }),
  keys({ ...hook, kind: z.literal('teams') }),
  keys({ ...channelOf, kind: z.literal('webhook'), url: z.union([address, fromEnvironment]), secret: fromEnvironment }),
]);
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected a time of the day such as "22:00"');
export const notificationsSchema = keys({
  channels: z.record(z.string().regex(/^[\w.-]+$/, 'expected a name of letters, digits, ".", "_" or "-"'), channel),
  when: z.enum(['unattended', 'always']).optional(),
  link: address.optional(),
  quietHours: keys({ from: timeOfDay, to: timeOfDay, through: z.enum(risks).optional() }).optional(),
});

/** What a notice says is nobody else's business on its way. */
function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}
