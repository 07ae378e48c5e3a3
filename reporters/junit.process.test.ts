import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { validateXML } from 'xmllint-wasm';
import { smallDisk } from '../src/support/small-disk.sample.ts';
import { type JunitDialect, junitDialects } from './junit-dialects.ts';
import { junitFiles } from './junit-document.ts';
import { reporterPath, runProject } from './project.sample.ts';
import { everyStatus } from './results.sample.ts';

async function faults(dialect: JunitDialect, xml: string): Promise<readonly string[]> {
  const schema = readFileSync(join(import.meta.dirname, 'xsd', `${dialect}.xsd`), 'utf8');
  const { errors } = await validateXML({ xml: { fileName: 'report.xml', contents: xml }, schema });
  return errors.map(({ rawMessage }) => rawMessage);
}

for (const dialect of junitDialects) {
  test(`${dialect}: every status and every odd character validates`, async () => {
    const files = junitFiles(everyStatus, dialect);
    expect(files).toHaveLength(dialect === 'surefire' ? 2 : 1);
    for (const { content } of files) expect(await faults(dialect, content)).toEqual([]);
  });
}

test('the schemas are no rubber stamps: each refuses another dialect', async () => {
  const first = (dialect: JunitDialect): string => junitFiles(everyStatus, dialect)[0]?.content ?? '';
  expect(await faults('strict', first('jenkins'))).not.toEqual([]);
  expect(await faults('strict', first('surefire'))).not.toEqual([]);
  expect(await faults('surefire', first('jenkins'))).not.toEqual([]);
  expect(
    await faults('jenkins', first('jenkins').replace('<stackTrace>', '<trace>').replace('</stackTrace>', '</trace>')),
  ).not.toEqual([]);
});

/** The element of one test case. */
function caseOf(dialect: JunitDialect, name: string): string {
  const all = junitFiles(everyStatus, dialect)
    .map(({ content }) => content)
    .join('\n');
  return new RegExp(`<testcase name="[^"]*${name}"[^>]*?(/>|>[\\s\\S]*?</testcase>)`).exec(all)?.[0] ?? '';
}

test('the counts of a suite are those of its cases', () => {
  const [whole] = junitFiles(everyStatus, 'jenkins');
  expect(whole?.content).toContain(
    '<testsuite name="dark › specs/a.spec.ts" tests="4" failures="1" errors="0" skipped="0"',
  );
  expect(whole?.content).toContain(
    '<testsuite name="light › specs/a.spec.ts" tests="4" failures="0" errors="2" skipped="2"',
  );
  expect(whole?.content).toContain('<property name="codexqa.resumedFrom" value="run-1"/>');
  expect(whole?.content).toContain(
    '<property name="codexqa.effects" value="14 confirmed, 7 no-effect, 0 unverifiable"/>',
  );
});

test('a pass after a retry is flaky: it counts as passed and tells its failures, the application’s first', () => {
  const flaky = caseOf('surefire', 'is flaky');
  expect(flaky).toMatch(
    /<flakyFailure message="BASELINE_DIFFERS: 3 pixels"[\s\S]*<flakyError message="SESSION_LOST: the display is gone"/,
  );
  expect(flaky).not.toContain('<failure');
  expect(flaky).toContain('[[PROPERTY|codexqa.attempts=3]]');
});

test('a failure tells its first attempt, and the others as reruns', () => {
  expect(caseOf('jenkins', 'fails')).toMatch(
    /<failure message="EXPECTATION_FAILED[\s\S]*<rerunFailure message="expect\(received\)/,
  );
  expect(caseOf('jenkins', 'breaks')).toMatch(
    /<error message="APP_NOT_INSTALLED[\s\S]*<rerunError message="boom\ufffd/,
  );
  expect(caseOf('jenkins', 'fails')).toContain('[[ATTACHMENT|test-results/a/screenshot.png]]');
});

test('a carried test has passed, and says where', () => {
  const carried = caseOf('jenkins', 'is carried');
  expect(carried).toContain('[[PROPERTY|codexqa.carriedOver=run-1]]');
  expect(carried).not.toMatch(/<(skipped|failure|error)/);
});

test('Ant gets one verdict a case, and outputs with the suite', () => {
  expect(caseOf('strict', 'is flaky')).toMatch(/^<testcase name="Group &amp; &lt;more&gt; › is flaky"[^>]*\/>$/);
  expect(caseOf('strict', 'fails').match(/<(failure|error)/g)).toEqual(['<failure']);
  const [whole] = junitFiles(everyStatus, 'strict');
  expect(whole?.content).toContain('timestamp="2026-11-22T03:14:15"');
  expect(whole?.content).toMatch(/<system-out><!\[CDATA\[Group {2}& <more> › passes/);
});

test('the reporter writes what the dialect asks for', async ({}, testInfo) => {
  const reporters = [
    [reporterPath('junit'), { dialect: 'surefire', outputDir: 'r/surefire' }],
    [reporterPath('junit'), { dialect: 'strict', outputFile: 'r/strict.xml' }],
  ];
  const { folder } = await runProject(testInfo.outputPath(), {
    'playwright.config.ts': `export default { workers: 1, retries: 1, reporter: ${JSON.stringify(reporters)} };`,
    'a.spec.ts': `import { test, expect } from '@playwright/test';
      test('one', () => {}); test('two', () => expect(1).toBe(2)); test('three', ({}, info) => expect(info.retry).toBe(1));`,
  });
  const names = readdirSync(testInfo.outputPath('r/surefire'));
  expect(names).toEqual(['TEST-a.spec.ts.xml']);
  const surefire = readFileSync(testInfo.outputPath('r/surefire/TEST-a.spec.ts.xml'), 'utf8');
  expect(await faults('surefire', surefire)).toEqual([]);
  expect(surefire).toMatch(/<rerunFailure[\s\S]*<flakyFailure/);
  expect(surefire).toContain(`<property name="codexqa.run" value="${folder.runId}"/>`);
  expect(await faults('strict', readFileSync(testInfo.outputPath('r/strict.xml'), 'utf8'))).toEqual([]);
});

test('on a full disk there is an input error and no file', async ({}, testInfo) => {
  using disk = smallDisk(16);
  test.skip(disk === undefined, 'only root may mount a small disk');
  const outputFile = join(disk?.path ?? '', 'junit.xml');
  const { outcome, code } = await runProject(testInfo.outputPath(), {
    'playwright.config.ts': `export default { workers: 1, reporter: ${JSON.stringify([[reporterPath('junit'), { outputFile }]])} };`,
    'a.spec.ts': `import { test } from '@playwright/test'; test('one', () => { console.log('x'.repeat(30_000)); });`,
  });
  expect(code).toBe(1);
  expect(outcome.inputErrors).toEqual(['REPORT_WRITE_FAILED']);
  expect(existsSync(outputFile)).toBe(false);
});
