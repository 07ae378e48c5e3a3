/** Names that people gave, as names of files. */

/** Letters, digits, dots and dashes of any script stay; the rest becomes a dash. */
export function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}.-]+/gu, '-').slice(0, 80) || 'unnamed';
}
