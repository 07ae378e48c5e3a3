/** Pure: did a field take exactly what was typed into it? */

/** `text` was inserted somewhere into `before`, possibly in place of a selection, and nothing else changed. */
export function isInsertion(before: string, text: string, after: string): boolean {
  const kept = commonPrefix(before, after);
  const keptAtEnd = commonSuffix(before, after);
  const earliest = Math.max(0, after.length - text.length - keptAtEnd);
  const latest = Math.min(kept, after.length - text.length);
  for (let at = earliest; at <= latest; at++) if (after.startsWith(text, at)) return true;
  return false;
}

/** Characters as a person counts them. */
export function characterCount(text: string): number {
  return [...text].length;
}

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

function commonSuffix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length;
}
