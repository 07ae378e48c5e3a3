/** Every baseline of a project with what the kept runs say about it: who needed it last, and who never did. */
import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fg from 'fast-glob';
import type { BaselineVerdict } from '../contracts/comparison.ts';
import type { Size } from '../contracts/geometry.ts';
import { JournalReader } from '../journal/reader.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { digestOfFile } from '../support/digest.ts';
import { relativePath } from '../support/relative-path.ts';
import { sizeIn } from '../visual/png-chunks.ts';
import { Ledger } from './ledger.ts';

export interface BaselineFile {
  /** Relative to the project's root folder, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Undefined for what is no PNG: a Git LFS pointer, a damaged file. */
  readonly size: Size | undefined;
  /** Whose folder it lies in; undefined where it is for all platforms. */
  readonly platform: string | undefined;
  readonly use: BaselineUse | undefined;
}

/** The last time that a test looked at it. */
export interface BaselineUse {
  readonly run: string;
  readonly verdict: BaselineVerdict;
  /** In any of the kept runs. */
  readonly matched: boolean;
}

export interface Inventory {
  readonly files: readonly BaselineFile[];
  readonly bytes: number;
  /** Runs that were asked what they needed. */
  readonly runs: number;
}

/** Runs further back are not read: their journals may be large. */
const runsRead = 20;
const platforms: ReadonlySet<string> = new Set(['aix', 'darwin', 'freebsd', 'linux', 'openbsd', 'sunos', 'win32']);
/** The signature and the first chunk, which holds width and height. */
const headBytes = 33;

export function inventory(root: string, baselines: string): Inventory {
  const runs = RunFolder.all(root).slice(-runsRead);
  const uses = usesIn(runs);
  const paths = fg.sync('**/*.png', { cwd: baselines, absolute: true, dot: true }).sort();
  const files = paths.map((absolute): BaselineFile => {
    const path = relativePath(root, absolute);
    const [folder = ''] = relativePath(baselines, absolute).split('/');
    const platform = platforms.has(folder) ? folder : undefined;
    return { path, bytes: statSync(absolute).size, size: sizeOf(absolute), platform, use: uses.get(path) };
  });
  return { files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), runs: runs.length };
}

/** No run that is still kept has needed them, though it might have: runs of this machine say nothing about other platforms. */
export function staleIn({ files }: Inventory): readonly BaselineFile[] {
  return files.filter(({ use, platform = process.platform }) => use === undefined && platform === process.platform);
}

/** Tests have looked at them, and none that is still kept has found what they show. */
export function neverMatchedIn({ files }: Inventory): readonly BaselineFile[] {
  return files.filter(({ use }) => use?.matched === false);
}

/** Removes baselines and writes down who did. */
export function removeBaselines(
  root: string,
  baselines: string,
  files: readonly BaselineFile[],
  word: { readonly by: string; readonly reason: string },
): void {
  const ledger = new Ledger(baselines);
  for (const { path } of files) {
    const absolute = join(root, path);
    const baseline = relativePath(baselines, absolute);
    const from = digestOfFile(absolute);
    rmSync(absolute);
    ledger.add({ at: new Date().toISOString(), event: 'removed', baseline, ...word, from });
  }
}

function usesIn(runs: readonly RunFolder[]): ReadonlyMap<string, BaselineUse> {
  const uses = new Map<string, BaselineUse>();
  for (const folder of runs) {
    for (const { entry } of new JournalReader(folder).records()) {
      if (entry.kind !== 'baseline') continue;
      const looks = [{ path: entry.path, verdict: entry.verdict }];
      for (const path of entry.tried ?? []) looks.push({ path, verdict: 'differs' });
      for (const { path, verdict } of looks) {
        const matched = uses.get(path)?.matched === true || shows(verdict);
        uses.set(path, { run: folder.runId, verdict, matched });
      }
    }
  }
  return uses;
}

/** Where there was none, the run has written what it saw. */
function shows(verdict: BaselineVerdict): boolean {
  switch (verdict) {
    case 'identical':
    case 'tolerated':
    case 'absent':
      return true;
    case 'differs':
    case 'other-size':
    case 'unreadable':
      return false;
  }
}

function sizeOf(path: string): Size | undefined {
  const head = Buffer.alloc(headBytes);
  const file = openSync(path, 'r');
  try {
    const isPng = readSync(file, head, 0, headBytes, 0) === headBytes && head.toString('latin1', 12, 16) === 'IHDR';
    return isPng ? sizeIn(head) : undefined;
  } finally {
    closeSync(file);
  }
}
