/** Letters as 5x7 dots. Only a stand-in for a font: what matters is that other text gives other pixels. */

export const glyphWidth = 5;
export const glyphHeight = 7;

/** Seven rows of five bits, leftmost dot highest; a pattern computed from the character, empty for white space. */
export function glyphRows(character: string): readonly number[] {
  const code = character.codePointAt(0) ?? 0;
  if (/\s/u.test(character)) return [];
  let state = (code * 2654435761 + 97) >>> 0;
  return Array.from({ length: glyphHeight }, () => {
    state = (Math.imul(state ^ (state >>> 13), 1540483477) + code) >>> 0;
    return ((state >>> 11) & 0b11111) | 0b10000;
  });
}
