/**
 * A stand-in for cua-driver that speaks its documented protocol on the simulated Mac: arguments are held against the facts
 * table, points are pixels of the picture that was taken last, and without a picture they mean nothing.
 */
import type { Modifier } from '../../../contracts/act.ts';
import type { MacBackend, MacWindow } from '../backend.ts';
import { AddressedEvents } from '../background-input.ts';
import { cuaFacts } from './cua-facts.sample.ts';
import type { CuaAnswer, CuaRuntime } from './cua-module.ts';

interface Arguments {
  readonly session?: string;
  readonly pid?: number;
  readonly window_id?: number;
  readonly target?: { readonly kind: string; readonly pid: number; readonly window_id: number };
  readonly x?: number;
  readonly y?: number;
  readonly button?: 'left' | 'middle' | 'right';
  readonly count?: number;
  readonly direction?: 'up' | 'down' | 'left' | 'right';
  readonly amount?: number;
  readonly text?: string;
  readonly key?: string;
  readonly modifiers?: readonly string[];
}

const keys: Readonly<Record<string, string>> = {
  return: 'Enter',
  tab: 'Tab',
  space: ' ',
  backspace: 'Backspace',
  forward_delete: 'Delete',
  escape: 'Escape',
  home: 'Home',
  end: 'End',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  up: 'ArrowUp',
  down: 'ArrowDown',
};
const modifiers: Readonly<Record<string, Modifier>> = { cmd: 'Meta', shift: 'Shift', option: 'Alt', ctrl: 'Control' };
const ways = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] } as const;

export class CuaDouble implements CuaRuntime {
  readonly #events: AddressedEvents;
  readonly #mac: Pick<MacBackend, 'windows'>;
  /** Pixels of a picture per point of the screen. */
  readonly #scale: number;
  /** Windows that a session has a picture of. */
  readonly #pictured = new Set<string>();
  /** What it was asked, in order. */
  readonly calls: { readonly tool: string; readonly given: Arguments }[] = [];
  /** What it refuses from now on, with its code. */
  refusing: string | undefined;
  ended = false;

  constructor(mac: Pick<MacBackend, 'windows' | 'pointer' | 'keys'>, scale = 2) {
    this.#mac = mac;
    this.#events = new AddressedEvents(mac);
    this.#scale = scale;
  }

  async callTool(tool: string, argumentsJson: string): Promise<CuaAnswer> {
    const given = JSON.parse(argumentsJson) as Arguments;
    this.calls.push({ tool, given });
    const fault = faultOf(tool, given as Readonly<Record<string, unknown>>);
    if (fault !== undefined) return error('invalid_arguments', fault);
    if (this.refusing !== undefined) return error(this.refusing, 'no background route reaches this window');
    const id = given.target?.window_id ?? given.window_id;
    const window = (await this.#mac.windows()).find((each) => each.id === id);
    if (window === undefined) return error('px_window_not_found', `window_id ${id} has no live frame`);
    return this.#done(tool, given, window);
  }

  async #done(tool: string, given: Arguments, window: MacWindow): Promise<CuaAnswer> {
    const picture = `${given.session} ${window.pid} ${window.id}`;
    if (tool === 'get_window_state') {
      this.#pictured.add(picture);
      return ok({
        screenshot_width: window.bounds.width * this.#scale,
        screenshot_height: window.bounds.height * this.#scale,
        window_bounds: window.bounds,
      });
    }
    if (given.x !== undefined && !this.#pictured.has(picture))
      return error('screenshot_context_missing', 'no picture of this window was taken in this session');
    await this.#act(tool, given, window);
    return ok({ effect: 'unverifiable' });
  }

  async #act(tool: string, given: Arguments, window: MacWindow): Promise<void> {
    const { x = 0, y = 0, button = 'left', count = 1, text = '', key = '' } = given;
    const point = { x: window.bounds.x + x / this.#scale, y: window.bounds.y + y / this.#scale };
    const target = { pid: window.pid, windowId: window.id };
    switch (tool) {
      case 'click':
        return this.#events.pointer(window, { kind: 'click', point, button, count, modifiers: [], address: {} });
      case 'scroll': {
        const [notchesX, notchesY] = ways[given.direction ?? 'down'].map((way) => way * (given.amount ?? 3)) as [
          number,
          number,
        ];
        return this.#events.pointer(window, { kind: 'scroll', point, notchesX, notchesY, modifiers: [], address: {} });
      }
      case 'type_text':
        return this.#events.keys(target, { kind: 'type', text, address: {} });
      default: {
        const held = (given.modifiers ?? []).map((name) => modifiers[name] ?? 'Shift');
        const chord = { key: keys[key] ?? (/^f\d/.test(key) ? key.toUpperCase() : key), modifiers: held };
        return this.#events.keys(target, { kind: 'press', chord, address: {} });
      }
    }
  }

  async shutdown(): Promise<void> {
    this.ended = true;
  }
}

/** What the tool would say of its arguments; undefined when they are as it documents them. */
function faultOf(tool: string, given: Readonly<Record<string, unknown>>): string | undefined {
  const facts = cuaFacts[tool];
  if (facts === undefined) return `there is no tool ${tool}`;
  const strange = Object.keys(given).find((name) => !facts.fields.includes(name));
  if (strange !== undefined) return `${tool} has no argument ${strange}`;
  const missing = facts.required.find((name) => given[name] === undefined);
  if (missing !== undefined) return `${tool} needs ${missing}`;
  const wrong = Object.entries(facts.words ?? {}).find(
    ([name, words]) => given[name] !== undefined && !words.includes(String(given[name])),
  );
  if (wrong !== undefined) return `${wrong[0]} of ${tool} cannot be ${String(given[wrong[0]])}`;
  // documented: the new way to address a window and the old one exclude each other
  if (given['target'] !== undefined && (given['pid'] ?? given['window_id'] ?? given['scope']) !== undefined)
    return 'target cannot be combined with pid, window_id or scope';
  return undefined;
}

function ok(structured: Readonly<Record<string, unknown>>): CuaAnswer {
  return { text: 'done', isError: false, structuredJson: JSON.stringify(structured) };
}

function error(code: string, text: string): CuaAnswer {
  return { text, isError: true, errorCode: code, structuredJson: JSON.stringify({ code }) };
}
