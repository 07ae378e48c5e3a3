/** The pictures of a visual check, brought together by the names they are attached under. */
import type { TestResult } from '@playwright/test/reporter';

export type Attachment = TestResult['attachments'][number];

export interface ImageTriple {
  readonly name: string;
  readonly expected?: Attachment;
  readonly actual?: Attachment;
  readonly diff?: Attachment;
}

export interface SortedAttachments {
  readonly triples: readonly ImageTriple[];
  readonly others: readonly Attachment[];
}

/** `sum-expected.png`, `sum-actual.png`, `sum-diff.png` make one; a picture alone, say without its partner, stays what it is. */
export function sortAttachments(attachments: readonly Attachment[]): SortedAttachments {
  const groups = new Map<string, Map<string, Attachment>>();
  for (const attachment of attachments) {
    const { name, part } = partOf(attachment);
    if (part !== undefined) groups.set(name, (groups.get(name) ?? new Map()).set(part, attachment));
  }
  const triples = [...groups].filter(([, parts]) => parts.size > 1);
  const together = new Set(triples.flatMap(([, parts]) => [...parts.values()]));
  return {
    triples: triples.map(([name, parts]) => ({ name, ...Object.fromEntries(parts) })),
    others: attachments.filter((attachment) => !together.has(attachment)),
  };
}

function partOf({ name, contentType }: Attachment): { readonly name: string; readonly part?: string } {
  const match = contentType.startsWith('image/') ? /^(.*)-(expected|actual|diff)(\.[^.]+)?$/.exec(name) : null;
  const [, stem, part] = match ?? [];
  return stem === undefined || part === undefined ? { name } : { name: stem, part };
}
