/** What ran where, as data: `codexqa platform` prints it, and docs/platforms.md has the same table (a test compares). */

/** The day somebody last looked whether all of it still holds. */
export const asOf = '2026-11-23';

export type Proof = 'real' | 'wine' | 'contract' | 'not-run' | 'not-built' | 'refused' | 'needless';

interface Meaning {
  readonly word: string;
  /** What it says, whether that was measured or is what documents say, and where it comes from. */
  readonly source?: string;
}

export const meanings: Readonly<Record<Proof, Meaning>> = {
  real: { word: 'real', source: 'measured on the real system: `npm test` on Debian 12' },
  wine: { word: 'Wine', source: 'measured inside Wine 8: `npm run test:wine`' },
  contract: {
    word: 'contract',
    source: 'measured on a stand-in of ours: `npm test`; documented for the system itself',
  },
  'not-run': { word: 'not run', source: 'documented only: written after the documents of the system, never executed' },
  'not-built': { word: 'not built' },
  refused: { word: 'refused', source: 'by design, with the reason' },
  needless: { word: '–' },
};

export interface Standing {
  readonly proof: Proof;
  readonly note?: string;
}

export interface FeatureRow {
  readonly feature: string;
  readonly linux: Standing;
  readonly windows: Standing;
  readonly macos: Standing;
}

const real = (note?: string): Standing => standing('real', note);
const wine = (note?: string): Standing => standing('wine', note);
const contract = (note?: string): Standing => standing('contract', note);
const notRun = (note?: string): Standing => standing('not-run', note);
const notBuilt = (note?: string): Standing => standing('not-built', note);
const refused = (note?: string): Standing => standing('refused', note);
const needless = standing('needless');

export const platformMatrix: readonly FeatureRow[] = [
  row('background lane, sessions in parallel', real(), refused('CAPABILITY_MISSING (S12)'), contract()),
  row('foreground lane, one at a time', real('Xvfb and openbox; not GNOME, KDE or hardware'), wine(), contract()),
  row(
    'lease of the visible desktop across processes',
    real(),
    wine('named mutex'),
    contract('real processes on Linux, owners killed'),
  ),
  row(
    'leases of what one login shares: applications, pasteboard, keyboards, screen',
    needless,
    needless,
    contract('real processes on Linux'),
  ),
  row(
    'target in front and visible before and after each act (S15)',
    real('before each act'),
    wine('and contract'),
    contract(),
  ),
  row('front, order of windows, pointer and lock watched; FOCUS_STOLEN', needless, needless, contract()),
  row(
    "a person's own input told from the run's",
    real('XInput 2, on the devices of Xvfb'),
    wine('keys of ours, moves of theirs'),
    contract(),
  ),
  row(
    'lock, sleep, user switch, display off followed during a run',
    real('logind and savers as mocks; X screen saver; DPMS on Xorg with a screen in memory'),
    contract('in Wine the input desktop; display off told by a stand-in for powrprof.dll'),
    contract('a closed lid as well'),
  ),
  row(
    "the preflight's throwaway window (S36)",
    real('a window of GTK 3'),
    wine("a dialog of the system's own controls"),
    contract('a dialog of `osascript`, which a stand-in shows; the script not run'),
  ),
  row('starting and ending applications, crashes, exit codes', real(), wine(), contract('.app bundles not run')),
  row(
    'element tree of classic controls',
    real('AT-SPI'),
    wine('win32: window handles and messages'),
    contract('accessibility, batched'),
  ),
  row(
    'element tree of WPF, WinUI, Qt, Electron',
    real('Qt, Chromium'),
    contract('uia: whole runs in Wine, on a COM stand-in that mirrors real windows'),
    notRun(),
  ),
  row('menus in the tree', real(), notRun('Wine lends no menu handles; there they work by keyboard'), contract()),
  row('pointer, keyboard, any Unicode text', real(), wine(), contract('window-addressed events not run')),
  row(
    "pointer: 'nut-js': pointer and windows of the foreground lane",
    real('moves and clicks: the package once, on Xvfb; in tests xdotool in its place'),
    wine(),
    contract(),
  ),
  row(
    "driver: 'cua' for Chromium, Electron, Catalyst",
    needless,
    needless,
    contract('not executed on a Mac; the package itself took its calls on Linux, once'),
  ),
  row('set-text, set-value, invoke, focus', real(), wine(), contract()),
  row('window control', real(), wine(), contract('activation refused in the background')),
  row('capture of screen and area', real(), wine(), notRun('screencapture')),
  row('capture of a covered window', real(), notRun('refused with CAPTURE_BLANK in Wine, which draws black'), notRun()),
  row('clipboard', real(), wine(), contract('under its lease; not emptied in the background')),
  row('permissions asked for and named (S13, S39)', needless, needless, contract()),
  row(
    'C function prototypes',
    needless,
    wine('called there'),
    contract('equal to a facts table of SDK 14; calls not run on a Mac'),
  ),
  row('one spec, another program and other pictures per platform', real('mousepad'), wine('notepad'), notRun()),
  row('several screens', notBuilt(), notRun(), notRun()),
  row('scaling above 100 %', real('1.5 and 2, five toolkits'), notRun(), notRun()),
  row('applications with other rights than ours (UIPI), lock screen, remote desktop', needless, notRun(), notRun()),
  row('32-bit applications: items of lists and trees', needless, refused('the items are left out'), needless),
];

/** `contract: .app bundles not run`. */
export function standingText({ proof, note }: Standing): string {
  const { word } = meanings[proof];
  return note === undefined ? word : `${word}: ${note}`;
}

function standing(proof: Proof, note?: string): Standing {
  return note === undefined ? { proof } : { proof, note };
}

function row(feature: string, linux: Standing, windows: Standing, macos: Standing): FeatureRow {
  return { feature, linux, windows, macos };
}
