/** `codexqa audit` over the built command line: green as the run left it, red after one byte, and against an anchor. */

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { configText, expect, type InlineProject, specText, test } from './inline-project.ts';

async function run(project: InlineProject, owner = 'alice'): Promise<string> {
  project.write({
    'codexqa.config.ts': configText(),
    'codexqa.policy.yaml': `version: 1\nowner: ${owner}\nroles: { tester: { rules: [{ id: all, verdict: allow }] } }\n`,
    'specs/a.spec.ts': specText({
      acts: "await (await launch('calculator')).getByRole('button', { name: '7', exact: true }).click();",
    }),
  });
  expect((await project.codexqa(['test'])).exitCode).toBe(0);
  return project.runs().at(-1) ?? '';
}

function workerSegment(folder: string): string {
  const name = readdirSync(join(folder, 'journal')).find((file) => file.startsWith('worker'));
  return join(folder, 'journal', name ?? '');
}

test('the record verifies as the run left it, and not after one byte was changed', async ({ project }) => {
  const folder = await run(project);
  const whole = await project.codexqa(['audit', 'verify']);
  expect(whole.stdout).toMatch(/2 segments, \d+ entries: whole and unchanged, without an anchor/);
  expect(whole.exitCode).toBe(0);
  const path = workerSegment(folder);
  const bytes = readFileSync(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const changed = await project.codexqa(['audit', 'verify']);
  expect(changed.stdout).toMatch(/tampered: .*worker-0.*\.jsonl:\d+ was changed after it was written/);
  expect(changed.exitCode).toBe(1);
});

test('against an anchor a cut tail shows: from a file, from a git tag, from another machine', async ({ project }) => {
  const received: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', (data) => received.push(String(data)));
    request.on('end', () => response.writeHead(received.length > 1 ? 500 : 204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = await run(project);
  const git = (...args: string[]) =>
    project.finish(project.start(['git', '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]));
  await git('init', '--quiet');
  await git('commit', '--quiet', '--allow-empty', '--message', 'one');
  for (const [name, value] of [
    ['user.name', 'a'],
    ['user.email', 'a@b'],
  ] as const)
    await git('config', name, value);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const anchored = await project.codexqa(['audit', 'anchor', '--file', 'anchors.jsonl', '--git-tag', '--post', url]);
  expect(anchored.exitCode, anchored.stderr).toBe(0);
  const digest = anchored.stdout.trim().split(' ').at(-1);
  expect(JSON.parse(received.join(''))).toMatchObject({ version: 1, digest });
  const options = ['audit', 'verify', '--anchor', 'anchors.jsonl', '--git-tag'];
  expect((await project.codexqa(options)).stdout).toContain('whole and unchanged, checked against its anchor');
  const path = workerSegment(folder);
  writeFileSync(path, readFileSync(path, 'utf8').split('\n').slice(0, 3).join('\n').concat('\n'));
  rmSync(join(folder, 'manifest.json'));
  expect((await project.codexqa(['audit', 'verify'])).exitCode, 'like a run that was killed').toBe(2);
  const cut = await project.codexqa(options);
  expect(cut.stdout).toMatch(/tampered: .*worker-0.*: it had \d+ entries on .* and has 3/);
  expect(cut.stdout).toContain(`it is not the run of tag codexqa/`);
  expect(cut.exitCode).toBe(1);
  const refused = await project.codexqa(['audit', 'anchor', '--post', url]);
  expect(refused.stderr).toContain('ANCHOR_INVALID');
  await new Promise((resolve) => server.close(resolve));
});

test('what was decided can be read, as text and as CloudEvents, and exported signed', async ({ project }) => {
  await run(project, 'bob');
  await run(project);
  const shown = await project.codexqa(['audit', 'show']);
  expect(shown.stdout).toMatch(/policy .*file codexqa\.policy\.yaml.*owner alice/);
  expect(shown.stdout).toMatch(/verdict\.allow +click getByRole\('button'.*: rule "all"/);
  expect(shown.stdout).toMatch(
    /audit\.configuration-changed policy \w{12} gave way to \w{12} since \d{8}-\d{6}-\S+, run by /,
  );
  expect(shown.stdout).not.toContain('test-end');
  const events = (await project.codexqa(['audit', 'show', '--all', '--json'])).stdout.trim().split('\n');
  const types = events.map((line) => (JSON.parse(line) as { type: string }).type);
  expect(types).toEqual(
    expect.arrayContaining(['dev.codexqa.run-begin', 'dev.codexqa.verdict.allow', 'dev.codexqa.outcome']),
  );
  const envelope = JSON.parse((await project.codexqa(['audit', 'export'])).stdout);
  const statement = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'));
  expect(statement.predicate.decisions['dev.codexqa.verdict.allow']).toBeGreaterThan(0);
  const none = await project.codexqa(['audit', 'verify', '--anchor', 'none.jsonl']);
  expect(none.stderr).toContain('ANCHOR_INVALID');
  expect(none.exitCode).toBe(2);
});
