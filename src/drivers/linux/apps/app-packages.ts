/** Which Debian package brings a command, where that is known for certain. */

const packages: Readonly<Record<string, string>> = {
  chromium: 'chromium',
  dolphin: 'dolphin',
  eog: 'eog',
  evince: 'evince',
  featherpad: 'featherpad',
  'firefox-esr': 'firefox-esr',
  galculator: 'galculator',
  gedit: 'gedit',
  gimp: 'gimp',
  'gnome-calculator': 'gnome-calculator',
  'gnome-text-editor': 'gnome-text-editor',
  inkscape: 'inkscape',
  kate: 'kate',
  kcalc: 'kcalc',
  kwrite: 'kwrite',
  libreoffice: 'libreoffice',
  localc: 'libreoffice-calc',
  lowriter: 'libreoffice-writer',
  mousepad: 'mousepad',
  nautilus: 'nautilus',
  okular: 'okular',
  pcmanfm: 'pcmanfm',
  'qalculate-gtk': 'qalculate-gtk',
  qpwgraph: 'qpwgraph',
  qt5ct: 'qt5ct',
  qt6ct: 'qt6ct',
  tetzle: 'tetzle',
  thunar: 'thunar',
  vlc: 'vlc',
  xcalc: 'x11-apps',
  xeyes: 'x11-apps',
  xterm: 'xterm',
  yad: 'yad',
  zenity: 'zenity',
};

/** Undefined where we do not know: no guesses. */
export function packageOf(command: string): string | undefined {
  return Object.hasOwn(packages, command) ? packages[command] : undefined;
}
