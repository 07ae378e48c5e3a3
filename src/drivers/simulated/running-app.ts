/** One running application: its windows and its life; what an application's own code uses to do anything. */
import type { AppCommand, AppExit, AppHandle } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { Point } from '../../contracts/geometry.ts';
import { mustNotHaveCrashed } from '../../support/app-roster.ts';
import type { Clock } from '../../support/clock.ts';
import type { Desktop } from './desktop.ts';
import { opensPopup } from './layout.ts';
import { isLabel } from './role-habits.ts';
import type { TreeChange, Widget, WidgetHost } from './widget.ts';
import { SimulatedWindow, type WindowOptions } from './window.ts';

/** An application is a function: it opens its windows and leaves the rest to its widgets' handlers. */
export type SimulatedApp = (app: RunningApp) => void;

const outputLimit = 64 * 1024;

export interface Surroundings {
  readonly desktop: Desktop;
  readonly clock: Clock;
  readonly home: () => string;
  /** Environment of the session and of the application, together. */
  readonly env: Readonly<Record<string, string>>;
}

export class RunningApp implements AppHandle, WidgetHost {
  readonly id: string;
  readonly name: string;
  readonly pid: number;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly desktop: Desktop;
  readonly #surroundings: Surroundings;
  readonly #appointments = new Set<() => void>();
  readonly #waiting: (() => void)[] = [];
  #exit: AppExit | undefined;
  #output = '';
  #hung = false;
  #widgets = 0;
  #windows = 0;

  constructor(id: string, pid: number, command: AppCommand, surroundings: Surroundings) {
    this.id = id;
    this.name = command.name;
    this.pid = pid;
    this.command = [command.command, ...command.args];
    this.env = surroundings.env;
    this.desktop = surroundings.desktop;
    this.#surroundings = surroundings;
  }

  get exit(): AppExit | undefined {
    return this.#exit;
  }

  get args(): readonly string[] {
    return this.command.slice(1);
  }

  get home(): string {
    return this.#surroundings.home();
  }

  /** True while it answers nobody. */
  get hung(): boolean {
    return this.#hung;
  }

  output(): string {
    return this.#output;
  }

  /** A crashed application has no tree, a hung one does not give it. @throws APP_CRASHED, APP_UNRESPONSIVE */
  mustAnswer(): void {
    mustNotHaveCrashed(this);
    if (this.#hung && this.#exit === undefined) {
      throw new CodexqaError('APP_UNRESPONSIVE', `${this.name} does not answer on the accessibility interface`);
    }
  }

  /** Bottom to top. */
  windows(): readonly SimulatedWindow[] {
    return this.desktop.stack.filter((window) => window.appId === this.id);
  }

  /** In the order in which they were opened, as toolkits list them. */
  windowsInOrder(): readonly SimulatedWindow[] {
    return [...this.windows()].sort((a, b) => a.number - b.number);
  }

  // what the application does

  print(line: string): void {
    this.#output = `${this.#output}${line}\n`.slice(-outputLimit);
  }

  /** Runs `work` later, unless the application has ended by then. */
  after(delayMs: number, work: () => void): void {
    const cancel = this.#surroundings.clock.after(delayMs, () => {
      this.#appointments.delete(cancel);
      this.deliver(work);
    });
    this.#appointments.add(cancel);
  }

  open(options: WindowOptions): SimulatedWindow {
    options.root.attach(this);
    const at = options.at ?? this.#cascade();
    const window = new SimulatedWindow(++this.#windows, this, { ...options, at }, this.desktop.screen.scale);
    if (window.framed) window.focus = firstFocusable(options.root);
    this.desktop.show(window);
    if (window.kind !== 'popup') this.changed(options.root, 'children', 'add');
    return window;
  }

  close(window: SimulatedWindow): void {
    this.desktop.closePopups();
    this.desktop.remove(window);
    this.changed(window.root, 'children', 'remove');
    if (this.windows().every((other) => other.kind !== 'normal')) this.end({ code: 0, signal: null, expected: false });
  }

  /** As if its close button was pressed: the application may say no. */
  requestClose(window: SimulatedWindow): void {
    if (window.options.mayClose?.() ?? true) this.close(window);
  }

  focus(widget: Widget): void {
    const window = this.desktop.windowOf(widget);
    if (window !== undefined) this.desktop.focus(window, widget);
  }

  /** Ends by itself, as `exit(code)` would. */
  quit(code: number): void {
    this.end({ code, signal: null, expected: false });
  }

  /** Ends as a program does that calls abort(). */
  crash(lastWords = 'Aborted'): void {
    this.print(lastWords);
    this.end({ code: null, signal: 'SIGABRT', expected: false });
  }

  /** Stops answering for a time, or for ever; what is sent to it meanwhile waits. */
  hang(forMs?: number): void {
    this.#hung = true;
    if (forMs !== undefined) this.#surroundings.clock.after(forMs, () => this.recover());
  }

  recover(): void {
    this.#hung = false;
    for (const work of this.#waiting.splice(0)) this.deliver(work);
  }

  // what happens to it

  /** Input and timers reach the application only while it runs and listens. */
  deliver(work: () => void): void {
    if (this.#exit !== undefined) return;
    if (this.#hung) this.#waiting.push(work);
    else work();
  }

  end(exit: AppExit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    for (const cancel of this.#appointments) cancel();
    for (const window of this.windows().toReversed()) this.desktop.remove(window);
    this.desktop.emit({ kind: 'app-exit', appId: this.id, exit });
  }

  // what its widgets tell it

  nextWidgetId(): string {
    return `${this.id}/${++this.#widgets}`;
  }

  changed(widget: Widget, change: TreeChange, detail: string): void {
    if (this.#exit !== undefined) return;
    const signal = { kind: 'tree', appId: this.id, nodeId: widget.id } as const;
    this.desktop.emit({ ...signal, change, detail });
    if (change === 'name' && isLabel(widget.role)) this.desktop.emit({ ...signal, change: 'text', detail });
    if (detail === 'selected') this.desktop.emit({ ...signal, change: 'selection', detail });
    if (detail === 'shown') this.restructured(widget);
    this.#repaint(widget);
    if (widget.parent === undefined && change === 'name') this.desktop.emit({ kind: 'windows' });
  }

  restructured(widget: Widget): void {
    const window = this.desktop.windowOf(widget);
    window?.layOut();
    if (window !== undefined) this.desktop.damage(window.bounds);
  }

  #repaint(widget: Widget): void {
    const delayMs = widget.oddities.drawDelayMs;
    if (delayMs === undefined) this.#damage(widget);
    else {
      this.after(delayMs, () => {
        widget.catchUp();
        this.#damage(widget);
      });
    }
  }

  #damage(widget: Widget): void {
    const rect = this.desktop.rectOf(widget);
    if (rect !== undefined) this.desktop.damage(rect);
  }

  #cascade(): Point {
    const step = 32 * this.desktop.screen.scale * (this.desktop.stack.length + 1);
    return { x: step, y: step };
  }
}

function firstFocusable(root: Widget): Widget | undefined {
  return [...root.all()].find(
    (widget) => widget.focusable && widget.state.enabled && widget.state.shown && !isInMenu(widget),
  );
}

function isInMenu(widget: Widget): boolean {
  return widget.role.startsWith('menuitem') || [...widget.ancestors()].some(opensPopup);
}
