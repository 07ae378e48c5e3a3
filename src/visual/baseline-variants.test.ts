import { expect, test } from '@playwright/test';
import { chooseVariants, parseVariant, type Variant, variantFile } from './baseline-variants.ts';

function variants(...files: readonly string[]): readonly Variant[] {
  return files.flatMap((file) => parseVariant(file, 'sum') ?? []);
}

function chosen(files: readonly string[], session: string): readonly string[] | string {
  const choice = chooseVariants(variants(...files), session.split(' '));
  if (choice.kind === 'ambiguous') return `ambiguous: ${choice.files.join(' ')}`;
  return choice.kind === 'none' ? 'none' : choice.variants.map(({ file }) => file);
}

test('names of files are read and written alike; files of other baselines are none of this one', () => {
  for (const [tags, number] of [
    [[], 1],
    [['dark'], 1],
    [['dark', '1.5x', 'de_DE'], 3],
    [[], 12],
  ] as const) {
    const file = variantFile('sum', tags, number);
    expect(parseVariant(file, 'sum')).toEqual({ file, tags, number });
  }
  const others = [
    'summer.png',
    'sum.txt',
    'sum@.png',
    'sum@a,,b.png',
    'sum~1a.png',
    'sum~02.png',
    'sum@a@b.png',
    'x.png',
  ];
  expect(variants(...others)).toEqual([]);
  expect(parseVariant('a@b.png', 'a@b')).toMatchObject({ tags: [], number: 1 });
});

test('the file that says most about the session is taken, with all its numbers', () => {
  const files = ['sum.png', 'sum@dark.png', 'sum@dark~2.png', 'sum@2x,dark.png', 'sum@de.png', 'sum@de_DE.png'];
  expect(chosen(files, 'linux 1x light C')).toEqual(['sum.png']);
  expect(chosen(files, 'linux 1x dark C')).toEqual(['sum@dark.png', 'sum@dark~2.png']);
  expect(chosen(files, 'linux 2x dark C')).toEqual(['sum@2x,dark.png']);
  expect(chosen(files, 'linux 1x light de_DE de')).toEqual(['sum@de_DE.png']);
  expect(chosen(files, 'linux 1x light de_AT de')).toEqual(['sum@de.png']);
  expect(chosen(['sum~10.png', 'sum~2.png', 'sum.png'], 'linux')).toEqual(['sum.png', 'sum~2.png', 'sum~10.png']);
  expect(chosen(['sum@drak.png'], 'dark')).toBe('none');
});

test('two files of which none says more are told, not guessed between', () => {
  expect(chosen(['sum.png', 'sum@dark.png', 'sum@2x.png'], 'dark 2x')).toBe('ambiguous: sum@dark.png sum@2x.png');
  expect(chosen(['sum@dark.png', 'sum@2x.png', 'sum@2x,dark.png'], 'dark 2x')).toEqual(['sum@2x,dark.png']);
  expect(chosen(['sum@dark,2x.png', 'sum@2x,dark.png'], 'dark 2x')).toBe('ambiguous: sum@dark,2x.png sum@2x,dark.png');
});
