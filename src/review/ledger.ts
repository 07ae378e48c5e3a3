/**
 * Who decided what about which baseline, when and why: `accepted.jsonl` beside the baselines, one decision a line, only ever added to.
 * Lines of two branches merge by keeping both (`merge=union` in .gitattributes).
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CodexqaError } from '../contracts/errors.ts';
import { makeFolder } from '../support/durable-file.ts';

export const ledgerName = 'accepted.jsonl';

const decisionSchema = z.object({
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  event: z.enum(['accepted', 'rejected', 'undone', 'removed']),
  /** Relative to the folder of baselines, with forward slashes. */
  baseline: z.string().min(1),
  /** The file that was added beside it, where it was not replaced. */
  added: z.string().optional(),
  by: z.string().min(1),
  reason: z.string(),
  /** Of the run that showed the picture; none where a file was removed by hand. */
  run: z.string().optional(),
  /** Digest of the picture that was decided on. */
  picture: z.string().optional(),
  /** SHA-256 of the file before and after; none where there was or is no file. */
  from: z.string().optional(),
  to: z.string().optional(),
});

export type Decision = z.infer<typeof decisionSchema>;

export class Ledger {
  readonly #path: string;

  constructor(baselines: string) {
    this.#path = join(baselines, ledgerName);
  }

  /** One write that the system does not mix with another one's: two people may decide at the same moment. @throws REPORT_WRITE_FAILED */
  add(decision: Decision): void {
    try {
      makeFolder(dirname(this.#path));
      appendFileSync(this.#path, `${JSON.stringify(decision)}\n`);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CodexqaError('REPORT_WRITE_FAILED', `the decision could not be written down: ${reason}`, {
        fix: `make ${this.#path} writable; nothing was decided`,
        cause,
      });
    }
  }

  /** Oldest first, by their time: a merge may have mixed the lines. @throws BASELINE_INVALID naming the line */
  read(): readonly Decision[] {
    if (!existsSync(this.#path)) return [];
    const lines = readFileSync(this.#path, 'utf8').split('\n');
    const decisions = lines.flatMap((line, index) => (line.trim() === '' ? [] : [this.#parse(line, index + 1)]));
    return decisions.sort((a, b) => a.at.localeCompare(b.at));
  }

  #parse(line: string, number: number): Decision {
    const { success, data, error } = decisionSchema.safeParse(jsonIn(line));
    if (success) return data;
    const [issue] = error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    throw new CodexqaError(
      'BASELINE_INVALID',
      `${this.#path}:${number} is no decision about a baseline${where}: ${issue?.message ?? 'unreadable'}`,
      {
        fix: /^[<=>]{7}/.test(line)
          ? 'keep the lines of both sides of the merge, and put "accepted.jsonl merge=union" into .gitattributes'
          : 'restore the line from version control, or delete it',
      },
    );
  }
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
