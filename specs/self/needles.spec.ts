/** Needles of os-autoinst in a project: checked and imported by the command line, looked for by specs, told when they do not fit. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configText, expect, type InlineProject, specText, test } from './inline-project.ts';

const facts = join(import.meta.dirname, '..', '..', 'bench', 'needles', 'facts', 'needles');

test('needles check names each malformed one with its reason and ends with 2', async ({ project }) => {
  project.write({ 'codexqa.config.ts': configText(), 'specs/a.spec.ts': specText({}) });
  copyNeedles(project, 'needles/deeper', ['same', 'noisy']);
  expect(await project.codexqa(['needles', 'check'])).toMatchObject({
    exitCode: 0,
    stdout: '2 needles with 3 tags, 0 malformed\n',
  });
  project.write({
    'needles/bad.json': '{ "area": 1 }',
    'needles/alone.json': '{ "area": [{ "width": 3, "height": 3 }] }',
    'needles/deeper/noisy.png': 'no picture',
  });
  const { exitCode, stdout } = await project.codexqa(['needles', 'check', 'needles']);
  expect(exitCode).toBe(2);
  expect(stdout).toContain('malformed bad.json: area: ');
  expect(stdout).toContain('malformed alone.json: its picture alone.png is missing\n');
  expect(stdout).toContain(`malformed ${join('deeper', 'noisy.json')}: noisy.png is not a readable PNG: `);
  expect(stdout).toContain('1 needle with 2 tags, 3 malformed\n');

  const nowhere = await project.codexqa(['needles', 'check', 'nowhere']);
  expect(nowhere.exitCode).toBe(2);
  expect(nowhere.stderr).toContain('NEEDLE_NOT_FOUND: there is no folder of needles at nowhere');
});

test('needles import copies the sound ones as they are, once, and none over another', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText("needles: 'pictures',"),
    'specs/a.spec.ts': specText({}),
    'theirs/bad.json': '{',
  });
  copyNeedles(project, 'theirs/deeper', ['same', 'noisy']);
  const first = await project.codexqa(['needles', 'import', 'theirs']);
  expect(first.exitCode).toBe(2);
  expect(first.stdout).toContain('malformed bad.json: its JSON cannot be read: ');
  expect(first.stdout).toContain('2 needles copied to pictures, 0 were there already, 0 in the way, 1 malformed\n');
  for (const file of ['same.json', 'same.png', 'noisy.json', 'noisy.png'])
    expect(readFileSync(project.path('pictures', 'deeper', file))).toEqual(readFileSync(join(facts, file)));
  expect(project.has('pictures/bad.json')).toBe(false);

  rmSync(project.path('theirs', 'bad.json'));
  expect(await project.codexqa(['needles', 'import', 'theirs'])).toMatchObject({
    exitCode: 0,
    stdout: '0 needles copied to pictures, 2 were there already, 0 in the way, 0 malformed\n',
  });
  copyFileSync(project.path('theirs', 'deeper', 'noisy.png'), project.path('theirs', 'deeper', 'same.png'));
  const kept = await project.codexqa(['needles', 'import', 'theirs']);
  expect(kept.exitCode).toBe(2);
  expect(kept.stdout).toContain(`kept ${join('deeper', 'same.json')}: another needle of that name is there (--force)`);
  expect(readFileSync(project.path('pictures', 'deeper', 'same.png'))).toEqual(readFileSync(join(facts, 'same.png')));
  expect((await project.codexqa(['needles', 'import', 'theirs', '--force'])).exitCode).toBe(0);
  expect(readFileSync(project.path('pictures', 'deeper', 'same.png'))).toEqual(readFileSync(join(facts, 'noisy.png')));
});

test('a needle that does not fit is told with the nearest candidate, its figures and its pictures', async ({
  project,
}) => {
  await needleOfTheScreen(project, {});
  project.write({
    'specs/a.spec.ts': specText({
      fits: `await launch('calculator');
  await expect(desktop).toMatchNeedle('calculator');`,
      differs: `const app = await launch('calculator');
  for (const name of ['8', '8', '8']) await app.getByRole('button', { name, exact: true }).click();
  await expect(desktop).toMatchNeedle('calculator');`,
      unknown: `await expect(desktop).toMatchNeedle('calculater');`,
    }),
    'needles/bad.json': '{',
  });
  const { exitCode, stdout } = await project.codexqa(['test']);
  // a tag that no needle has is a mistake of the spec
  expect(exitCode).toBe(2);
  expect(stdout).toContain('1 passed');
  expect(stdout).toMatch(
    /EXPECTATION_FAILED: expected the screen to match the one needle tagged "calculator", but none fits \(waited 500 ms\); nearest:\n\s+needle "screen": area 1 is [\d.]+ % alike at \d+,\d+ \d+x\d+, wanted 100 %\n\s+1 malformed needles? (?:was|were) left out: codexqa needles check/u,
  );
  expect(stdout).toMatch(
    /NEEDLE_NOT_FOUND: no needle has the tag "calculater" .*\n\s*Fix: did you mean "calculator"\?/u,
  );
  for (const file of [
    'needle-calculator-actual.png',
    'needle-calculator-expected.png',
    'needle-calculator-needle.json',
  ])
    expect(stdout).toContain(file);
});

test('OCR areas are refused where tesseract is not installed', async ({ project }) => {
  await needleOfTheScreen(project, { ocr: true });
  project.write({
    'specs/a.spec.ts': specText({
      reads: `await launch('calculator');
  await expect(desktop).toMatchNeedle('calculator');`,
    }),
  });
  mkdirSync(project.path('empty'));
  const { exitCode, stdout } = await project.codexqa(['test'], { env: { PATH: project.path('empty') } });
  expect(exitCode).not.toBe(0);
  expect(stdout).toContain('OCR_NOT_INSTALLED: needle "screen" has OCR areas, and there is no tesseract on PATH');
  expect(stdout).toContain('apt-get install tesseract-ocr');
});

function copyNeedles(project: InlineProject, folder: string, names: readonly string[]): void {
  mkdirSync(project.path(folder), { recursive: true });
  for (const file of names.flatMap((name) => [`${name}.json`, `${name}.png`]))
    copyFileSync(join(facts, file), project.path(folder, file));
}

/** A picture of the calculator's screen, taken by the project itself, becomes its needle. */
async function needleOfTheScreen(project: InlineProject, { ocr = false }): Promise<void> {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': specText({
      picture: `await launch('calculator');
  await expect(desktop).toMatchBaseline('screen.png');`,
    }),
  });
  expect((await project.codexqa(['test', '-u'])).exitCode).toBe(0);
  const picture = project.path('baselines', process.platform, 'a.spec.ts', 'screen.png');
  expect(existsSync(picture)).toBe(true);
  mkdirSync(project.path('needles'));
  copyFileSync(picture, project.path('needles', 'screen.png'));
  const area = { xpos: 0, ypos: 0, width: 1280, height: 800 };
  const areas = [{ ...area, type: 'match', match: 100 }, ...(ocr ? [{ ...area, type: 'ocr' }] : [])];
  writeFileSync(project.path('needles', 'screen.json'), JSON.stringify({ area: areas, tags: ['calculator'] }));
}
