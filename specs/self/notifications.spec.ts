/** People are told over the built command line: a question, its end, the end of the run, a run that was killed. */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { RunFolder } from '../../src/journal/run-folder.ts';
import { verifyRun } from '../../src/journal/verify.ts';
import { test as base, configText, expect, specText } from './inline-project.ts';

interface Told {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const test = base.extend<{ readonly told: Told[]; readonly env: Readonly<Record<string, string>> }>({
  told: async ({}, use) => use([]),
  env: async ({ told }, use) => {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (data) => (body += String(data)));
      request.on('end', () => {
        told.push(JSON.parse(body) as Told);
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await use({ HOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, HOOK_SECRET: 'whsec_AAAA' });
    server.closeAllConnections();
    server.close();
  },
});

const config = (timeoutMs: number) =>
  configText(`
  approvals: { timeoutMs: ${timeoutMs}, approvers: { alice: { account: 'alice' } } },
  notifications: {
    when: 'always',
    link: 'https://night.example/',
    channels: { team: { kind: 'webhook', url: { env: 'HOOK_URL' }, secret: { env: 'HOOK_SECRET' } } },
  },`);
const asking = `import { approve, test } from 'codexqa';
test('publishes', async () => {
  await approve({ action: 'publish', risk: 'high', consequence: 'everybody sees it', evidence: { rows: 12 } });
});`;

const types = (told: readonly Told[]) => told.map(({ type }) => type.replace('dev.codexqa.notice.', ''));

test('what was not done and how the run ended reach people, once each, and stand in the record', async ({
  project,
  told,
  env,
}) => {
  project.write({ 'codexqa.config.ts': config(1000), 'specs/a.spec.ts': asking });
  const { exitCode, stderr } = await project.codexqa(['test'], { env });
  expect(exitCode, stderr).toBe(1);
  // whether the question itself was told before its second was over is for the machine to say
  expect(types(told)).toEqual(expect.arrayContaining(['approval.expired', 'run.ended']));
  expect(new Set(types(told)).size).toBe(told.length);
  expect(told.find(({ type }) => type.endsWith('expired'))?.data).toMatchObject({
    what: 'Not done: publish',
    whyNow: 'nobody answered in 1 s',
  });
  expect(told.find(({ type }) => type.endsWith('ended'))?.data).toMatchObject({
    what: 'The run has failed',
    whyNow: '1 failed',
    risk: 'medium',
  });
  const noted = project.journal().filter(({ kind }) => kind === 'notice');
  expect(noted.map(({ topic }) => topic).toSorted()).toEqual(types(told).toSorted());
  expect(verifyRun(RunFolder.at(project.runs().at(-1) ?? '')).findings).toEqual([]);
  expect(JSON.stringify(project.journal()), 'no address, no secret').not.toMatch(/127\.0\.0\.1|whsec/);
});

test('a question is told while it waits; a run that was killed is told by the next command, and only once', async ({
  project,
  told,
  env,
}) => {
  project.write({ 'codexqa.config.ts': config(600_000), 'specs/a.spec.ts': asking });
  const child = project.start([process.execPath, project.cli, 'test'], { env });
  const end = project.finish(child);
  await expect.poll(() => told.length > 0 || child.exitCode !== null).toBe(true);
  expect(told[0]?.data).toMatchObject({
    what: 'Asked: publish (high risk)',
    where: expect.stringContaining('publishes; run'),
    consequence: 'after a yes: everybody sees it',
    otherwise: expect.stringMatching(/no answer by \d\d:\d\d means no/),
    evidence: { rows: '12' },
    look: { url: expect.stringMatching(/^https:\/\/night\.example\/\?question=[0-9a-f]{8}$/) },
  });
  // told is not yet on record: killed in between, the run would be told of it again
  const isNoted = () => project.journal().some(({ kind }) => kind === 'notice');
  await expect.poll(isNoted).toBe(true);
  // the runner first: it would tell its own end
  const lock = readFileSync(join(project.runs().at(-1) ?? '', 'runner.1.lock'), 'utf8');
  process.kill((JSON.parse(lock) as { pid: number }).pid, 'SIGKILL');
  child.kill('SIGKILL');
  await end;
  const gone = async () => {
    await project.codexqa(['notifications', 'send'], { env });
    return types(told);
  };
  await expect.poll(gone).toEqual(['approval.asked', 'run.broken-off']);
  expect(await gone()).toHaveLength(2);
});

test('each channel can be tried; what the environment lacks is named, and refused before an unattended run', async ({
  project,
  told,
  env,
}) => {
  project.write({ 'codexqa.config.ts': config(1000), 'specs/a.spec.ts': specText({ one: '' }) });
  const tried = await project.codexqa(['notifications', 'test'], { env });
  expect(tried.stdout).toBe('ok   team (webhook): answered 204\n');
  expect(types(told)).toEqual(['trial']);
  const { HOOK_SECRET: _, ...without } = env;
  const failed = await project.codexqa(['notifications', 'test'], { env: without });
  expect(failed.stdout).toContain('FAIL team (webhook): NOTIFICATION_INVALID');
  expect(failed.exitCode).toBe(1);
  const refused = await project.codexqa(['test'], { env: without });
  expect(refused.stdout + refused.stderr).toContain('needs the environment variable HOOK_SECRET, which is not set');
  expect(refused.exitCode).toBe(2);
  expect(told).toHaveLength(1);
});

test('a channel with a slip is named by its place', async ({ project }) => {
  const channels =
    "{ a: { kind: 'slak' }, b: { kind: 'slack', url: 'https://x' }, c: { kind: 'webhook', url: 'http://x' } }";
  const text = configText(
    `notifications: { channels: ${channels}, quietHours: { from: '25:00', to: '7' }, link: 'ftp://x' },`,
  );
  project.write({ 'codexqa.config.ts': text, 'specs/a.spec.ts': specText({ one: '' }) });
  const { exitCode, stderr, stdout } = await project.codexqa(['test']);
  const printed = stdout + stderr;
  expect(exitCode).toBe(2);
  for (const line of [
    'notifications.channels.a.kind: expected "desktop", "ntfy", "slack", "teams" or "webhook", saw "slak"; did you mean "slack"?',
    'notifications.channels.b.url: expected an object, saw "https://x"',
    'notifications.channels.c.secret: expected an object, saw nothing',
    'notifications.quietHours.from: expected a time of the day such as "22:00", saw "25:00"',
    'notifications.link: expected an https address (http only on this machine), saw "ftp://x"',
  ]) {
    expect(printed).toContain(line);
  }
});
