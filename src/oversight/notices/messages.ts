/** A notice in the words of each channel, as the request that brings it there. Pure. */
import { createHmac } from 'node:crypto';
import { CodexqaError } from '../../contracts/errors.ts';
import type { Channel, FromEnvironment, Notice } from '../../contracts/notification.ts';

export interface HttpMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type HttpChannel = Exclude<Channel, { readonly kind: 'desktop' }>;

/** @throws NOTIFICATION_INVALID where the environment lacks what the channel needs */
export function messageFor(channel: HttpChannel, notice: Notice, now = new Date()): HttpMessage {
  switch (channel.kind) {
    case 'ntfy':
      return ntfyMessage(channel, notice);
    case 'slack':
      return jsonMessage(fromEnvironment(channel.url), slackBody(notice));
    case 'teams':
      return jsonMessage(fromEnvironment(channel.url), teamsBody(notice));
    case 'webhook':
      return signedMessage(channel, notice, now);
  }
}

/** Has the environment all that the channel needs? @throws NOTIFICATION_INVALID */
export function assertSendable(channel: Channel): void {
  switch (channel.kind) {
    case 'desktop':
      return;
    case 'ntfy':
      fromEnvironment(channel.topic);
      if (channel.token !== undefined) fromEnvironment(channel.token);
      return;
    case 'slack':
    case 'teams':
      fromEnvironment(channel.url);
      return;
    case 'webhook':
      fromEnvironment(channel.url);
      fromEnvironment(channel.secret);
      return;
  }
}

/** @throws NOTIFICATION_INVALID */
function fromEnvironment(value: string | FromEnvironment): string {
  if (typeof value === 'string') return value;
  const found = process.env[value.env];
  if (found !== undefined && found !== '') return found;
  throw new CodexqaError(
    'NOTIFICATION_INVALID',
    `a channel needs the environment variable ${value.env}, which is not set`,
    {
      fix: `set ${value.env}, or take the channel out of notifications.channels`,
    },
  );
}

/** What stands below the headline, one fact a line. */
export function factsOf({
  where,
  whyNow,
  consequence,
  otherwise,
  evidence,
}: Notice): readonly [name: string, value: string][] {
  return [
    ['Where', where],
    ['Why now', whyNow],
    ['Consequence', consequence],
    ['Otherwise', otherwise],
    ...Object.entries(evidence),
  ];
}

export function lookText({ look }: Notice): string {
  return 'url' in look ? look.url : look.command;
}

const priorities = { low: 2, medium: 3, high: 4, critical: 5 } as const;

/** https://docs.ntfy.sh/publish/#publish-as-json */
function ntfyMessage(
  { server = 'https://ntfy.sh', topic, token }: Extract<Channel, { kind: 'ntfy' }>,
  notice: Notice,
): HttpMessage {
  const { what, risk, look } = notice;
  const lines = factsOf(notice).map(([name, value]) => `${name}: ${value}`);
  const body = {
    topic: fromEnvironment(topic),
    title: what,
    message: [...lines, lookText(notice)].join('\n'),
    priority: priorities[risk],
    ...('url' in look ? { click: look.url } : {}),
  };
  return jsonMessage(server, body, token === undefined ? {} : { authorization: `Bearer ${fromEnvironment(token)}` });
}

/** https://docs.slack.dev/reference/block-kit/blocks: `plain_text` takes no markup, whatever an application's window says. */
function slackBody(notice: Notice): object {
  const { what, look } = notice;
  const plain = (text: string, length: number) => ({ type: 'plain_text', text: short(text, length), emoji: false });
  // ten is the most that a section takes
  const fields = factsOf(notice)
    .slice(0, 10)
    .map(([name, value]) => plain(`${name}: ${value}`, 2000));
  const open =
    'url' in look
      ? { type: 'section', text: { type: 'mrkdwn', text: `<${look.url}|Look at it>` } }
      : { type: 'section', text: plain(look.command, 3000) };
  return {
    text: what.replace(/[&<>]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[letter] ?? letter),
    blocks: [{ type: 'header', text: plain(what, 150) }, { type: 'section', fields }, open],
  };
}

/** For the webhook of a Teams workflow; a `TextRun` takes no markup. https://adaptivecards.io/explorer/TextRun.html */
function teamsBody(notice: Notice): object {
  const { what, look } = notice;
  const line = (...inlines: readonly object[]) => ({ type: 'RichTextBlock', inlines });
  const run = (text: string, more: object = {}) => ({ type: 'TextRun', text, ...more });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      line(run(what, { weight: 'bolder', size: 'large' })),
      ...factsOf(notice).map(([name, value]) => line(run(`${name}: `, { weight: 'bolder' }), run(value))),
      ...('url' in look ? [] : [line(run(look.command, { fontType: 'monospace' }))]),
    ],
    ...('url' in look ? { actions: [{ type: 'Action.OpenUrl', title: 'Look at it', url: look.url }] } : {}),
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
}

/** A CloudEvent, signed as https://www.standardwebhooks.com says: over the very bytes that are sent, with id and time. */
function signedMessage({ url, secret }: Extract<Channel, { kind: 'webhook' }>, notice: Notice, now: Date): HttpMessage {
  const { id, topic, at, ...data } = notice;
  const event = {
    specversion: '1.0',
    id,
    source: 'codexqa',
    type: `dev.codexqa.notice.${topic}`,
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data,
  };
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers = {
    'content-type': 'application/cloudevents+json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': webhookSignature(fromEnvironment(secret), `${id}.${timestamp}.${body}`),
  };
  return { url: fromEnvironment(url), headers, body };
}

/** `secret`: base64, with or without the prefix `whsec_`; `content`: id, time in s, and body, with dots between them. */
export function webhookSignature(secret: string, content: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

function jsonMessage(url: string, body: object, headers: Readonly<Record<string, string>> = {}): HttpMessage {
  return { url, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function short(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
