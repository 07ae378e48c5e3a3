/** The environment of a session's processes: the user's own, without what leads back to the user's desktop. */
import type { SessionOptions } from '../../../contracts/driver.ts';
import type { HomeFolders } from './folder.ts';
import { wholeScale } from './toolkit-settings.ts';

/** Names whose values belong to the user's desktop, language or running program and would reach into the session. */
const strange = [
  /^(DISPLAY|WAYLAND_|XAUTHORITY$|ICEAUTHORITY$|SESSION_MANAGER$|DESKTOP_|WINDOWID$|XMODIFIERS$|XCOMPOSEFILE$)/,
  /^(DBUS_|AT_SPI_|NO_AT_BRIDGE$|GNOME_|GTK_|GTK2_|GTK3_|GDK_|GSK_|GIO_|GSETTINGS_|ADW_|CLUTTER_|QT_|QML|KDE_|PLASMA_)/,
  /^(XDG_(CONFIG|CACHE|DATA|STATE|RUNTIME)_(HOME|DIR)$|XDG_(SESSION|CURRENT|SEAT|VTNR|MENU|CONFIG_DIRS))/,
  /^(LANG$|LANGUAGE$|LC_|PULSE_|PIPEWIRE_|FONTCONFIG_|TMPDIR$|TMP$|TEMP$)/,
  /^(NODE_OPTIONS$|NODE_CHANNEL_|NODE_V8_COVERAGE$|ELECTRON_|CODEXQA_SESSION$|CODEXQA_APP$|LIBGL_|VK_|MESA_)/,
];

export type Environment = Readonly<Record<string, string>>;

/** What every process of a session is given. */
export interface SessionEnvironment {
  readonly sessionId: string;
  readonly display: number;
  readonly xauthority: string;
  readonly busAddress: string;
  /** On the visible display only, whose root window leads to the person's own accessibility bus. */
  readonly accessibilityBus?: string;
  readonly fontSettings: string;
}

export function withoutDesktop(environment: NodeJS.ProcessEnv): Environment {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !strange.some((pattern) => pattern.test(entry[0])),
  );
  return Object.fromEntries(kept);
}

export function homeEnvironment(homes: HomeFolders): Environment {
  return {
    HOME: homes.home,
    TMPDIR: homes.temporary,
    XDG_CONFIG_HOME: homes.config,
    XDG_CACHE_HOME: homes.cache,
    XDG_DATA_HOME: homes.data,
    XDG_STATE_HOME: homes.state,
    XDG_RUNTIME_DIR: homes.runtime,
  };
}

/** Whom a process belongs to: the reaper and the mapping of windows to applications read it back from /proc. */
export function markOf(sessionId: string, appId?: string): Environment {
  return { CODEXQA_SESSION: sessionId, ...(appId === undefined ? {} : { CODEXQA_APP: appId }) };
}

/**
 * On a private display AT_SPI_BUS_ADDRESS is missing on purpose: Qt 6 never registers while it is set (6.4.2: connects, says Hello,
 * hangs up). The root window property AT_SPI_BUS and org.a11y.Bus lead every toolkit there.
 */
export function applicationEnvironment(
  session: SessionEnvironment,
  homes: HomeFolders,
  options: Pick<SessionOptions, 'locale' | 'colorScheme' | 'screen'>,
): Environment {
  return {
    ...homeEnvironment(homes),
    CODEXQA_SESSION: session.sessionId,
    DISPLAY: `:${session.display}`,
    XAUTHORITY: session.xauthority,
    DBUS_SESSION_BUS_ADDRESS: session.busAddress,
    ...(session.accessibilityBus === undefined ? {} : { AT_SPI_BUS_ADDRESS: session.accessibilityBus }),
    FONTCONFIG_FILE: session.fontSettings,
    LANG: options.locale,
    LC_ALL: options.locale,
    XDG_SESSION_TYPE: 'x11',
    GDK_BACKEND: 'x11',
    GIO_USE_VFS: 'local',
    GSETTINGS_BACKEND: 'memory',
    GTK_USE_PORTAL: '0',
    ADW_DISABLE_PORTAL: '1',
    ADW_DEBUG_COLOR_SCHEME: options.colorScheme === 'dark' ? 'prefer-dark' : 'prefer-light',
    // GTK 4 takes 1.3 s instead of 0.2 s to start where OpenGL is drawn by the processor
    GSK_RENDERER: 'cairo',
    LIBGL_ALWAYS_SOFTWARE: '1',
    QT_QPA_PLATFORM: 'xcb',
    QT_QPA_PLATFORMTHEME: 'kde',
    KDE_SESSION_VERSION: '5',
    QT_ACCESSIBILITY: '1',
    QT_LINUX_ACCESSIBILITY_ALWAYS_ON: '1',
    ...scaleEnvironment(options.screen.scale),
  };
}

/** Qt scales by any number itself and must not count the resolution of the X server a second time. */
function scaleEnvironment(scale: number): Environment {
  return {
    GDK_SCALE: String(wholeScale(scale)),
    QT_SCALE_FACTOR: String(scale),
    QT_FONT_DPI: '96',
    QT_AUTO_SCREEN_SCALE_FACTOR: '0',
  };
}
