/** approve() in runs that are killed while they wait, and resumed. */
import { answer, asked, done, head, openQuestions, publishing, untilDown, waiting, write } from './approving.ts';
import { expect, test } from './inline-project.ts';

test('a question survives kill -9 of everything; the answer given meanwhile counts once', async ({ project }) => {
  await write(
    project,
    `${head}test('publishes', async () => {
  await approve(publish);
  log('published');
  await checkpoint('published', () => null);
  await approve(publish);
  log('again');
});`,
    'timeoutMs: 600_000',
  );
  const { child, id } = await waiting(project);
  const dead = project.finish(child);
  child.kill('SIGKILL');
  await dead;
  await untilDown(project);
  expect((await answer(project, 'approve', id, 'alice')).exitCode).toBe(0);
  const resumed = project.start([process.execPath, project.cli, 'test', '--resume', 'last']);
  const end = project.finish(resumed);
  // the second question is another one: the first yes is used up
  const second = await asked(project, resumed);
  expect(second).not.toBe(id);
  expect(done(project)).toEqual(['published']);
  await answer(project, 'approve', second, 'bob');
  expect((await end).exitCode).toBe(0);
  expect(done(project)).toEqual(['published', 'again']);
});

test('a run that was killed while it waits waits for the same question when it is resumed', async ({ project }) => {
  await write(project, publishing);
  const { child, id } = await waiting(project);
  const dead = project.finish(child);
  child.kill('SIGKILL');
  await dead;
  await untilDown(project);
  const resumed = project.start([process.execPath, project.cli, 'test', '--resume', 'last']);
  const end = project.finish(resumed);
  await expect.poll(() => project.journal().some(({ event }) => event === 'asked-again')).toBe(true);
  expect(openQuestions(project)).toEqual([id]);
  await answer(project, 'approve', id, 'alice');
  expect((await end).exitCode).toBe(0);
  expect(done(project)).toEqual(['asks', 'asks', 'published, says alice']);
});

test('a checkpoint and an irreversible step wait for a yes where that is asked for (S62)', async ({ project }) => {
  await write(
    project,
    `${head}test('pays', async () => {
  await checkpoint('filled', () => ({ amount: 12 }), { acknowledge: true });
  log('acknowledged');
  await irreversible('pay', () => log('paid'), { acknowledge: true });
});`,
  );
  const { child, id } = await waiting(project);
  const shown = await project.codexqa(['approvals', 'show', id]);
  expect(shown.stdout).toMatch(/go on behind checkpoint "filled"[\s\S]*returned +\{"amount":12\}/);
  const dead = project.finish(child);
  child.kill('SIGKILL');
  await dead;
  await untilDown(project);
  await answer(project, 'approve', id, 'alice');
  const resumed = project.start([process.execPath, project.cli, 'test', '--resume', 'last']);
  const end = project.finish(resumed);
  const step = await asked(project, resumed);
  expect(done(project)).toEqual(['acknowledged']);
  await answer(project, 'deny', step, 'bob', 'the amount is wrong');
  const { exitCode, stdout } = await end;
  expect(exitCode).toBe(1);
  expect(stdout).toContain('bob said no to "irreversible step "pay""');
  expect(done(project)).toEqual(['acknowledged']);
  // what was acknowledged is not asked again
  const again = project.start([process.execPath, project.cli, 'test', '--resume', 'last']);
  const last = project.finish(again);
  await answer(project, 'approve', await asked(project, again), 'bob');
  expect((await last).exitCode).toBe(0);
  expect(done(project)).toEqual(['acknowledged', 'acknowledged', 'paid']);
});
