/** X key symbols for DOM key names and for any character. */

const named: Readonly<Record<string, number>> = {
  Enter: 0xff0d,
  Tab: 0xff09,
  Backspace: 0xff08,
  Delete: 0xffff,
  Escape: 0xff1b,
  Space: 0x20,
  ArrowLeft: 0xff51,
  ArrowUp: 0xff52,
  ArrowRight: 0xff53,
  ArrowDown: 0xff54,
  Home: 0xff50,
  End: 0xff57,
  PageUp: 0xff55,
  PageDown: 0xff56,
  Insert: 0xff63,
  Clear: 0xff0b,
  CapsLock: 0xffe5,
  NumLock: 0xff7f,
  ScrollLock: 0xff14,
  PrintScreen: 0xff61,
  Pause: 0xff13,
  ContextMenu: 0xff67,
  Help: 0xff6a,
  Undo: 0xff65,
  Redo: 0xff66,
  Find: 0xff68,
  Cancel: 0xff69,
  Shift: 0xffe1,
  Control: 0xffe3,
  Alt: 0xffe9,
  Meta: 0xffeb,
  AltGraph: 0xfe03,
  Compose: 0xff20,
  Copy: 0x1008ff57,
  Cut: 0x1008ff58,
  Paste: 0x1008ff6d,
  AudioVolumeDown: 0x1008ff11,
  AudioVolumeMute: 0x1008ff12,
  AudioVolumeUp: 0x1008ff13,
  MediaPlayPause: 0x1008ff14,
  MediaStop: 0x1008ff15,
  MediaTrackPrevious: 0x1008ff16,
  MediaTrackNext: 0x1008ff17,
  BrowserBack: 0x1008ff26,
  BrowserForward: 0x1008ff27,
};

const functionKey1 = 0xffbe;
const lastFunctionKey = 35;
/** Key symbols of characters beyond Latin-1 are their code points with this bit set. */
const unicode = 0x01000000;

/** Undefined for a name that is no key. */
export function keysymOfKey(key: string): number | undefined {
  if (Object.hasOwn(named, key)) return named[key];
  const functionKey = /^F(\d{1,2})$/.exec(key);
  if (functionKey !== null) {
    const number = Number(functionKey[1]);
    return number >= 1 && number <= lastFunctionKey ? functionKey1 + number - 1 : undefined;
  }
  const [character, ...more] = key;
  return character !== undefined && more.length === 0 ? keysymOfCharacter(character) : undefined;
}

/** One code point; line feed and tab are their keys. */
export function keysymOfCharacter(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0;
  if (character === '\n' || character === '\r') return 0xff0d;
  if (character === '\t') return 0xff09;
  if (character === '\b') return 0xff08;
  const isLatin1 = (codePoint >= 0x20 && codePoint <= 0x7e) || (codePoint >= 0xa0 && codePoint <= 0xff);
  return isLatin1 ? codePoint : unicode + codePoint;
}
