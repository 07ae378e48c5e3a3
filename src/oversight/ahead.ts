/** A yes given before the run, in a signed file: for CI, where nobody is there to be asked. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type AheadStatement, type Answer, risks } from '../contracts/approval.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { ApprovalFiles } from '../journal/approval-files.ts';
import { type SigningKey, signatureOf } from '../journal/keys.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { digestOf } from '../support/digest.ts';
import { createFile, makeFolder } from '../support/durable-file.ts';
import { refusalOf } from './answers.ts';

const signed = z.strictObject({
  statement: z.strictObject({
    version: z.literal(1),
    by: z.string(),
    action: z.string(),
    risk: z.enum(risks),
    reason: z.string(),
    uses: z.int().min(1),
    from: z.number(),
    until: z.number(),
    label: z.string().optional(),
  }),
  keyId: z.string(),
  publicKey: z.string(),
  signature: z.string(),
});

export type SignedAhead = z.infer<typeof signed>;

export function signAhead(statement: AheadStatement, key: SigningKey): SignedAhead {
  return { statement, ...signatureOf(canonicalJson(statement), key) };
}

/** @throws APPROVAL_REFUSED when the file is not one that `approvals sign` makes */
export function readAhead(path: string): readonly SignedAhead[] {
  if (!existsSync(path)) return [];
  try {
    return z.array(signed).parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new CodexqaError('APPROVAL_REFUSED', `${path} is not a list of signed approvals`, {
      fix: 'make it with: npx codexqa approvals sign',
      cause,
    });
  }
}

interface Place {
  /** Folder that remembers which were used, of the project. */
  readonly used: string;
  readonly label: string | undefined;
  readonly now: number;
}

/** Answers of people who said yes ahead and whose yes is not used up. Taking one uses it up. */
export function answersAhead(files: ApprovalFiles, ahead: readonly SignedAhead[], place: Place): readonly Answer[] {
  return ahead.flatMap(({ statement, ...signature }) => {
    if (statement.label !== undefined && statement.label !== place.label) return [];
    const answer: Answer = {
      requestId: files.request.id,
      requestDigest: files.digest,
      decision: 'approve',
      by: statement.by,
      reason: statement.reason,
      at: place.now,
      proof: { kind: 'ahead', statement: plain(statement), ...signature },
    };
    return refusalOf(files, answer) === undefined && takeUse(statement, files, place.used) ? [answer] : [];
  });
}

/** One file for each use: of two processes that want the last one, one gets it. */
function takeUse(statement: SignedAhead['statement'], files: ApprovalFiles, folder: string): boolean {
  makeFolder(folder);
  const name = digestOf(canonicalJson(statement)).slice(0, 32);
  const { runId, id } = files.request;
  const mine = `${runId}/${id}\n`;
  const used = readdirSync(folder).filter((file) => file.startsWith(`${name}-`));
  if (used.some((file) => readFileSync(join(folder, file), 'utf8') === mine)) return true;
  for (let use = 1; use <= statement.uses; use++) if (createFile(join(folder, `${name}-${use}`), mine)) return true;
  return false;
}

function plain({ label, ...statement }: SignedAhead['statement']): AheadStatement {
  return label === undefined ? statement : { ...statement, label };
}
