/** The signing key of a project gives way to another one: said by the old one, so that who trusts it knows its successor. */
import { join } from 'node:path';
import type { KeyRotated } from '../contracts/audit-entry.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { hasKey, keyMap, signingKey, takeOver } from './keys.ts';
import { ProjectRecord, projectRecordIn } from './project-record.ts';
import { readSegment, type SegmentEnd, sealing } from './reader.ts';
import { RunFolder, stateFolder } from './run-folder.ts';
import { workerOn } from './run-lock.ts';
import { sealFault } from './seal.ts';

export interface Rotation extends Omit<KeyRotated, 'kind' | 'event'> {
  /** When the old key sealed for the last time; Unix time in ms. */
  readonly at: number;
}

interface RotationGround {
  /** Who wants it. */
  readonly by: string;
  readonly codexqa: string;
}

/** What waits to take the place of the journal's key. */
const next = 'journal-next';

/**
 * A kill on the way leaves the old key in use; the next call goes on from there.
 * @throws RUN_LOCKED while a run is at work with the old key, RUN_NOT_FOUND before the first run
 */
export async function rotateKey(root: string, { by, codexqa }: RotationGround): Promise<Rotation> {
  const state = stateFolder(root);
  const keys = join(state, 'keys');
  if (!hasKey(keys)) {
    throw new CodexqaError('RUN_NOT_FOUND', 'nothing has been signed in this project yet', { fix: 'npx codexqa test' });
  }
  refuseAtWork(root);
  const { keyId: from } = signingKey(keys);
  const { keyId: to, publicKey } = signingKey(keys, next);
  const until = lastSealing(root);
  if (!rotationsIn(projectRecordIn(state)).some((known) => known.to === to)) {
    using record = await ProjectRecord.open(root, codexqa);
    record.append({ kind: 'audit', event: 'key-rotated', by, from, to, publicKey, until });
  }
  takeOver(keys, 'journal', next);
  return { by, from, to, publicKey, until, at: until };
}

/** Oldest first. */
export function rotationsIn(record: RunFolder | undefined): readonly Rotation[] {
  const all = (record?.segments() ?? []).flatMap((path) => {
    const sealed = sealing(path);
    return sealed === undefined
      ? []
      : read(path).rotations.map((rotation) => ({ ...rotation, at: Math.max(sealed.at, rotation.until) }));
  });
  return all.toSorted((a, b) => a.at - b.at);
}

/** The given keys, and those that they have named as their successors under their own seal. */
export function withSuccessors(
  trusted: ReadonlyMap<string, string>,
  record: RunFolder | undefined,
): ReadonlyMap<string, string> {
  const known = new Map(trusted);
  const waiting = (record?.segments() ?? []).map(read);
  for (let before = -1; before !== known.size; ) {
    before = known.size;
    for (const { rotations, sealedBy } of waiting) {
      for (const { from, to, publicKey } of rotations) {
        const isOwn = keyMap([publicKey]).has(to);
        if (from === sealedBy && known.has(from) && isOwn) known.set(to, publicKey);
      }
    }
  }
  return known;
}

/** `sealedBy`: undefined when its seal does not hold, or there is none. */
function read(path: string): { readonly rotations: readonly KeyRotated[]; readonly sealedBy: string | undefined } {
  const rotations: KeyRotated[] = [];
  try {
    const records = readSegment(path);
    for (;;) {
      const step = records.next();
      if (step.done) return { rotations, sealedBy: holder(step.value) };
      const { entry } = step.value;
      if (entry.kind === 'audit' && entry.event === 'key-rotated') rotations.push(entry);
    }
  } catch (error) {
    // a segment that was changed names nobody, and is a finding of its own
    if (error instanceof CodexqaError) return { rotations: [], sealedBy: undefined };
    throw error;
  }
}

function holder({ seal, head, entries, lastHash }: SegmentEnd): string | undefined {
  if (seal === undefined || head === undefined) return undefined;
  return sealFault(seal, head.stream, entries, lastHash) === undefined ? seal.keyId : undefined;
}

/** Now, or later: a clock that was set back must not make strangers of the runs before it. */
function lastSealing(root: string): number {
  const paths = RunFolder.all(root).flatMap((folder) => folder.segments());
  return paths.reduce((latest, path) => Math.max(latest, sealing(path)?.at ?? 0), Date.now());
}

function refuseAtWork(root: string): void {
  const busy = RunFolder.all(root).find((folder) => workerOn(folder) !== undefined);
  if (busy === undefined) return;
  throw new CodexqaError('RUN_LOCKED', `run ${busy.runId} is at work, and will seal its record with the key of now`, {
    fix: 'change the key when it has ended',
  });
}
