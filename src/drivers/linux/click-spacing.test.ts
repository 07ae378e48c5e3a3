import { expect, test } from '@playwright/test';
import { ClickSpacing, type Press, pointBeside, relationOf } from './click-spacing.ts';

const at = (x: number, more: Partial<Press> = {}): Press => ({
  point: { x, y: 50 },
  button: 1,
  count: 1,
  nodeId: 'node',
  ...more,
});

test('two clicks are one double click only soon, near, and with the same button', () => {
  expect(relationOf(at(10), at(12), 100)).toBe('on one place');
  expect(relationOf(at(10), at(12), 0)).toBe('apart');
  expect(relationOf(at(10), at(16), 100)).toBe('apart');
  expect(relationOf(at(10), at(10, { button: 3 }), 100)).toBe('apart');
  expect(relationOf(at(10), at(10, { nodeId: undefined }), 100)).toBe('apart');
});

test('what follows a double click is counted with it wherever it is', () => {
  expect(relationOf(at(10, { count: 2 }), at(200, { count: 3 }), 100)).toBe('merging');
  expect(relationOf(at(10), at(10, { count: 2 }), 100)).toBe('merging');
  expect(relationOf(at(10), at(200, { count: 2 }), 100)).toBe('apart');
});

test('the second press goes beside the first, inside the element', () => {
  const bounds = { x: 0, y: 40, width: 30, height: 20 };
  expect(pointBeside({ x: 15, y: 50 }, { x: 15, y: 50 }, bounds)).toEqual({ x: 21, y: 50 });
  expect(pointBeside({ x: 25, y: 50 }, { x: 25, y: 50 }, bounds)).toEqual({ x: 19, y: 50 });
  expect(pointBeside({ x: 5, y: 5 }, { x: 5, y: 5 }, { x: 0, y: 0, width: 10, height: 10 })).toBeUndefined();
});

test('an element too small for that makes the press wait', async () => {
  const spacing = new ClickSpacing(() => Promise.resolve({ x: 5, y: 45, width: 10, height: 10 }));
  const startedAt = performance.now();
  expect(await spacing.place(at(10))).toEqual({ x: 10, y: 50 });
  expect(performance.now() - startedAt).toBeLessThan(100);
  expect(await spacing.place(at(10))).toEqual({ x: 10, y: 50 });
  expect(performance.now() - startedAt).toBeGreaterThan(450);
});
