/** Checks a run's journal as an auditor would: chains, seals, keys, and the signed list of its segments. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import { trustedKeys } from './keys.ts';
import { readManifest } from './manifest.ts';
import { type SegmentEnd, segmentEnd } from './reader.ts';
import type { RunFolder } from './run-folder.ts';
import { sealFault } from './seal.ts';

/** `tampered`: somebody changed it. `incomplete`: a part was never closed, or is missing. */
export interface Finding {
  readonly weight: 'tampered' | 'incomplete';
  readonly path: string;
  readonly sentence: string;
}

export interface Verification {
  readonly segments: number;
  readonly entries: number;
  readonly findings: readonly Finding[];
}

/** `trusted`: public keys by their id; those of the project the run lies in when not given. */
export function verifyRun(folder: RunFolder, trusted = trustedKeys(folder.keysPath)): Verification {
  const findings: Finding[] = [];
  const ends: SegmentEnd[] = [];
  for (const path of folder.segments()) {
    const end = endOf(path, findings);
    if (end === undefined) continue;
    ends.push(end);
    findings.push(...endFindings(end, trusted));
  }
  findings.push(...manifestFindings(folder, ends, trusted));
  return { segments: folder.segments().length, entries: ends.reduce((sum, end) => sum + end.entries, 0), findings };
}

function endOf(path: string, findings: Finding[]): SegmentEnd | undefined {
  try {
    return segmentEnd(path);
  } catch (error) {
    if (!(error instanceof CodexqaError)) throw error;
    findings.push({ weight: 'tampered', path, sentence: error.message });
    return undefined;
  }
}

function* endFindings(end: SegmentEnd, trusted: ReadonlyMap<string, string>): Generator<Finding> {
  const { path, seal, torn, head } = end;
  if (torn !== undefined) {
    yield {
      weight: 'incomplete',
      path,
      sentence: `line ${torn.line} is torn after ${torn.bytes} bytes: never acknowledged`,
    };
  }
  if (seal === undefined) {
    yield { weight: 'incomplete', path, sentence: 'it has no seal: its writer was killed or is still at work' };
    return;
  }
  const fault = sealFault(seal, head?.stream ?? '', end.entries, end.lastHash);
  if (fault !== undefined) yield { weight: 'tampered', path, sentence: `its seal does not hold: ${fault}` };
  else if (!trusted.has(seal.keyId)) {
    yield {
      weight: 'tampered',
      path,
      sentence: `it is sealed with key ${seal.keyId}, which the project does not know`,
    };
  }
}

function* manifestFindings(
  folder: RunFolder,
  ends: readonly SegmentEnd[],
  trusted: ReadonlyMap<string, string>,
): Generator<Finding> {
  const path = folder.manifestPath;
  if (!existsSync(path)) {
    yield {
      weight: 'incomplete',
      path,
      sentence: 'the run has no signed list of its segments: it did not end in order',
    };
    return;
  }
  const manifest = readManifest(folder);
  if (manifest.fault !== undefined) {
    yield { weight: 'tampered', path, sentence: `its signature does not hold: ${manifest.fault}` };
    return;
  }
  if (!trusted.has(manifest.keyId)) {
    yield {
      weight: 'tampered',
      path,
      sentence: `it is signed with key ${manifest.keyId}, which the project does not know`,
    };
  }
  for (const listed of manifest.segments) {
    const end = ends.find((candidate) => basename(candidate.path) === listed.name);
    if (end === undefined) {
      if (!existsSync(`${folder.journalPath}/${listed.name}`)) {
        yield { weight: 'tampered', path, sentence: `segment ${listed.name} is missing` };
      }
    } else if (end.entries !== listed.entries || end.lastHash !== listed.lastHash) {
      const sentence = `it had ${listed.entries} entries when the run ended and has ${end.entries}`;
      yield { weight: 'tampered', path: end.path, sentence };
    }
  }
}
