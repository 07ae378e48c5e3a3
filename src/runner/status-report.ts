/** What an automatic checkpoint says about the desktop: a picture, the tree, the windows, and whether every application answered. */
import type { Rect } from '../contracts/geometry.ts';
import { redact } from '../contracts/secret.ts';
import type { Desktop } from '../session/desktop.ts';
import { hasCrashed } from '../support/app-roster.ts';
import { Deadline, withDeadline } from '../support/deadline.ts';
import { writePng } from '../visual/png-write.ts';
import { blackened, secretAreas } from './hidden-areas.ts';

export interface StatusReport {
  /** Every application was alive and read in time: the assertion of the checkpoint. False without a desktop. */
  readonly answered: boolean;
  /** Digests of what was kept among the evidence of the run. */
  readonly picture?: string;
  readonly tree?: string;
  readonly windows?: readonly string[];
  /** Why it did not answer. */
  readonly trouble?: string;
}

/** Keeps files by their digest; without a run folder nothing is kept. */
export interface StatusEvidence {
  keep(content: string | Uint8Array): string | undefined;
}

/** A desktop that hangs must not hold the test longer than this. */
const reportTimeoutMs = 5_000;

/** `hide`: areas of the screen that are blackened, beside those that hold secrets. */
export async function reportStatus(
  desktop: Desktop | undefined,
  evidence: StatusEvidence,
  hide: readonly Rect[],
): Promise<StatusReport> {
  if (desktop === undefined) return { answered: false, trouble: 'the test has no desktop' };
  const { session } = desktop.stage;
  try {
    const seen = Promise.all([session.windows(), desktop.ariaTree(), session.capture({ kind: 'screen' })]);
    const [windows, tree, screen] = await withDeadline(seen, Deadline.after(reportTimeoutMs), 'the status report');
    const crashed = session.apps().filter(({ exit }) => exit !== undefined && hasCrashed(exit));
    const secret = await withDeadline(
      secretAreas(session, tree),
      Deadline.after(reportTimeoutMs),
      'looking for secrets',
    );
    const shown = blackened(screen, [...secret, ...hide]);
    const [picture, kept] = [evidence.keep(writePng(shown)), evidence.keep(redact(tree))];
    return {
      answered: crashed.length === 0,
      ...(picture === undefined ? {} : { picture }),
      ...(kept === undefined ? {} : { tree: kept }),
      windows: windows.map(({ title }) => redact(title)),
      ...(crashed.length === 0 ? {} : { trouble: `${crashed.map(({ name }) => name).join(', ')} crashed` }),
    };
  } catch (error) {
    return { answered: false, trouble: error instanceof Error ? error.message : String(error) };
  }
}
