/** Every function we bind has the widths of the SDK, and koffi accepts each of them. */
import { expect, test } from '@playwright/test';
import { libraries } from './prototypes.ts';
import { sdkFacts } from './sdk-facts.sample.ts';

/** Not in the public headers; known from the export list of HIServices. */
const unpublished = ['_AXUIElementGetWindow', 'IsSecureEventInputEnabled'];

const bound = Object.values(libraries).flatMap(({ functions }) => Object.entries(functions));

test('prototypes equal the facts table', () => {
  const published = bound.filter(([name]) => !unpublished.includes(name));
  expect(published.length).toBeGreaterThan(60);
  for (const [name, signature] of published) expect({ name, signature }).toEqual({ name, signature: sdkFacts[name] });
});

test('no variadic function is bound: arm64 passes their arguments otherwise', () => {
  expect(bound.map(([name]) => name)).not.toContain('CGEventCreateScrollWheelEvent');
});
