/** For the specs of the oversight page: the page served for a project with a question, and a phone that is paired with it. */
import type { ChildProcess } from 'node:child_process';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { keyOf } from './approving.ts';
import { test as base, configText, expect, type InlineProject } from './inline-project.ts';

const spec = `import { appendFileSync } from 'node:fs';
import { approve, expect, test } from 'codexqa';
const log = (line: string) => appendFileSync('done.txt', line + '\\n');
test('publishes the price list', async ({ launch }) => {
  const app = await launch('calculator');
  await app.getByRole('button', { name: '7', exact: true }).click();
  await approve({ action: 'publish the price list', risk: 'high', consequence: '1,200 customers see it at once',
    evidence: { rows: 12, '<img src=x onerror=alert(1)>': '<b>not bold</b>' } });
  log('published');
  await approve({ action: 'mail the customers', risk: 'low', consequence: 'they get one mail' });
  log('mailed');
});
test('comes later', () => {});`;

interface Overseeing {
  readonly server: ChildProcess;
  /** Of the page, with a code that was not used. */
  readonly address: string;
  readonly url: string;
}

interface Fixtures {
  readonly overseeing: Overseeing;
  readonly phone: BrowserContext;
  readonly page: Page;
}

export const test = base.extend<Fixtures, { readonly browser: Browser }>({
  browser: [
    async ({}, use) => {
      const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
      const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  overseeing: async ({ project }, use) => {
    const key = await keyOf(project, 'alice');
    project.write({
      'codexqa.config.ts': configText(`approvals: { approvers: { alice: { key: '${key}' } }, timeoutMs: 600_000 },`),
      'specs/a.spec.ts': spec,
    });
    const args = ['oversee', '--port', '0', '--as', 'alice', '--key', 'keys/alice'];
    const server = project.start([process.execPath, project.cli, ...args]);
    const end = project.finish(server);
    const address = await printed(server);
    await use({ server, address, url: address.replace(/#.*/, '') });
    server.kill('SIGINT');
    expect((await end).exitCode).toBe(0);
  },
  phone: async ({ browser }, use) => {
    const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await use(phone);
    await phone.close();
  },
  page: async ({ phone, overseeing }, use) => {
    const page = await phone.newPage();
    const strangers: string[] = [];
    const errors: string[] = [];
    page.on('request', (each) => each.url().startsWith(overseeing.url) || strangers.push(each.url()));
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(overseeing.address);
    await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
    await use(page);
    expect(strangers, 'nothing is fetched from elsewhere').toEqual([]);
    expect(errors).toEqual([]);
  },
});

/** The address that it prints. The stream is left open: who closes it ends the server with its next line. */
export function printed(server: ChildProcess): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    server.once('close', () => reject(new Error(`no address in ${JSON.stringify(text)}`)));
    server.stdout?.on('data', (chunk) => {
      text += String(chunk);
      const [address] = /http:\S+#\S+/.exec(text) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
}

export function start(project: InlineProject): {
  readonly child: ChildProcess;
  readonly end: ReturnType<InlineProject['finish']>;
} {
  const child = project.start([process.execPath, project.cli, 'test', '--workers', '1']);
  return { child, end: project.finish(child) };
}
