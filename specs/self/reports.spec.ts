/** Opens the reports of a real run as a person would, and looks for what a person would look for. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { configText, expect, type Finished, InlineProject, test as selfTest, specText } from './inline-project.ts';

const executablePath = '/usr/bin/chromium';

const files = {
  'codexqa.config.ts': configText("retries: 1,\n  reporters: ['list', 'html', 'allure', 'junit', 'json'],").replace(
    "reporters: ['list'],",
    '',
  ),
  'specs/calculator.spec.ts': specText({
    'looks right': `const calculator = await launch('calculator');
  await calculator.getByRole('button', { name: '7', exact: true }).click();
  if (process.env['CHANGED']) await calculator.getByRole('button', { name: '8', exact: true }).click();
  await expect(calculator).toMatchBaseline('seven.png');`,
    'gets there in the end': `await launch('calculator');
  expect(test.info().retry).toBe(process.env['CHANGED'] ? 1 : 0);`,
    passes: 'await launch("form");',
    'is disturbed': `const form = await launch('form');
  await form.getByRole('button', { name: 'Person' }).click();
  await form.getByRole('button', { name: 'Count' }).click();`,
  }),
};

interface Reported {
  readonly project: InlineProject;
  readonly finished: Finished;
  readonly runId: string;
}

interface Opened {
  readonly page: Page;
  /** Addresses the page asked for that are not in its own file. */
  readonly outside: string[];
}

const test = selfTest.extend<{ opened: Opened }, { reported: Reported; browser: Browser }>({
  reported: [
    async ({ installation }, use) => {
      using project = new InlineProject(installation.folder).write(files);
      await project.codexqa(['test', '-u']);
      const finished = await project.codexqa(['test'], { env: { CHANGED: '1' } });
      const made = await project.codexqa(['report', 'allure']);
      expect(made.exitCode, made.stdout).toBe(0);
      await use({ project, finished, runId: project.runs().at(-1)?.split('/').at(-1) ?? '' });
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  browser: [
    async ({}, use) => {
      const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  opened: async ({ browser }, use, testInfo) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    const outside: string[] = [];
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) outside.push(request.url());
    });
    await use({ page, outside });
    await testInfo.attach('page', { body: await page.screenshot({ fullPage: true }), contentType: 'image/png' });
    await page.close();
  },
});

test.describe.configure({ mode: 'serial' });
test.skip(!existsSync(executablePath), 'needs Debian’s chromium');

const openReport = (page: Page, { project }: Reported, file: string) =>
  page.goto(pathToFileURL(project.path(file)).href);

test('the HTML report shows the failing step, the three pictures, the effects and the evidence', async ({
  reported,
  opened: { page, outside },
}) => {
  await openReport(page, reported, 'reports/html/index.html');
  await expect(page.getByRole('link', { name: /^Failed\s*1$/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Flaky\s*1$/ })).toBeVisible();
  await page.getByText('looks right').first().click();
  await expect(page.getByText('BASELINE_DIFFERS: expected').first()).toBeVisible();
  await expect(page.getByRole('treeitem', { name: /toMatchBaseline/ }).first()).toBeVisible();
  await expect(page.getByText(/codexqa\.effects: 3 confirmed, 0 no-effect, 0 unverifiable/).first()).toBeVisible();
  const viewer = page.getByRole('region').filter({ has: page.getByRole('tab', { name: 'Side by side' }) });
  for (const part of ['Diff', 'Actual', 'Expected']) {
    await viewer.getByRole('tab', { name: part, exact: true }).click();
    await expectPicture(viewer.getByRole('img', { name: part }));
  }
  for (const name of ['seven-comparison.json', 'accessibility tree', 'windows', 'output of calculator']) {
    await expect(page.getByRole('link', { name })).toBeVisible();
  }
  await expect(page.getByText('last actions')).toBeVisible();
  await expectPicture(page.getByRole('region').filter({ hasText: 'screenshot' }).getByRole('img').first());
  expect(outside).toEqual([]);
});

test('the Allure page is one file that shows the same and asks nobody for anything', async ({
  reported,
  opened: { page, outside },
}) => {
  const html = readFileSync(reported.project.path('reports/allure/index.html'), 'utf8');
  expect(html).not.toMatch(/<(script|link|img|iframe)[^>]*\b(src|href)="(https?:)?\/\//);
  expect(html).not.toContain('googletagmanager');
  expect(html.length).toBeGreaterThan(1_000_000);
  // nothing beside it is needed
  for (const name of ['summary.json', 'test-results.json']) {
    rmSync(reported.project.path('reports/allure', name), { force: true });
  }
  await openReport(page, reported, 'reports/allure/index.html');
  await expect(page.getByText(reported.runId)).toBeVisible();
  await expect(page.getByText(/^\d+ confirmed, 0 no-effect, 0 unverifiable$/)).toBeVisible();
  await page.getByText('looks right').first().click();
  await expect(page.getByText('BASELINE_DIFFERS: expected').first()).toBeVisible();
  await expect(page.getByText('3 confirmed, 0 no-effect, 0 unverifiable')).toBeVisible();
  await expect(page.getByText(/^Retries/)).toBeVisible();
  await expect(page.getByText('Expect "toMatchBaseline"')).toBeVisible();
  await page.getByRole('button', { name: /\bseven$/ }).click();
  for (const part of ['Actual', 'Expected', 'Diff']) {
    await page.getByRole('button', { name: part, exact: true }).click();
    await expectPicture(page.locator('img[src^="blob:"], img[src^="data:image"]').first());
  }
  for (const name of ['screenshot', 'accessibility tree', 'windows', 'output of calculator', 'last actions']) {
    await expect(page.getByRole('button', { name: new RegExp(`\\b${name}$`) })).toBeVisible();
  }
  await page.getByRole('button', { name: /\blast actions$/ }).click();
  await expect(page.getByText(/click on getByRole\('button', \{ name: '8'/)).toBeVisible();
  expect(outside).toEqual([]);
});

const disturbance = '1 pointer-moved';
const eachTime = /Z +pointer-moved to 5,5, during click: noted/;

test('the HTML report says what others did to the desktop meanwhile, and unfolds each time', async ({
  reported,
  opened: { page },
}) => {
  await openReport(page, reported, 'reports/html/index.html');
  await page.getByText('is disturbed').first().click();
  await expect(page.getByText(`codexqa.interferences: ${disturbance}`)).toBeVisible();
  await expect(page.getByText(eachTime)).toBeHidden();
  await page.getByText('interferences', { exact: true }).click();
  await expect(page.getByText(eachTime)).toBeVisible();
});

test('so does the Allure page', async ({ reported, opened: { page } }) => {
  await openReport(page, reported, 'reports/allure/index.html');
  await page.getByText('is disturbed').first().click();
  await expect(page.getByText(disturbance, { exact: true })).toBeVisible();
  await expect(page.getByText('checkpointGap', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /\binterferences$/ }).click();
  await expect(page.getByText(eachTime)).toBeVisible();
});

/** There, loaded, and painted in more than one colour. */
async function expectPicture(picture: Locator): Promise<void> {
  await expect(picture).toBeVisible();
  await expect(picture).toHaveJSProperty('complete', true);
  const { data } = PNG.sync.read(await picture.screenshot());
  const colours = new Set(new Uint32Array(data.buffer, data.byteOffset, data.length / 4));
  expect(colours.size).toBeGreaterThan(2);
}

test('JUnit and JSON carry the effects, the retries and the attachments', ({ reported: { project } }) => {
  const junit = project.read('reports/junit.xml');
  expect(junit).toContain('<property name="codexqa.effects" value="3 confirmed, 0 no-effect, 0 unverifiable">');
  expect(junit).toContain('<rerunError message="BASELINE_DIFFERS');
  expect(junit).toContain('<flakyFailure');
  expect(junit).toMatch(/\[\[ATTACHMENT\|.*seven-diff\.png\]\]/);
  const { suites } = JSON.parse(project.read('reports/results.json')) as { suites: { specs: { title: string }[] }[] };
  expect(JSON.stringify(suites)).toContain('codexqa.effects');
});

test('CTRF and the dialects of JUnit are chosen by name in the configuration', async ({ project }) => {
  const reporters = "[['junit', { dialect: 'surefire' }], 'ctrf']";
  project.write({
    'codexqa.config.ts': configText().replace("['list']", reporters),
    'specs/a.spec.ts': specText({ passes: 'await launch("form");' }),
  });
  const { exitCode, stderr } = await project.codexqa(['test']);
  expect(stderr).toMatch(/junit +reports\/surefire/);
  expect(stderr).toMatch(/ctrf +reports\/ctrf\.json/);
  expect(exitCode).toBe(0);
  expect(project.read('reports/surefire/TEST-specs_a.spec.ts.xml')).toContain(
    '1 confirmed, 0 no-effect, 0 unverifiable',
  );
  expect(JSON.parse(project.read('reports/ctrf.json'))).toMatchObject({ reportFormat: 'CTRF' });
});

test('the terminal counts the actions and names the reports; the run keeps what failed', async ({ reported }) => {
  const { project, finished, runId } = reported;
  expect(finished.exitCode).toBe(1);
  expect(finished.stderr).toMatch(/\d+ actions: \d+ confirmed, 0 no-effect, 0 unverifiable/);
  expect(finished.stderr).toMatch(/allure +reports\/allure-results/);
  const show = await project.codexqa(['runs', 'show', 'last', '--json']);
  const results = JSON.parse(show.stdout);
  expect(results).toMatchObject({ runId, counts: { passed: 2, failed: 1, flaky: 1 } });
  const failed = results.tests.find(({ status }: { status: string }) => status === 'failed');
  const diff = failed.attempts[1].attachments.find(({ name }: { name: string }) => name === 'seven-diff.png');
  expect(project.has(`.codexqa/runs/${runId}/evidence/${diff.digest.slice(0, 2)}/${diff.digest}`)).toBe(true);
  const verified = await project.codexqa(['runs', 'verify', 'last']);
  expect(verified).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('whole and unchanged') });
  const listed = await project.codexqa(['runs', 'list']);
  expect(listed.stdout).toContain('2 runs');
  const pruned = await project.codexqa(['runs', 'prune', '--keep', '1']);
  expect(pruned).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 runs,') });
  expect(project.runs()).toHaveLength(1);
});
