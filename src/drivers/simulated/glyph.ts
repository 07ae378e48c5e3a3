/** Letters as 5x7 dots: a small font of our own, so that a person can read the pictures; a pattern for everything else. */

export const glyphWidth = 5;
export const glyphHeight = 7;

/** One character, then its seven rows from the top, each a base-32 digit of five dots. */
const drawn = [
  [
    '!4444004',
    '"aa00000',
    '#aavavaa',
    '$4fke5u4',
    '%op248j3',
    '&cik8lid',
    "'4400000",
    '(2488842',
    ')8422248',
    '*04lel40',
  ],
  [
    '+044v440',
    ',0000c48',
    '-000v000',
    '.00000cc',
    '/01248g0',
    ':0cc0cc0',
    ';0cc0c48',
    '<248g842',
    '=00v0v00',
    '>8421248',
  ],
  [
    '?eh12404',
    '@eh1dlle',
    '[e88888e',
    '\\0g84210',
    ']e22222e',
    '^4ah0000',
    '_000000v',
    '`8420000',
    '{2448442',
    '|4444444',
  ],
  [
    '}8442448',
    '~008l200',
    '…000000l',
    '•00eee00',
    '–000v000',
    '0ehjlphe',
    '14c4444e',
    '2eh1248v',
    '3v2421he',
    '426aiv22',
  ],
  [
    '5vgu11he',
    '668guhhe',
    '7v124888',
    '8ehhehhe',
    '9ehhf12c',
    'Aehhvhhh',
    'Buhhuhhu',
    'Cehggghe',
    'Duhhhhhu',
    'Evgguggv',
  ],
  [
    'Fvgguggg',
    'Gehgnhhf',
    'Hhhhvhhh',
    'Ie44444e',
    'J72222ic',
    'Khikokih',
    'Lggggggv',
    'Mhrllhhh',
    'Nhhpljhh',
    'Oehhhhhe',
  ],
  [
    'Puhhuggg',
    'Qehhhlid',
    'Ruhhukih',
    'Sfgge11u',
    'Tv444444',
    'Uhhhhhhe',
    'Vhhhhha4',
    'Whhhllla',
    'Xhha4ahh',
    'Yhha4444',
  ],
  [
    'Zv1248gv',
    'a00e1fhf',
    'bggmphhu',
    'c00egghe',
    'd11djhhf',
    'e00ehvge',
    'f698s888',
    'g00fhf1e',
    'hggmphhh',
    'i40c444e',
  ],
  [
    'j20622ic',
    'kggikoki',
    'lc44444e',
    'm00qllhh',
    'n00mphhh',
    'o00ehhhe',
    'p00uhugg',
    'q00djf11',
    'r00mpggg',
    's00fge1u',
  ],
  ['t88s8896', 'u00hhhjd', 'v00hhha4', 'w00hhlla', 'x00ha4ah', 'y00hhf1e', 'z00v248v'],
];

const font: ReadonlyMap<string, readonly number[]> = new Map(
  drawn.flat().map((entry) => [entry.slice(0, 1), [...entry.slice(1)].map((digit) => Number.parseInt(digit, 32))]),
);

/** Seven rows of five bits, leftmost dot highest; empty for white space. Different characters give different rows. */
export function glyphRows(character: string): readonly number[] {
  if (/\s/u.test(character)) return [];
  return font.get(character) ?? pattern(character.codePointAt(0) ?? 0);
}

/** A box with a pattern computed from the code point. */
function pattern(codePoint: number): readonly number[] {
  let state = codePoint;
  return Array.from({ length: glyphHeight }, () => {
    state = Math.imul(state ^ (state >>> 13), 1540483477) + codePoint;
    return ((state >>> 11) & 0b01110) | 0b10001;
  });
}
