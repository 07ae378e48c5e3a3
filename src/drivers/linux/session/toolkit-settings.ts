/** The settings applications find in a session: the same look everywhere, and nothing that moves by itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionOptions } from '../../../contracts/driver.ts';
import { noTooltipsStyle } from '../display/tooltips.ts';
import type { HomeFolders } from './folder.ts';

type Looks = Pick<SessionOptions, 'colorScheme' | 'theme'> & { readonly scale: number };

const baseDpi = 96;

/** The same for every toolkit, so that it is known; Chromium's 500 ms cannot be set. */
export const doubleClickMs = 400;

/** GTK and Chromium scale by whole numbers; what is left over goes into the resolution, which scales their text. */
export function wholeScale(scale: number): number {
  return Math.max(1, Math.floor(scale));
}

function dpiFor(scale: number): number {
  return Math.round((baseDpi * scale) / wholeScale(scale));
}

/** GTK 3 and GTK 4 read the same keys. Animations, blinking carets and fading scroll bars never let a screen come to rest. */
export function gtkSettings(looks: Looks): string {
  const settings: Record<string, string | number> = {
    'gtk-enable-animations': 0,
    'gtk-cursor-blink': 0,
    'gtk-overlay-scrolling': 0,
    'gtk-double-click-time': doubleClickMs,
    'gtk-enable-event-sounds': 0,
    'gtk-error-bell': 0,
    'gtk-font-name': 'DejaVu Sans 10',
    'gtk-xft-antialias': 1,
    'gtk-xft-hinting': 1,
    'gtk-xft-hintstyle': 'hintslight',
    'gtk-xft-rgba': 'none',
    'gtk-xft-dpi': dpiFor(looks.scale) * 1024,
    'gtk-application-prefer-dark-theme': looks.colorScheme === 'dark' ? 1 : 0,
    ...(looks.theme === undefined ? {} : { 'gtk-theme-name': looks.theme }),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return `[Settings]\n${lines.join('\n')}\n`;
}

/** Qt's built-in KDE theme is its only one that takes the caret's blinking and the colours from a file. */
export function qtSettings(looks: Looks): string {
  const dark = looks.colorScheme === 'dark';
  const window = dark ? '49,54,59' : '239,240,241';
  const view = dark ? '35,38,41' : '252,252,252';
  const text = dark ? '239,240,241' : '35,38,41';
  const colors = (group: string, background: string): string =>
    `[Colors:${group}]\nBackgroundNormal=${background}\nForegroundNormal=${text}\nForegroundInactive=127,140,141\n`;
  return [
    '[KDE]\nCursorBlinkRate=0\nwidgetStyle=Fusion\nSingleClick=false\nGraphicEffectsLevel=0\nAnimationDurationFactor=0\n',
    `DoubleClickInterval=${doubleClickMs}\n`,
    '[General]\nfont=DejaVu Sans,10,-1,5,50,0,0,0,0,0\nfixed=DejaVu Sans Mono,10,-1,5,50,0,0,0,0,0\n',
    colors('Window', window),
    colors('Button', window),
    colors('View', view),
    '[Colors:Selection]\nBackgroundNormal=61,174,233\nForegroundNormal=252,252,252\n',
  ].join('\n');
}

/** Glyphs are drawn alike whatever the machine's own font settings and the user's own fonts are. */
export function fontSettings(): string {
  const edit = (name: string, value: string): string =>
    `<edit name="${name}" mode="assign" binding="strong">${value}</edit>`;
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <match target="font">
    ${edit('antialias', '<bool>true</bool>')}
    ${edit('hinting', '<bool>true</bool>')}
    ${edit('autohint', '<bool>false</bool>')}
    ${edit('hintstyle', '<const>hintslight</const>')}
    ${edit('rgba', '<const>none</const>')}
    ${edit('lcdfilter', '<const>lcdnone</const>')}
  </match>
</fontconfig>
`;
}

/** X resources: Chromium and plain X applications take resolution and glyph drawing from here. */
export function xResources(scale: number): string {
  const resources: Record<string, string | number> = {
    'Xft.dpi': dpiFor(scale),
    'Xft.antialias': 1,
    'Xft.hinting': 1,
    'Xft.hintstyle': 'hintslight',
    'Xft.rgba': 'none',
  };
  return Object.entries(resources)
    .map(([name, value]) => `${name}:\t${value}\n`)
    .join('');
}

/** Writes the settings into the fresh homes of a session. */
export function writeToolkitSettings(homes: HomeFolders, options: SessionOptions): void {
  const looks: Looks = {
    colorScheme: options.colorScheme,
    scale: options.screen.scale,
    ...(options.theme === undefined ? {} : { theme: options.theme }),
  };
  for (const gtk of ['gtk-3.0', 'gtk-4.0']) {
    mkdirSync(join(homes.config, gtk));
    writeFileSync(join(homes.config, gtk, 'settings.ini'), gtkSettings(looks));
  }
  if (options.tooltips === 'hidden') writeFileSync(join(homes.config, 'gtk-4.0', 'gtk.css'), noTooltipsStyle);
  writeFileSync(join(homes.config, 'kdeglobals'), qtSettings(looks));
}
