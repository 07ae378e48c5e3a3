/**
 * A stand-in for `osascript` on the simulated Mac. It knows one kind of script: a dialog that comes again with each answer, until another button
 * is pressed or it gives up. What the dialog shows is taken from the script.
 */
import type { RunningApp, SimulatedApp } from '../simulated/running-app.ts';
import { widget } from '../simulated/widget.ts';
import type { SimulatedWindow } from '../simulated/window.ts';
import type { Oddities } from './simulated-oddities.sample.ts';

/** errAEEventWouldRequireUserInteraction: no graphical session, or one that nobody may be asked in. */
const noUserInteraction = 'execution error: No user interaction allowed. (-1713)';

export function osascript({ noInteraction, dialogNeverComes, dialogForgetsText }: Oddities): SimulatedApp {
  return (app) => {
    if (noInteraction === true) {
      app.print(noUserInteraction);
      return app.quit(1);
    }
    if (dialogNeverComes !== true) new RepeatingDialog(app, dialogForgetsText === true).show();
  };
}

class RepeatingDialog {
  readonly #app: RunningApp;
  readonly #script: string;
  readonly #forgets: boolean;
  #greeting: string;

  constructor(app: RunningApp, forgets: boolean) {
    this.#app = app;
    this.#forgets = forgets;
    this.#script = app.args[app.args.indexOf('-e') + 1] ?? '';
    this.#greeting = this.#find(/^set greeting to "([^"]*)"/m);
  }

  show(): void {
    const field = widget('textbox', { text: this.#find(/default answer "([^"]*)"/), size: { width: 200 } });
    const goesOn = this.#find(/if button returned of reply is not "([^"]*)" then exit repeat/);
    const buttons = this.#find(/buttons \{([^}]*)\}/)
      .split(',')
      .map((quoted) => quoted.trim().slice(1, -1))
      .map((name) => {
        const activate = (): void => (name === goesOn ? this.#next(window, field.state.text ?? '') : this.#app.quit(0));
        return widget('button', { name, on: { activate } });
      });
    const root = widget('dialog', {
      name: this.#find(/with title "([^"]*)"/),
      children: [widget('text', { name: this.#greeting, size: { height: 16 } }), field, ...buttons],
    });
    const window = this.#app.open({ kind: 'dialog', modal: true, root });
    const givesUpAfterMs = 1000 * Number(this.#find(/giving up after (\d+)/));
    this.#app.after(givesUpAfterMs, () => {
      if (this.#app.windows().includes(window)) this.#app.quit(0);
    });
  }

  /** `display dialog` has returned: its window is gone before the script shows the next one. */
  #next(shown: SimulatedWindow, text: string): void {
    const [before = '', after = ''] =
      this.#script.match(/^ *set greeting to "([^"]*)" & \(text returned of reply\) & "([^"]*)"/m)?.slice(1) ?? [];
    this.#greeting = `${before}${this.#forgets ? '' : text}${after}`;
    this.#app.desktop.remove(shown);
    this.#app.changed(shown.root, 'children', 'remove');
    this.show();
  }

  #find(pattern: RegExp): string {
    const found = pattern.exec(this.#script)?.[1];
    if (found === undefined) throw new Error(`no ${pattern} in the script: ${this.#script}`);
    return found;
  }
}
