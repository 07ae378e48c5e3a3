/** What `codexqa doctor` tries on Windows: each line is the answer of the system, now. */
import type { Probe } from '../../contracts/driver.ts';
import { captureArea } from './capture.ts';
import { Controls } from './control.ts';
import { Input } from './input.ts';
import type { Win32 } from './native.ts';
import { isInputDesktopOpen } from './presence.ts';
import { UiaProvider } from './uia/uia-provider.ts';
import { WindowList } from './window-list.ts';

export function probeWindows(win32: Win32): readonly Probe[] {
  return [desktopProbe(win32), windowsProbe(win32), captureProbe(win32), pointerProbe(win32)];
}

/** Only `driver: 'uia'` needs it. */
export async function probeUia(): Promise<Probe> {
  const uia = new UiaProvider({ answerWithinMs: 5000, rootWindow: () => undefined });
  try {
    await uia.tree([]);
    return { name: 'UI Automation', ok: true, detail: "answers; driver: 'uia' can be used" };
  } catch (error) {
    return {
      name: 'UI Automation',
      ok: false,
      optional: true,
      detail: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
      fix: "use driver: 'auto', which reads windows by their handles",
    };
  } finally {
    await uia.close();
  }
}

function desktopProbe(win32: Win32): Probe {
  if (isInputDesktopOpen(win32)) return { name: 'unlocked desktop', ok: true, detail: 'input goes to this desktop' };
  return {
    name: 'unlocked desktop',
    ok: false,
    detail: 'the input desktop cannot be opened: the screen is locked, or this process runs as a service',
    fix: 'unlock the screen, and start the run from the session of a logged-in user',
  };
}

function windowsProbe(win32: Win32): Probe {
  const windows = new WindowList(win32, new Controls(win32)).handles().length;
  return { name: 'window list', ok: true, detail: `${windows} windows are shown` };
}

function captureProbe(win32: Win32): Probe {
  const desk = new Input(win32).desk();
  const startedAt = performance.now();
  try {
    captureArea(win32, desk, desk);
  } catch (error) {
    return { name: 'screen capture', ok: false, detail: String(error), fix: 'connect the session to a display' };
  }
  const tookMs = Math.round(performance.now() - startedAt);
  return { name: 'screen capture', ok: true, detail: `${desk.width}x${desk.height} in ${tookMs} ms` };
}

function pointerProbe(win32: Win32): Probe {
  const input = new Input(win32);
  try {
    input.moveTo(input.pointer());
    return { name: 'pointer', ok: true, detail: 'moves where it is sent' };
  } catch (error) {
    return { name: 'pointer', ok: false, detail: String(error), fix: 'end the program that confines the pointer' };
  }
}
