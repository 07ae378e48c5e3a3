/** What an item of a checklist shows of itself: a picture, a text; attached to the test and kept with the run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TestInfo } from '@playwright/test';
import type { RawImage } from '../../contracts/image.ts';
import { runEnv } from '../../contracts/run.ts';
import { redact } from '../../contracts/secret.ts';
import { EvidenceStore } from '../../journal/evidence.ts';
import { RunFolder } from '../../journal/run-folder.ts';
import { digestOf } from '../../support/digest.ts';
import { writePng } from '../../visual/png-write.ts';
import { fileName } from '../attachment-name.ts';

/** Something to be pictured, the bytes of a PNG, or a text. */
export type Evidence = string | Buffer | { screenshot(): Promise<RawImage> };

export interface KeptEvidence {
  /** Of the attachment. */
  readonly name: string;
  readonly contentType: string;
  readonly digest: string;
  readonly body: Buffer;
}

/** Evidence that cannot be had says why, and changes no verdict: a window that is gone may be just what was checked. */
export async function keepEvidence(
  testInfo: TestInfo,
  list: string,
  id: string,
  wanted: Evidence | (() => Evidence | Promise<Evidence>) | undefined,
): Promise<readonly KeptEvidence[]> {
  if (wanted === undefined) return [];
  const taken = await take(wanted).catch((error: unknown) => textEvidence(`not available: ${String(error)}`));
  const name = `${fileName(list)}-${fileName(id)}.${taken.contentType === 'image/png' ? 'png' : 'txt'}`;
  const path = testInfo.outputPath(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, taken.body);
  testInfo.attachments.push({ name, path, contentType: taken.contentType });
  const runDir = process.env[runEnv.runDir];
  const digest = runDir === undefined ? digestOf(taken.body) : new EvidenceStore(RunFolder.at(runDir)).keep(taken.body);
  return [{ name, ...taken, digest }];
}

type Taken = Pick<KeptEvidence, 'contentType' | 'body'>;

async function take(wanted: Evidence | (() => Evidence | Promise<Evidence>)): Promise<Taken> {
  const evidence = typeof wanted === 'function' ? await wanted() : wanted;
  if (typeof evidence === 'string') return textEvidence(evidence);
  const body = Buffer.isBuffer(evidence) ? evidence : writePng(await evidence.screenshot());
  return { contentType: 'image/png', body };
}

function textEvidence(text: string): Taken {
  return { contentType: 'text/plain', body: Buffer.from(redact(text)) };
}
