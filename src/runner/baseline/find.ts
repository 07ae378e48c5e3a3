/** Finds the accepted pictures of a baseline: in the nearest folder that has a fitting one, those that say most about the session. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { CodexqaError } from '../../contracts/errors.ts';
import type { BaselinePicture } from '../../visual/baseline-picture.ts';
import { chooseVariants, parseVariant, variantFile } from '../../visual/baseline-variants.ts';
import { readBaseline, shownPath } from './file.ts';
import type { BaselineTest } from './name.ts';
import { type Surroundings, scaleTag } from './surroundings.ts';

export interface AcceptedPicture {
  /** Absolute. */
  readonly path: string;
  readonly picture: BaselinePicture;
}

/** `others`: files of this baseline that were not chosen, absolute. */
export type FoundBaseline = { readonly others: readonly string[] } & (
  | { readonly kind: 'absent' /** Where a new one is written. */; readonly path: string }
  | { readonly kind: 'pictures'; readonly accepted: readonly [AcceptedPicture, ...AcceptedPicture[]] }
  | { readonly kind: 'unreadable'; readonly path: string; readonly error: CodexqaError }
);

/**
 * `path`: the plain file in the project's own folder.
 * @throws BASELINE_AMBIGUOUS, BASELINE_INVALID for a folder in the place of a file
 */
export function findBaseline(testInfo: BaselineTest, path: string, surroundings: Surroundings): FoundBaseline {
  const places = placesOf(testInfo, path);
  const seen = places.map((place) => filesAt(place));
  const all = seen.flat();
  for (const paths of seen) {
    const chosen = chosenOf(paths, path, surroundings);
    const [first, ...more] = chosen.map((each) => ({ path: each, stored: readBaseline(each, surroundings) }));
    if (first === undefined) continue;
    const others = all.filter((each) => !chosen.includes(each));
    const accepted: AcceptedPicture[] = [];
    for (const { path, stored } of [first, ...more]) {
      if (stored.kind === 'unreadable') return { kind: 'unreadable', path, error: stored.error, others };
      if (stored.kind === 'picture') accepted.push({ path, picture: stored.picture });
    }
    const [nearest, ...rest] = accepted;
    if (nearest !== undefined) return { kind: 'pictures', accepted: [nearest, ...rest], others };
  }
  return { kind: 'absent', path: newPath(path, surroundings), others: all };
}

/** A picture of another scale never has the same pixels, so the scale stands in the name from the start. */
function newPath(path: string, { scale }: Surroundings): string {
  return scale === 1 ? path : join(dirname(path), variantFile(basename(path, '.png'), [scaleTag(scale)]));
}

/** The project's own folder, that of the platform, and that for all platforms: `linux/kde/a.spec.ts`, `linux/a.spec.ts`, `a.spec.ts`. */
function placesOf({ project }: BaselineTest, path: string): readonly string[] {
  const [platform, ...below] = relative(project.snapshotDir, path).split(sep);
  if (platform !== process.platform) return [path];
  const isOfProject = project.name !== '' && plainWord(below[0] ?? '') === plainWord(project.name);
  const shared = isOfProject ? below.slice(1) : below;
  return [
    path,
    ...(isOfProject ? [join(project.snapshotDir, platform, ...shared)] : []),
    join(project.snapshotDir, ...shared),
  ];
}

/** Playwright writes signs of a project's name otherwise in paths. */
function plainWord(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '-');
}

function filesAt(place: string): readonly string[] {
  const stem = basename(place, '.png');
  const names = namesIn(dirname(place)).filter((name) => parseVariant(name, stem) !== undefined);
  return names.map((name) => join(dirname(place), name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}

function chosenOf(paths: readonly string[], plain: string, { tags }: Surroundings): readonly string[] {
  const stem = basename(plain, '.png');
  const variants = paths.flatMap((path) => parseVariant(basename(path), stem) ?? []);
  const choice = chooseVariants(variants, tags);
  switch (choice.kind) {
    case 'none':
      return [];
    case 'chosen':
      return choice.variants.map(({ file }) => join(dirname(paths[0] ?? plain), file));
    case 'ambiguous':
      throw ambiguous(choice.files, dirname(paths[0] ?? plain), tags);
  }
}

function ambiguous(files: readonly string[], folder: string, tags: readonly string[]): CodexqaError {
  return new CodexqaError(
    'BASELINE_AMBIGUOUS',
    `${files.length} baselines in ${shownPath(folder)} fit this session (${tags.join(', ')}), and none says more than the others: ${files.join(' and ')}`,
    {
      fix: 'remove one of them, or write one whose name has the tags of both',
      facts: { files, tags },
    },
  );
}
