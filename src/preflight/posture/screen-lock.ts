/** Does the screen of this machine lock itself? On Linux logind and the settings of the desktop are asked (S101). */
import { type Ask, ask } from './ask-command.ts';
import type { Posture } from './posture.ts';

export interface ScreenLockSources {
  readonly ask?: Ask;
  readonly platform?: NodeJS.Platform;
  /** XDG_CURRENT_DESKTOP: whose settings are in force. */
  readonly desktop?: string | undefined;
}

/** Where a desktop keeps whether it locks itself, and after how many seconds it counts as idle. */
const settings = [
  { desktop: /gnome|unity|ubuntu|budgie/i, saver: 'org.gnome.desktop.screensaver', idle: 'org.gnome.desktop.session' },
  { desktop: /cinnamon/i, saver: 'org.cinnamon.desktop.screensaver', idle: 'org.cinnamon.desktop.session' },
] as const;

/** `locked`: whether it is just now; undefined where nobody can tell. */
export function screenLock(locked: boolean | undefined, sources: ScreenLockSources = {}): Posture {
  const { ask: asked = ask, platform = process.platform, desktop = process.env['XDG_CURRENT_DESKTOP'] } = sources;
  if (locked === true) return { state: 'met', why: 'the screen is locked' };
  if (platform !== 'linux') return { state: 'unknown', why: `nobody has said how ${platform} tells` };
  const sessions = asked('loginctl', 'list-sessions', '--no-legend');
  if (sessions.status === 0 && !/\bseat\d/.test(sessions.text)) {
    return { state: 'met', why: 'nobody is logged in at a screen, says logind' };
  }
  const known = settings.find((each) => each.desktop.test(desktop ?? ''));
  if (known !== undefined) return bySettings(known, asked);
  if (/kde|plasma/i.test(desktop ?? '')) return byKde(asked);
  return {
    state: 'unknown',
    why: 'neither logind nor a desktop that is known here tells whether the screen locks itself',
  };
}

function bySettings({ saver, idle }: (typeof settings)[number], asked: Ask): Posture {
  const isOn = asked('gsettings', 'get', saver, 'lock-enabled').text;
  const seconds = Number(/(\d+)$/.exec(asked('gsettings', 'get', idle, 'idle-delay').text)?.[1] ?? Number.NaN);
  if (isOn === 'false') return { state: 'missing', why: `${saver} lock-enabled is false` };
  if (isOn !== 'true' || Number.isNaN(seconds)) return { state: 'unknown', why: `${saver} tells nothing` };
  if (seconds === 0) return { state: 'missing', why: `${idle} idle-delay is never` };
  return { state: 'met', why: `it locks itself after ${seconds} s` };
}

/** What is not written there has its default: on, after five minutes. */
function byKde(asked: Ask): Posture {
  const read = (key: string, otherwise: string) =>
    ['kreadconfig6', 'kreadconfig5']
      .map((program) =>
        asked(program, '--file', 'kscreenlockerrc', '--group', 'Daemon', '--key', key, '--default', otherwise),
      )
      .find(({ status }) => status === 0)?.text;
  const [isOn, minutes] = [read('Autolock', 'true'), read('Timeout', '5')];
  if (isOn === undefined || minutes === undefined) return { state: 'unknown', why: 'kscreenlockerrc tells nothing' };
  return isOn === 'true' && Number(minutes) > 0
    ? { state: 'met', why: `it locks itself after ${minutes} minutes` }
    : { state: 'missing', why: 'kscreenlockerrc: Autolock is off' };
}
