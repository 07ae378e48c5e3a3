/** Serves the page on which the areas of one needle are drawn; what it saves is checked as a run checks it. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Context } from 'hono';
import { CodexqaError } from '../../contracts/errors.ts';
import { replaceFile } from '../../support/durable-file.ts';
import { ownFile } from '../../support/own-file.ts';
import { areasOutside } from '../../visual/needles/needle-folder.ts';
import { readNeedleJson } from '../../visual/needles/needle-json.ts';
import { readPng } from '../../visual/png-read.ts';
import { type PageServer, serveLoopback } from '../loopback.ts';

export interface NeedlePageOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** The PNG; the JSON beside it is read and written. */
  readonly picture: string;
  readonly onSave: (line: string) => void;
}

const files = ['index.html', 'needle.js', 'needle.css'].map((name) => ({
  path: name === 'index.html' ? '' : name,
  file: ownFile(`src/review/needles/page/${name}`),
}));

/** @throws NEEDLE_INVALID for a picture that cannot be read, the system's own error when the port is taken */
export async function serveNeedlePage({ port, picture, onSave }: NeedlePageOptions): Promise<PageServer> {
  const size = sizeOf(picture);
  const json = `${picture.slice(0, -'.png'.length)}.json`;
  const name = basename(picture, '.png');
  return serveLoopback(port, files, (app, base) => {
    app.get(`${base}/api/needle`, (context) => context.json({ name, ...written(json, name) }));
    app.get(`${base}/api/picture`, (context) =>
      context.body(new Uint8Array(readFileSync(picture)), 200, { 'content-type': 'image/png' }),
    );
    app.post(`${base}/api/needle`, async (context) => save(context, json, size, onSave));
  });
}

/** A JSON that cannot be read is shown as a new needle, and why. */
function written(json: string, name: string): { readonly needle: unknown; readonly problem: string | undefined } {
  const fresh = { area: [], tags: [name], properties: [] };
  if (!existsSync(json)) return { needle: fresh, problem: undefined };
  const text = readFileSync(json, 'utf8');
  const reading = readNeedleJson(text);
  const problem = reading.kind === 'malformed' ? reading.reason : undefined;
  try {
    return { needle: JSON.parse(text), problem };
  } catch {
    return { needle: fresh, problem };
  }
}

/** What a run would leave out is not saved. */
async function save(
  context: Context,
  json: string,
  size: { readonly width: number; readonly height: number },
  onSave: NeedlePageOptions['onSave'],
): Promise<Response> {
  const needle: unknown = await context.req.json().catch(() => undefined);
  const text = `${JSON.stringify(needle ?? null, null, 2)}\n`;
  const reading = readNeedleJson(text);
  const problem = reading.kind === 'malformed' ? reading.reason : areasOutside(reading.text.areas, size);
  if (problem !== undefined) return context.json({ problem }, 400);
  replaceFile(json, text);
  onSave(`saved ${json}`);
  return context.json({ saved: basename(json) });
}

function sizeOf(picture: string) {
  try {
    const { width, height } = readPng(readFileSync(picture), picture).image;
    return { width, height };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CodexqaError('NEEDLE_INVALID', `the picture ${picture} cannot be edited: ${reason}`, { cause });
  }
}
