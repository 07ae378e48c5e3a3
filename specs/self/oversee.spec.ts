/** The oversight page in a real browser at the size of a phone. */
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { configText, expect, type InlineProject } from './inline-project.ts';
import { printed, start, test } from './overseeing.ts';

test.skip(!existsSync('/usr/bin/chromium'), 'needs Debian’s chromium');

async function hold(page: Page, name: RegExp): Promise<void> {
  const button = page.getByRole('button', { name });
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  if (box === null) throw new Error('the button has no place');
  const answered = page.waitForResponse(/api\/answer/);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await answered;
  await page.mouse.up();
}

test('a question is answered from a phone: seen, judged, refused without a reason, held, done', async ({
  project,
  page,
  overseeing,
}, info) => {
  const { end } = start(project);
  const question = page.getByRole('article', { name: 'Question: publish the price list' });
  await expect(question).toBeVisible();
  for (const text of ['high risk', '1,200 customers see it at once', 'rows', '12', '<b>not bold</b>']) {
    await expect(question).toContainText(text);
  }
  const picture = question.getByRole('img');
  await picture.scrollIntoViewIfNeeded();
  await expect
    .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
    .toBeGreaterThan(100);
  const opened = page.waitForEvent('popup');
  await picture.click();
  const large = await opened;
  await expect.poll(() => large.evaluate('document.images[0]?.naturalWidth ?? 0')).toBeGreaterThan(100);
  await large.screenshot({ path: info.outputPath('picture.png') });
  await large.close();
  await question.getByText('Text on the screen').click();
  await expect(question.locator('pre')).toContainText('button "7"');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  const sizes = await page
    .getByRole('button')
    .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
  await page.screenshot({ path: info.outputPath('question.png'), fullPage: true });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: info.outputPath('question-dark.png'), fullPage: true });

  // where a notice leads to
  const id = (await question.getAttribute('id'))?.replace('question-', '');
  await page.goto(`${overseeing.url}?question=${id}`);
  await expect(question).toBeInViewport();

  await question.getByRole('button', { name: /Approve/ }).click();
  expect(project.has('done.txt'), 'a tap is no hold').toBe(false);
  await hold(page, /Approve/);
  await expect(page.locator('#told')).toContainText('needs a reason of 8 letters');
  expect(project.has('done.txt')).toBe(false);
  await question.getByLabel(/Reason/).fill('checked with sales');
  await hold(page, /Approve/);
  await expect.poll(() => project.has('done.txt') && project.read('done.txt')).toBe('published\n');

  const second = page.getByRole('article', { name: 'Question: mail the customers' });
  await second.getByRole('button', { name: 'Approve' }).click();
  expect((await end).exitCode).toBe(0);
  expect(project.read('done.txt')).toBe('published\nmailed\n');
  await expect(page.getByText('Nobody is asked anything.')).toBeVisible();
  await page.getByText('Answered lately').click();
  await expect(page.locator('#history')).toContainText('publish the price list: approved by alice: checked with sales');
  const answers = project.journal().filter(({ event }) => event === 'answered');
  expect(answers.map(({ reason }) => reason)).toContainEqual(
    expect.stringMatching(/^approve from Browser on .*: checked with sales$/),
  );
});

test('a run is watched, paused, continued and aborted from a phone', async ({ project, page }, info) => {
  const { end } = start(project);
  const run = page.getByRole('article', { name: /^Run / });
  await expect(run).toContainText('publishes the price list');
  await expect(run).toContainText('waits for an answer');
  await expect(run).toContainText('comes later');
  await run.getByRole('button', { name: 'Pause' }).click();
  await expect(run.getByRole('button', { name: 'Continue' })).toBeVisible();
  await page.screenshot({ path: info.outputPath('paused.png'), fullPage: true });
  await run.getByRole('button', { name: 'Continue' }).click();
  await expect(run.getByRole('button', { name: 'Pause' })).toBeVisible();
  // a keyboard or a screen reader cannot hold: it presses twice
  await run.getByRole('button', { name: /Abort/ }).focus();
  await page.keyboard.press('Enter');
  await expect(run.getByRole('button', { name: 'Abort: press again to confirm' })).toBeVisible();
  expect(project.journal().some(({ to }) => to === 'aborted')).toBe(false);
  // a second press counts for six seconds only, which a busy machine may take
  await expect(async () => {
    await page.keyboard.press('Enter');
    await expect(run).toContainText('aborted', { timeout: 10_000 });
  }).toPass();
  expect((await end).exitCode).not.toBe(0);
  expect(project.has('done.txt')).toBe(false);
  const asked = project.journal().filter(({ kind }) => kind === 'state');
  expect(asked.find(({ to }) => to === 'aborted')).toMatchObject({
    reason: expect.stringContaining('by alice (Browser on'),
  });
});

test('two phones at once: both see it, the second answer changes nothing, a revoked phone sees nothing more', async ({
  project,
  page,
  browser,
}) => {
  const { stdout } = await project.codexqa(['oversee', 'pair']);
  const other = await browser.newPage({ viewport: { width: 390, height: 800 } });
  await other.goto(/http:\S+#\S+/.exec(stdout)?.[0] ?? '');
  const { end } = start(project);
  const questions = [page, other].map((each) =>
    each.getByRole('article', { name: 'Question: publish the price list' }),
  );
  for (const question of questions) await expect(question).toBeVisible();
  await questions[1]?.getByLabel(/Reason/).fill('the prices are wrong');
  await questions[1]?.getByRole('button', { name: 'Deny' }).click();
  expect((await end).exitCode).toBe(1);
  await expect(questions[0] ?? page.locator('none')).toHaveCount(0);
  const list = await project.codexqa(['oversee', 'devices']);
  expect(list.stdout.trim().split('\n')).toHaveLength(2);
  const revoked = await project.codexqa(['oversee', 'revoke', 'all']);
  expect(revoked.stdout).toContain('2 revoked');
  for (const each of [page, other]) {
    await expect(each.getByRole('heading', { name: 'This device is not paired' })).toBeVisible();
  }
  await other.close();
});

test('the page is light: less than 150 KB before pictures', async ({ phone, overseeing }) => {
  const page = await phone.newPage();
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (!response.url().includes('/api/')) bodies.push(response.body().catch(() => Buffer.alloc(0)));
  });
  await page.goto(overseeing.address);
  await expect(page.getByText('No runs yet.')).toBeVisible();
  const bytes = Buffer.concat(await Promise.all(bodies)).length;
  expect(bytes).toBeGreaterThan(5_000);
  expect(bytes).toBeLessThan(150_000);
});

test('beside a run the page has a process of its own: it ends with the run, and still answers when the run was killed', async ({
  project,
  phone,
}) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `import { existsSync } from 'node:fs';
import { expect, test } from 'codexqa';
test('waits for a file', async ({ launch }) => {
  test.setTimeout(600_000);
  await launch('calculator');
  await expect.poll(() => existsSync('go'), { timeout: 600_000 }).toBe(true);
});`,
  });
  const run = () => project.start([process.execPath, project.cli, 'test', '--oversee', '--workers', '1']);
  const page = await phone.newPage();
  const first = run();
  await page.goto(await printed(first));
  await expect(page.getByText('waits for a file')).toBeVisible();
  project.write({ go: '' });
  // the page holds the stream open until it has ended
  expect((await project.finish(first)).exitCode).toBe(0);
  rmSync(project.path('go'));

  const second = run();
  // the port is the same: in the page before only the hash would change
  const later = await phone.newPage();
  await later.goto(await printed(second));
  await expect(later.getByText('waits for a file')).toBeVisible();
  second.kill('SIGKILL');
  await expect(later.getByText(/broken off|aborted/)).toBeVisible();
  for (const pid of pagesOf(project)) process.kill(pid, 'SIGTERM');
  await project.finish(second);
});

/** Processes that serve this project's page beside a run. */
function pagesOf({ folder }: InlineProject): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--while-running') &&
          readlinkSync(`/proc/${pid}/cwd`) === folder
        );
      } catch {
        return false;
      }
    });
}
