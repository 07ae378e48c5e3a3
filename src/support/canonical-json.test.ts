import { expect, test } from '@playwright/test';
import { secret } from '../contracts/secret.ts';
import { canonicalJson } from './canonical-json.ts';

test('sorts keys at every depth and leaves out undefined members', () => {
  expect(canonicalJson({ b: [{ d: 1, c: undefined, a: null }], a: 'ü"\n' })).toBe(
    '{"a":"ü\\"\\n","b":[{"a":null,"d":1}]}',
  );
});

test('writes numbers as JavaScript does, which is what RFC 8785 asks for', () => {
  expect(canonicalJson([-0, 1e21, 0.1, 1e-7])).toBe('[0,1e+21,0.1,1e-7]');
});

test('a secret becomes dots', () => {
  expect(canonicalJson({ pin: secret('1234') })).toBe('{"pin":"••••"}');
});

const circle: Record<string, unknown> = {};
circle['self'] = circle;
const unwritable = [
  { name: 'NaN', value: { a: [Number.NaN] }, message: '$.a[0]: NaN' },
  { name: 'bigint', value: { a: 1n }, message: '$.a: bigint' },
  { name: 'function', value: { go: () => 1 }, message: '$.go: function' },
  { name: 'circle', value: circle, message: '$.self: the value contains itself' },
  { name: 'nothing', value: undefined, message: '$: undefined' },
];
for (const { name, value, message } of unwritable) {
  test(`refuses ${name} and says where it is`, () => {
    expect(() => canonicalJson(value)).toThrow(message);
  });
}
