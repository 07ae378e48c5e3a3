import { expect, test } from '@playwright/test';
import { packageOf } from '../apps/app-packages.ts';
import { linuxPackages, requirePrograms } from '../apps/programs.ts';
import { applicationEnvironment, withoutDesktop } from './app-environment.ts';
import { gtkSettings, qtSettings, xResources } from './toolkit-settings.ts';

const homes = {
  home: '/h',
  config: '/c',
  cache: '/k',
  data: '/d',
  state: '/s',
  temporary: '/t',
  runtime: '/r',
};
const session = { sessionId: 'abc', display: 7, xauthority: '/x', busAddress: 'unix:path=/b', fontSettings: '/f' };
const looks = { locale: 'de_DE.UTF-8', colorScheme: 'light', screen: { width: 1, height: 1, scale: 1 } } as const;

test('nothing in the environment leads back to the desktop of the user', () => {
  const kept = withoutDesktop({
    PATH: '/bin',
    JAVA_HOME: '/java',
    XDG_DATA_DIRS: '/usr/share',
    DISPLAY: ':0',
    WAYLAND_DISPLAY: 'wayland-0',
    XAUTHORITY: '/home/me/.Xauthority',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
    AT_SPI_BUS_ADDRESS: 'unix:path=/run/user/1000/at-spi/bus',
    NO_AT_BRIDGE: '1',
    GTK_THEME: 'Mine',
    QT_STYLE_OVERRIDE: 'mine',
    XDG_CONFIG_HOME: '/home/me/.config',
    XDG_RUNTIME_DIR: '/run/user/1000',
    XDG_CURRENT_DESKTOP: 'GNOME',
    LC_TIME: 'fr_FR',
    LANGUAGE: 'fr',
    NODE_OPTIONS: '--inspect',
    ELECTRON_RUN_AS_NODE: '1',
    CODEXQA_SESSION: 'outer',
  });
  expect(kept).toEqual({ PATH: '/bin', JAVA_HOME: '/java', XDG_DATA_DIRS: '/usr/share' });
});

test('applications are led to the session, never by AT_SPI_BUS_ADDRESS', () => {
  const environment = applicationEnvironment(session, homes, looks);
  expect(environment).toMatchObject({
    DISPLAY: ':7',
    HOME: '/h',
    LANG: 'de_DE.UTF-8',
    CODEXQA_SESSION: 'abc',
    GDK_SCALE: '1',
    GSK_RENDERER: 'cairo',
  });
  expect(Object.keys(environment)).not.toContain('AT_SPI_BUS_ADDRESS');
  expect(applicationEnvironment(session, homes, { ...looks, screen: { width: 1, height: 1, scale: 2 } })).toMatchObject(
    {
      GDK_SCALE: '2',
      QT_SCALE_FACTOR: '2',
    },
  );
});

test('settings of the toolkits: nothing moves, dark is dark, a theme is named', () => {
  const settings = gtkSettings({ colorScheme: 'dark', theme: 'Adwaita', scale: 1 });
  expect(settings).toContain('\ngtk-enable-animations=0\n');
  expect(settings).toContain('\ngtk-cursor-blink=0\n');
  expect(settings).toContain('\ngtk-application-prefer-dark-theme=1\n');
  expect(settings).toContain('\ngtk-theme-name=Adwaita\n');
  expect(gtkSettings({ colorScheme: 'light', scale: 1 })).not.toContain('gtk-theme-name');
  expect(qtSettings({ colorScheme: 'light', scale: 1 })).toContain('CursorBlinkRate=0');
  expect(xResources(2)).toContain('Xft.dpi:\t96\n');
  expect(xResources(1.5)).toContain('Xft.dpi:\t144\n');
});

test('a missing program is named with the command that installs it', () => {
  const find = (name: string): string | undefined =>
    name === 'Xvfb' || name === 'openbox' ? undefined : `/usr/bin/${name}`;
  expect(() => requirePrograms(find)).toThrow(/^DRIVER_UNAVAILABLE: a Linux session needs Xvfb, openbox: /);
  expect(() => requirePrograms(find)).toThrow('sudo apt-get install -y --no-install-recommends xvfb openbox');
  expect(linuxPackages).toContain('xvfb');
});

test('packages are told only where they are known', () => {
  expect(packageOf('xcalc')).toBe('x11-apps');
  expect(packageOf('unheard-of')).toBeUndefined();
  expect(packageOf('constructor')).toBeUndefined();
});
