/**
 * Pointer and keys of the background lane through cua-driver (`driver: 'cua'`): for Chromium, Electron and Catalyst, which do
 * not take the events of the public interface. Elements, windows and pictures stay with the driver.
 *
 * A point is a pixel of the window's own picture, from its top left corner: of the picture that the same session of cua-driver
 * took last, however large that was. So each act takes one first, and nothing is guessed about scales.
 */
import { CodexqaError } from '../../../contracts/errors.ts';
import type { Point, Rect } from '../../../contracts/geometry.ts';
import type { MacWindow } from '../backend.ts';
import type { BackgroundInput, KeyAct } from '../background-input.ts';
import { type KeyTarget, type PointerAct, refused } from '../ladder.ts';
import { keyOf, modifierNames, piecesOf } from './cua-keys.ts';
import { type CuaModule, type CuaRuntime, cuaInstall, cuaPackage, telemetryOff } from './cua-module.ts';

type Fields = Readonly<Record<string, unknown>>;

/** At most so many lines in one call. */
const mostLines = 50;
const unavailable: ReadonlySet<string> = new Set(['background_unavailable', 'route_unavailable']);
const unpermitted: ReadonlySet<string> = new Set(['permission_denied', 'permissions_missing', 'permission_required']);

export class CuaInput implements BackgroundInput {
  readonly #runtime: CuaRuntime;
  readonly #session: string;

  constructor(runtime: CuaRuntime, session: string) {
    this.#runtime = runtime;
    this.#session = session;
  }

  /** @throws DRIVER_UNAVAILABLE with the command that installs it */
  static async load(load: () => Promise<unknown> = () => import(cuaPackage)): Promise<CuaInput> {
    Object.assign(process.env, telemetryOff);
    try {
      const { CuaDriver } = (await load()) as CuaModule;
      return new CuaInput(CuaDriver.create(undefined), `codexqa-${process.pid}`);
    } catch (cause) {
      throw new CodexqaError('DRIVER_UNAVAILABLE', `driver: 'cua' needs ${cuaPackage}, which did not load`, {
        fix: cuaInstall,
        cause,
      });
    }
  }

  async pointer(window: MacWindow, act: PointerAct): Promise<void> {
    if (act.kind === 'hover') throw refused('hovering', "cua-driver moves a pointer of its own, not the application's");
    if (act.kind === 'drag') throw refused('a drag', 'cua-driver delivers none in the background');
    const at = await this.#pixel(window, act.point);
    if (act.kind === 'click') {
      await this.#ask('click', window, { ...at, button: act.button, count: act.count });
      return;
    }
    for (const step of scrolls(act.notchesX, act.notchesY)) await this.#ask('scroll', window, { ...at, ...step });
  }

  async keys(target: KeyTarget, act: KeyAct): Promise<void> {
    const window = { pid: target.pid, id: target.windowId };
    if (act.kind === 'press') {
      const modifiers = modifierNames(act.chord.modifiers);
      await this.#ask('press_key', window, { key: keyOf(act.chord.key), modifiers });
      return;
    }
    for (const piece of piecesOf(act.text)) {
      if ('key' in piece) await this.#ask('press_key', window, piece);
      else await this.#ask('type_text', window, piece);
    }
  }

  /** A point of the screen as a pixel of the picture that is taken here. */
  async #pixel(window: MacWindow, point: Point): Promise<Point> {
    const state = await this.#call('get_window_state', {
      pid: window.pid,
      window_id: window.id,
      session: this.#session,
      include_accessibility_tree: false,
    });
    const size = { width: Number(state['screenshot_width']), height: Number(state['screenshot_height']) };
    const bounds = rectIn(state['window_bounds']) ?? window.bounds;
    if (!(size.width > 0 && size.height > 0)) {
      throw new CodexqaError('ACTION_NOT_POSSIBLE', `cua-driver has no picture of window ${window.id}`, {
        fix: 'show the window: one that is minimized, hidden or on another space cannot be clicked by its pixels',
        facts: { state },
      });
    }
    return {
      x: ((point.x - bounds.x) * size.width) / bounds.width,
      y: ((point.y - bounds.y) * size.height) / bounds.height,
    };
  }

  async #ask(tool: string, window: Pick<MacWindow, 'pid' | 'id'>, more: Fields): Promise<void> {
    await this.#call(tool, {
      session: this.#session,
      target: { kind: 'window', pid: window.pid, window_id: window.id },
      // the front is never asked for: what cannot be done without it is refused
      delivery_mode: 'background',
      ...more,
    });
  }

  /** @throws CAPABILITY_MISSING where cua-driver has no way in the background, PERMISSION_MISSING, ACTION_NOT_POSSIBLE */
  async #call(tool: string, fields: Fields): Promise<Fields> {
    const answer = await this.#runtime.callTool(tool, JSON.stringify(fields)).catch((cause: unknown) => {
      throw new CodexqaError('ACTION_NOT_POSSIBLE', `cua-driver could not ${words(tool)}: ${String(cause)}`, { cause });
    });
    const structured = JSON.parse(answer.structuredJson ?? '{}') as Fields;
    if (!answer.isError) return structured;
    const code = String(structured['code'] ?? answer.errorCode ?? '');
    const said = `cua-driver refused to ${words(tool)}${code === '' ? '' : ` (${code})`}: ${answer.text}`;
    if (unavailable.has(code))
      throw new CodexqaError('CAPABILITY_MISSING', said, { fix: "run this project with lane: 'foreground'" });
    if (unpermitted.has(code))
      throw new CodexqaError('PERMISSION_MISSING', said, {
        fix: 'run `codexqa doctor`: it names the program that must be granted',
      });
    throw new CodexqaError('ACTION_NOT_POSSIBLE', said, { facts: { tool, code } });
  }

  close(): Promise<void> {
    return this.#runtime.shutdown();
  }
}

function words(tool: string): string {
  return tool.replaceAll('_', ' ');
}

function rectIn(value: unknown): Rect | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { x, y, width, height } = value as Readonly<Record<string, unknown>>;
  const rect = { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
  return rect.width > 0 && rect.height > 0 ? rect : undefined;
}

/** Notches as lines in one direction at a time. */
function scrolls(x: number, y: number): readonly Fields[] {
  const along = (notches: number, [back, on]: readonly [string, string]): readonly Fields[] => {
    const lines = Math.min(mostLines, Math.abs(Math.round(notches)));
    return lines === 0 ? [] : [{ direction: notches < 0 ? back : on, by: 'line', amount: lines }];
  };
  return [...along(y, ['up', 'down']), ...along(x, ['left', 'right'])];
}
