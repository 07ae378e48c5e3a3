/** The locked profile: a file of its own beside the configuration, read only by runs that ask for it (`--locked`). */
import { readFileSync } from 'node:fs';
import { runEnv } from '../../contracts/run.ts';
import { type LockedProfile, lockedFaults, lockedProfileSchema } from '../../policy/locked-profile.ts';
import { digestOf } from '../../support/digest.ts';
import type { CodexqaConfig } from '../config-schema.ts';
import { type DeclaredFile, declaredFiles, readDeclared } from '../declared-file.ts';
import { knownApprovers, today } from '../policy-file.ts';

const name = 'codexqa.locked';

/** A profile as it is in force for a run. */
export interface LockedInForce {
  readonly file: string;
  /** Of its bytes: whoever changes it takes its permission back. */
  readonly digest: string;
  readonly profile: LockedProfile;
}

/** Undefined where there is none. */
export function readLockedProfile(
  configFile: string,
  { apps = {}, projects = [], approvals }: CodexqaConfig,
): DeclaredFile<LockedProfile> | undefined {
  const known = [apps, ...projects.map((project) => project.apps ?? {})].flatMap(Object.keys);
  return readDeclared(configFile, name, lockedProfileSchema, (profile) =>
    lockedFaults(profile, { apps: known, approvers: knownApprovers(approvals), today: today() }),
  );
}

export function isLockedRun(): boolean {
  return process.env[runEnv.locked] === '1';
}

export function lockedInForce(found: DeclaredFile<LockedProfile> | undefined): LockedInForce | undefined {
  if (found?.value === undefined) return undefined;
  return { file: found.file, digest: profileDigest(found.file) ?? '', profile: found.value };
}

/** Undefined when the file is gone. */
export function profileDigest(file: string): string | undefined {
  try {
    return digestOf(readFileSync(file));
  } catch {
    return undefined;
  }
}

export function hasLockedProfile(configFile: string): boolean {
  return declaredFiles(configFile, name).length > 0;
}
