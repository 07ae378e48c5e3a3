/** The signed list of a run's segments, made at its end: cutting off a tail or taking a whole segment away shows. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { canonicalJson } from '../support/canonical-json.ts';
import { type Digest, digestOf } from '../support/digest.ts';
import { replaceFile } from '../support/durable-file.ts';
import { type Signature, signatureFault, signatureOf, signingKey } from './keys.ts';
import { segmentEnd } from './reader.ts';
import type { RunFolder } from './run-folder.ts';

interface ListedSegment {
  readonly name: string;
  readonly entries: number;
  readonly lastHash: Digest;
}

interface Manifest {
  readonly runId: string;
  readonly segments: readonly ListedSegment[];
}

type SignedManifest = Manifest & Signature;

/** Where each chain of the run ends now. @throws JOURNAL_CORRUPT */
export function listedSegments(folder: RunFolder): readonly ListedSegment[] {
  return folder.segments().map((path) => {
    const { entries, lastHash } = segmentEnd(path);
    return { name: basename(path), entries, lastHash };
  });
}

/** One digest for where all chains of a run ended. */
export function headDigest(runId: string, segments: readonly ListedSegment[]): Digest {
  return digestOf(canonicalJson({ runId, segments }));
}

/** Call when all writers of the run have closed. @throws JOURNAL_CORRUPT */
export function writeManifest(folder: RunFolder): void {
  const manifest: Manifest = { runId: folder.runId, segments: listedSegments(folder) };
  const signed: SignedManifest = { ...manifest, ...signatureOf(canonicalJson(manifest), signingKey(folder.keysPath)) };
  replaceFile(folder.manifestPath, `${JSON.stringify(signed, null, 2)}\n`);
}

/** `fault` says why the signature does not hold. */
export function readManifest(folder: RunFolder): SignedManifest & { readonly fault: string | undefined } {
  const signed = JSON.parse(readFileSync(folder.manifestPath, 'utf8')) as SignedManifest;
  return { ...signed, fault: manifestFault(signed, folder) };
}

function manifestFault({ runId, segments, ...signature }: SignedManifest, folder: RunFolder): string | undefined {
  if (runId !== folder.runId) return `it belongs to run ${runId}`;
  return signatureFault(signature, canonicalJson({ runId, segments }));
}
