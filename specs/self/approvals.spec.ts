/** approve() over the built command line: asked, answered, refused, expired. */
import { readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { answer, asked, done, events, head, openQuestions, publishing, waiting, write } from './approving.ts';
import { allowingPolicy, configText, expect, test } from './inline-project.ts';

test('a person says yes, and the action happens once; the test time-out stands still meanwhile', async ({
  project,
}) => {
  await write(project, `${publishing}\ntest.setTimeout(3000);`);
  const { child, id } = await waiting(project);
  const end = project.finish(child);
  // longer than the test may take
  const since = Date.now();
  await expect.poll(() => Date.now() - since).toBeGreaterThan(3500);
  await expect
    .poll(() => project.journal().some(({ kind, to }) => kind === 'state' && to === 'waiting-approval'))
    .toBe(true);
  const shown = await project.codexqa(['approvals', 'show', id]);
  expect(shown.stdout).toMatch(
    /publish \(high risk\)[\s\S]*publishes[\s\S]*everybody sees it[\s\S]*rows\s+12[\s\S]*alice, bob/,
  );
  await expect.poll(() => project.state()).toBe('waiting-approval');
  const own = await project.codexqa(['approvals', 'approve', id, '--reason', 'I want it so']);
  expect(own.stderr).toContain(
    `APPROVAL_REFUSED: the answer to ${id} ("publish") does not count: ${userInfo().username}`,
  );
  expect(own.exitCode).toBe(2);
  const silent = await answer(project, 'approve', id, 'alice', 'ok');
  expect(silent.stderr).toContain('needs a reason of 8 letters');
  expect(done(project)).toEqual(['asks']);
  expect((await answer(project, 'approve', id, 'alice')).stdout).toContain('publish: approved');
  const { exitCode, stderr } = await end;
  expect(exitCode).toBe(0);
  expect(stderr).toContain('waiting for a person');
  expect(done(project)).toEqual(['asks', 'published, says alice']);
  expect(events(project).toSorted()).toEqual(['answered', 'approved', 'consumed', 'refused', 'refused', 'requested']);
  const states = project.journal().filter(({ kind }) => kind === 'state');
  expect(states.map(({ to }) => to)).toEqual(expect.arrayContaining(['running', 'waiting-approval', 'done']));
  expect((await answer(project, 'deny', id, 'bob')).stderr).toContain('it is settled: approved by alice');
  expect((await project.codexqa(['runs', 'verify', 'last'])).exitCode).toBe(0);
});

test('a no ends the test before the action, and a retry is not asked again', async ({ project }) => {
  await write(project, publishing);
  const child = project.start([process.execPath, project.cli, 'test', '--retries', '1']);
  const end = project.finish(child);
  const id = await asked(project, child);
  expect((await answer(project, 'deny', id, 'bob', 'the prices are wrong')).exitCode).toBe(0);
  const { exitCode, stdout } = await end;
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`APPROVAL_DENIED: bob said no to "publish" (${id}): the prices are wrong`);
  expect(done(project)).toEqual(['asks', 'asks']);
  expect(events(project).filter((event) => event === 'requested')).toHaveLength(1);
});

test('nobody answers: people are reminded at half-time, and then it means no', async ({ project }) => {
  await write(project, publishing, 'timeoutMs: 400');
  const { exitCode, stdout, stderr } = await project.codexqa(['test']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('still waiting, half of the time is over');
  expect(stdout).toContain('APPROVAL_EXPIRED: nobody answered in time whether to "publish"');
  expect(done(project)).toEqual(['asks']);
  expect(events(project)).toEqual(['requested', 'escalated', 'expired']);
});

test('what is critical takes two people', async ({ project }) => {
  await write(project, publishing.replace('approve(publish)', "approve({ ...publish, risk: 'critical' })"));
  const { child, id } = await waiting(project);
  const end = project.finish(child);
  expect((await answer(project, 'approve', id, 'alice')).stdout).toContain('noted, 1 more to say yes');
  expect((await answer(project, 'approve', id, 'alice')).stdout).toContain('noted, 1 more to say yes');
  expect(done(project)).toEqual(['asks']);
  await answer(project, 'approve', id, 'bob');
  expect((await end).exitCode).toBe(0);
  expect(done(project)).toEqual(['asks', 'published, says alice, bob']);
});

test('the screen changes before the yes: it is asked again, with the new screen', async ({ project }) => {
  await write(
    project,
    `${head}test('publishes', async ({ launch }) => {
  const app = await launch('calculator');
  const answer = approve(publish);
  while (!existsSync('seen')) await new Promise((resolve) => setTimeout(resolve, 20));
  await app.getByRole('button', { name: '7', exact: true }).click();
  log('changed');
  await answer;
  log('published');
});`,
  );
  const { child, id } = await waiting(project);
  const end = project.finish(child);
  project.write({ seen: '' });
  await expect.poll(() => project.has('done.txt')).toBe(true);
  await answer(project, 'approve', id, 'alice');
  const second = await asked(project, child);
  expect(second).not.toBe(id);
  expect(done(project)).toEqual(['changed']);
  await answer(project, 'approve', second, 'alice');
  expect((await end).exitCode).toBe(0);
  expect(done(project)).toEqual(['changed', 'published']);
  expect(events(project)).toContain('stale');
});

test('no password, no secret and no hidden area is in the picture of a question', async ({ project }) => {
  await write(
    project,
    `${head.replace('test }', 'secret, test }')}test('asks', async ({ launch }) => {
  const form = await launch('form');
  await form.getByLabel('Password', { exact: true }).fill('1234');
  await form.getByLabel('Name', { exact: true }).fill(secret('k7-wolke'));
  await approve(publish);
});`,
    'timeoutMs: 300, hide: [{ x: 600, y: 500, width: 20, height: 20 }]',
  );
  await project.codexqa(['test']);
  const run = project.runs().at(-1) ?? '';
  const [question = ''] = readdirSync(join(run, 'approvals'));
  const { picture, tree } = JSON.parse(readFileSync(join(run, 'approvals', question, 'request.json'), 'utf8'));
  const kept = (digest: string) => readFileSync(join(run, 'evidence', digest.slice(0, 2), digest));
  expect(kept(tree).toString('utf8')).toContain('••••');
  const { width, data } = PNG.sync.read(kept(picture));
  const isBlack = (x: number, y: number) =>
    data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3).every((byte) => byte === 0);
  expect(isBlack(610, 510), 'the hidden area').toBe(true);
  expect(isBlack(640, 540), 'beside it').toBe(false);
  let black = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] === 0 && data[at + 1] === 0 && data[at + 2] === 0) black++;
  // two fields, each some thousand pixels large
  expect(black).toBeGreaterThan(4000);
});

test('what can be foreseen is asked ahead, all at once', async ({ project }) => {
  await write(
    project,
    `${head}const mail = { action: 'mail', risk: 'low', consequence: 'sent' } as const;
test('publishes', async () => {
  await approveAhead([publish, mail]);
  log('allowed');
  await approve(mail);
  await approve(publish);
  log('done');
  await approve({ ...publish, timeoutMs: 300 });
});`,
  );
  const { child } = await waiting(project, 2);
  const end = project.finish(child);
  const both = openQuestions(project);
  const keys = ['--as', 'alice', '--key', 'keys/alice', '--reason', 'checked with sales'];
  expect((await project.codexqa(['approvals', 'approve', ...both, ...keys])).exitCode).toBe(0);
  const { exitCode, stdout } = await end;
  expect(exitCode).toBe(1);
  expect(done(project)).toEqual(['allowed', 'done']);
  expect(stdout).toContain('APPROVAL_EXPIRED');
});

test('a yes signed ahead serves a run that nobody watches, so many times', async ({ project }) => {
  await write(project, publishing, 'timeoutMs: 300');
  const sign = ['approvals', 'sign', '--as', 'alice', '--key', 'keys/alice', '--action', 'publish', '--risk', 'high'];
  expect((await project.codexqa([...sign, '--reason', 'the release of May'])).exitCode).toBe(0);
  expect((await project.codexqa(['test'])).exitCode).toBe(0);
  expect(done(project).at(-1)).toBe('published, says alice');
  const second = await project.codexqa(['test']);
  expect(second.exitCode).toBe(1);
  expect(second.stdout).toContain('APPROVAL_EXPIRED');
  project.write({ 'approvals.signed.json': project.read('approvals.signed.json').replace('"uses": 1', '"uses": 9') });
  expect((await project.codexqa(['test'])).stdout).toContain('APPROVAL_EXPIRED');
});

test('bad questions are refused before anybody is asked', async ({ project }) => {
  await write(project, `${head}test('asks', async () => { await approve({ action: '', risk: 'huge' } as never); });`);
  const bad = await project.codexqa(['test']);
  expect(bad.stdout).toMatch(/SPEC_INVALID: approve\(\) has mistakes:[\s\S]*action[\s\S]*risk[\s\S]*consequence/);
  expect(bad.exitCode).toBe(2);
  const config = configText("approvals: { approvers: { carol: { account: 'carol', until: '2020-01-31' } } },");
  project.write({ 'codexqa.config.ts': config, 'specs/a.spec.ts': publishing });
  const expired = await project.codexqa(['test']);
  expect(expired.stdout).toContain('APPROVAL_IMPOSSIBLE: "publish" (high risk) needs a yes of 1, and 0 may give one');
  expect(expired.exitCode).toBe(2);
  const nobody = await project.codexqa(['approvals', 'approve', 'ffff', '--reason', 'whatever it is']);
  expect(nobody.stderr).toContain('APPROVAL_NOT_FOUND: there is no question "ffff"');
});

test('unattended, what cannot be undone is never done without a yes', async ({ project }) => {
  const declared = `task({ kind: 'payment', risk: 'high', reversible: false, done: 'paid', stop: 'never', onError: 'halt',
    limits: { actions: 5, minutes: 5 }, knownFailures: [], interruptionTolerance: 'none' })`;
  const spec = `${head.replace('test }', 'task, test }')}test.describe('Payment', ${declared}, () => {
  test('pays', () => irreversible('pay', () => log('paid')).then(() => {}));
});`;
  await write(project, spec, 'timeoutMs: 300');
  project.write({
    'codexqa.policy.yaml': `${allowingPolicy}routes: { payment: { background: yes, reason: a test } }\n`,
  });
  const { exitCode, stdout } = await project.codexqa(['test', '--unattended']);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('APPROVAL_EXPIRED');
  expect(project.has('done.txt')).toBe(false);
  expect((await project.codexqa(['test'])).exitCode, 'attended, a person started it').toBe(0);
});
