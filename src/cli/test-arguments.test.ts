import { expect, test } from '@playwright/test';
import { parseTestArguments } from './test-arguments.ts';

test('takes the configuration in every form and leaves the rest as typed', () => {
  for (const form of [['-c', 'x.ts'], ['-cx.ts'], ['--config', 'x.ts'], ['--config=x.ts']]) {
    const parsed = parseTestArguments(['a.spec.ts:3', '-g', 'has "quotes" and spaces', ...form, '--retries', '2']);
    expect(parsed.config).toBe('x.ts');
    expect(parsed.rest).toEqual(['a.spec.ts:3', '-g', 'has "quotes" and spaces', '--retries', '2']);
  }
});

test("keeps the user's own reporters beside ours", () => {
  expect(parseTestArguments(['--add-reporter', 'dot']).addReporter).toBe('dot');
});

test('takes nothing that stands after --', () => {
  const parsed = parseTestArguments(['--', '-c', '--list']);
  expect(parsed).toMatchObject({ config: undefined, list: false, rest: ['--', '-c', '--list'] });
});

test('takes the flags that are ours, before -- only', () => {
  expect(parseTestArguments(['--no-wait', 'a.spec.ts'])).toMatchObject({
    noWait: true,
    unattended: false,
    rest: ['a.spec.ts'],
  });
  expect(parseTestArguments(['--oversee'])).toMatchObject({ oversee: true, rest: [] });
  expect(parseTestArguments(['--unattended', '--', '--no-wait'])).toMatchObject({
    noWait: false,
    unattended: true,
    rest: ['--', '--no-wait'],
  });
});

for (const workers of ['0', '-1', 'many', '0%', '101%', '1.5', '']) {
  test(`refuses --workers "${workers}"`, () => {
    const refusal = /^CLI_OPTION_INVALID: --workers expects a whole number from 1/;
    expect(() => parseTestArguments(['--workers', workers])).toThrow(refusal);
    expect(() => parseTestArguments(['-j', workers])).toThrow(refusal);
  });
}

for (const workers of ['1', '12', '50%', '100%']) {
  test(`passes --workers ${workers} on`, () => {
    expect(parseTestArguments(['--workers', workers]).rest).toEqual(['--workers', workers]);
  });
}
