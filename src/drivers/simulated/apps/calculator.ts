/** A pocket calculator: one display, sixteen keys; works from pointer, keyboard and accessible actions. */
import type { RunningApp } from '../running-app.ts';
import { type Widget, widget } from '../widget.ts';

type Operator = '+' | '-' | '*' | '/';

const rows: readonly (readonly string[])[] = [
  ['7', '8', '9', '/'],
  ['4', '5', '6', '*'],
  ['1', '2', '3', '-'],
  ['0', '.', '=', '+'],
];

export function calculator(app: RunningApp): void {
  const display = widget('textbox', { name: 'Display', text: '0', readonly: true, size: { width: 260 } });
  const sum = new Sum(display);
  const keypad = rows.map((keys) =>
    widget('generic', {
      layout: 'row',
      children: keys.map((key) =>
        widget('button', { name: key, size: { width: 56, height: 40 }, on: { activate: () => sum.press(key) } }),
      ),
    }),
  );
  const clear = widget('button', { name: 'C', size: { width: 56 }, on: { activate: () => sum.press('C') } });
  app.open({
    kind: 'normal',
    root: widget('window', { name: 'Calculator', children: [display, clear, ...keypad] }),
    shortcuts: shortcutsFor(sum),
  });
}

function shortcutsFor(sum: Sum): Readonly<Record<string, () => void>> {
  const keys = [...rows.flat(), 'C'];
  const presses = keys.map((key) => [key, () => sum.press(key)] as const);
  return { ...Object.fromEntries(presses), Enter: () => sum.press('='), Escape: () => sum.press('C') };
}

/** What the keys add up to. */
class Sum {
  readonly #display: Widget;
  #total = 0;
  #pending: Operator | undefined;
  #typing = false;

  constructor(display: Widget) {
    this.#display = display;
  }

  press(key: string): void {
    if (key === 'C') this.#clear();
    else if (key === '=') this.#settle(undefined);
    else if (isOperator(key)) this.#settle(key);
    else this.#digit(key);
  }

  #digit(digit: string): void {
    const before = this.#typing ? (this.#display.state.text ?? '') : '';
    if (digit === '.' && before.includes('.')) return;
    this.#typing = true;
    this.#show(before === '0' && digit !== '.' ? digit : before + digit);
  }

  #settle(next: Operator | undefined): void {
    if (this.#typing || this.#pending === undefined) {
      const number = Number(this.#display.state.text);
      this.#total = this.#pending === undefined ? number : calculate(this.#total, this.#pending, number);
      this.#show(String(this.#total));
    }
    this.#pending = next;
    this.#typing = false;
  }

  #clear(): void {
    this.#total = 0;
    this.#pending = undefined;
    this.#typing = false;
    this.#show('0');
  }

  #show(text: string): void {
    this.#display.change({ text });
  }
}

function isOperator(key: string): key is Operator {
  return key === '+' || key === '-' || key === '*' || key === '/';
}

function calculate(left: number, operator: Operator, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
  }
}
