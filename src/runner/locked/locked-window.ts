/**
 * The permission of a locked run. The guard's timer ends it; the workers look before each action besides, because a timer stands still
 * while the machine sleeps (S94, S96).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodexqaError } from '../../contracts/errors.ts';
import type { JournalEntry, JournalSink } from '../../contracts/journal.ts';
import { type LockedGrant, lockedFile, runEnv } from '../../contracts/run.ts';
import { askRun, ControlReader } from '../../journal/control.ts';
import { RunFolder } from '../../journal/run-folder.ts';
import { replaceFile } from '../../support/durable-file.ts';
import type { ProjectOptions } from '../options.ts';
import { profileDigest } from './profile-file.ts';

type End = Extract<Extract<JournalEntry, { readonly kind: 'locked' }>['event'], 'expired' | 'revoked'>;

export class LockedWindow {
  readonly grant: LockedGrant;
  readonly #folder: RunFolder;
  readonly #control: ControlReader;
  readonly #journal: JournalSink;

  constructor(folder: RunFolder, grant: LockedGrant, journal: JournalSink) {
    this.grant = grant;
    this.#folder = folder;
    this.#control = new ControlReader(folder);
    this.#journal = journal;
  }

  /** Has the run halt when its time is over, or its profile is not the one that it began with. */
  look(): void {
    const { until, profile, digest } = this.grant;
    if (Date.now() >= until) this.expire();
    else if (profileDigest(profile) !== digest) this.halt('revoked', 'the locked profile was changed or taken away');
  }

  expire(): void {
    this.halt('expired', `the locked window of ${lengthWords(this.grant.minutes)} is over`);
  }

  /** Only the first word counts, whoever sees it first. */
  halt(event: End, why: string): void {
    if (this.#control.read().wish === 'halt') return;
    askRun(this.#folder, { wish: 'halt', by: 'the locked profile', reason: why, at: Date.now() });
    this.#journal.append({ kind: 'locked', event, detail: why });
  }
}

export function lengthWords(minutes: number): string {
  return minutes < 1 ? `${Math.round(minutes * 60)} s` : `${Math.round(minutes * 10) / 10} min`;
}

export function writeGrant(folder: RunFolder, grant: LockedGrant): void {
  replaceFile(join(folder.path, lockedFile), JSON.stringify(grant));
}

/** Undefined for a run whose screen a person may see. @throws LOCKED_REFUSED when the guard of the run has not let it begin */
export function openWindow({ locked }: ProjectOptions, journal: JournalSink): LockedWindow | undefined {
  if (locked === undefined) return undefined;
  const runDir = process.env[runEnv.runDir];
  const path = join(runDir ?? '', lockedFile);
  if (runDir === undefined || !existsSync(path)) {
    throw new CodexqaError('LOCKED_REFUSED', 'nobody has looked whether this run may work behind a locked screen', {
      fix: 'start it with: npx codexqa test --locked',
    });
  }
  return new LockedWindow(RunFolder.at(runDir), JSON.parse(readFileSync(path, 'utf8')) as LockedGrant, journal);
}
