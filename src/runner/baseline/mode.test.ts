import { expect, test } from '@playwright/test';
import { type BaselineState, ruleOn, type UpdateMode } from './mode.ts';

const modes: readonly UpdateMode[] = ['all', 'changed', 'missing', 'none', 'default'];

/** As toHaveScreenshot of Playwright 1.65 does; `w` writes, `+` passes. */
const table: Record<BaselineState, readonly string[]> = {
  absent: ['w+', 'w+', 'w+', '-', 'w-'],
  identical: ['+', '+', '+', '+', '+'],
  tolerated: ['w+', '+', '+', '+', '+'],
  differs: ['w+', 'w+', '-', '-', '-'],
  unreadable: ['w+', 'w+', '-', '-', '-'],
};
for (const [state, expected] of Object.entries(table) as [BaselineState, readonly string[]][]) {
  test(`a baseline that is ${state}, in each mode`, () => {
    const seen = modes.map((mode) => {
      const { write, pass } = ruleOn(state, mode);
      return `${write ? 'w' : ''}${pass ? '+' : '-'}`;
    });
    expect(seen).toEqual(expected);
  });
}
