/** Anchors: where the chains of a run ended, kept outside of its folder. With one, a cut tail and a chain that was written anew show. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { CodexqaError } from '../contracts/errors.ts';
import { headDigest, listedSegments } from '../journal/manifest.ts';
import { segmentEnd } from '../journal/reader.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import { workerOn } from '../journal/run-lock.ts';
import type { Finding } from '../journal/verify.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import type { Digest } from '../support/digest.ts';
import { replaceFile } from '../support/durable-file.ts';

const anchorSchema = z.strictObject({
  version: z.literal(1),
  runId: z.string(),
  /** Unix time in ms. */
  at: z.number(),
  segments: z.array(z.strictObject({ name: z.string(), entries: z.int(), lastHash: z.string() })),
});

export type Anchor = z.infer<typeof anchorSchema>;

/** @throws RUN_LOCKED while the run is at work, JOURNAL_CORRUPT */
export function anchorOf(folder: RunFolder): Anchor {
  if (workerOn(folder) !== undefined) {
    throw new CodexqaError('RUN_LOCKED', `run ${folder.runId} is still at work: its chains have no end yet`, {
      fix: 'anchor it when it has ended',
    });
  }
  return { version: 1, runId: folder.runId, at: Date.now(), segments: [...listedSegments(folder)] };
}

/** One line to print, mail, or put into a tag: whoever has it can tell whether the run is still the one of then. */
export function anchorDigest({ runId, segments }: Anchor): Digest {
  return headDigest(runId, segments);
}

/** Adds it to a file, one line an anchor. */
export function writeAnchor(path: string, anchor: Anchor): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  replaceFile(path, `${before}${canonicalJson(anchor)}\n`);
}

/** @throws ANCHOR_INVALID */
export function readAnchors(path: string): readonly Anchor[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => anchorSchema.parse(JSON.parse(line)));
  } catch (cause) {
    throw new CodexqaError('ANCHOR_INVALID', `${path} cannot be read as a file of anchors`, {
      fix: 'make one with: npx codexqa audit anchor --file <file>',
      cause,
    });
  }
}

export function anchorFindings(folder: RunFolder, anchor: Anchor): readonly Finding[] {
  const when = new Date(anchor.at).toISOString();
  return anchor.segments.flatMap(({ name, entries, lastHash }): readonly Finding[] => {
    const path = folder.segments().find((each) => basename(each) === name);
    const weight = 'tampered';
    if (path === undefined) return [{ weight, path: name, sentence: `it is missing, and was there on ${when}` }];
    const now = endOf(path);
    // a chain that does not hold is a finding of its own
    if (now === undefined || (now.entries === entries && now.lastHash === lastHash)) return [];
    const sentence =
      now.entries === entries
        ? `it was written anew since ${when}`
        : `it had ${entries} entries on ${when} and has ${now.entries}`;
    return [{ weight, path, sentence }];
  });
}

function endOf(path: string): { readonly entries: number; readonly lastHash: Digest } | undefined {
  try {
    return segmentEnd(path);
  } catch (error) {
    if (error instanceof CodexqaError) return undefined;
    throw error;
  }
}
