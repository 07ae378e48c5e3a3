/** For the specs of approve(): a project in which people may answer, its open questions, and answers over the command line. */
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configText, expect, type InlineProject } from './inline-project.ts';

export const head = `import { appendFileSync, existsSync } from 'node:fs';
import { approve, approveAhead, checkpoint, irreversible, test } from 'codexqa';
const log = (line: string) => appendFileSync('done.txt', line + '\\n');
const publish = { action: 'publish', risk: 'high', consequence: 'everybody sees it', evidence: { rows: 12 } } as const;
`;
export const publishing = `${head}test('publishes', async () => {
  log('asks');
  const { by } = await approve(publish);
  log('published, says ' + by);
});`;

/** A project in which alice and bob may answer, each with a key. */
export async function write(project: InlineProject, spec: string, more = ''): Promise<void> {
  const keys: string[] = [];
  for (const name of ['alice', 'bob']) keys.push(`${name}: { key: '${await keyOf(project, name)}' }`);
  const config = configText(`approvals: { approvers: { ${keys.join(', ')} }, ${more} },`);
  project.write({ 'codexqa.config.ts': config, 'specs/a.spec.ts': spec });
}

/** Public keys that the command line has made; what belongs to them is kept above all projects of the worker. */
const made = new Map<string, string>();

/** The public key of a person, whose own one is in `keys/<name>`; made once for all projects of the worker. */
export async function keyOf(project: InlineProject, name: string): Promise<string> {
  const [own, kept] = [project.path('keys', name), project.path('..', 'keys', name)];
  const known = made.get(name);
  if (known !== undefined) {
    cpSync(kept, own, { recursive: true });
    return known;
  }
  const { stdout } = await project.codexqa(['approvals', 'keygen', join('keys', name)]);
  const [key = ''] = stdout.split('\n');
  cpSync(own, kept, { recursive: true });
  made.set(name, key);
  return key;
}

/** The run, once it waits for so many answers; one that ends before fails here with what it printed. */
export async function waiting(project: InlineProject, number = 1): Promise<{ child: ChildProcess; id: string }> {
  const child = project.start([process.execPath, project.cli, 'test']);
  return { child, id: await asked(project, child, number) };
}

export async function asked(project: InlineProject, child: ChildProcess, number = 1): Promise<string> {
  const state = () => (child.exitCode === null ? openQuestions(project).length : `ended with ${child.exitCode}`);
  await expect.poll(state, { intervals: [50] }).toBe(number);
  return openQuestions(project).at(-1) ?? '';
}

/** Questions somebody waits for that nobody has settled, oldest first. */
export function openQuestions(project: InlineProject): string[] {
  return project
    .runs()
    .map((run) => join(run, 'approvals'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((id) => join(folder, id)))
    .filter((folder) => existsSync(join(folder, 'asked-1.json')) && !existsSync(join(folder, 'settled.json')))
    .sort((a, b) => createdAt(a) - createdAt(b))
    .map((folder) => folder.split('/').at(-1) ?? '');
}

function createdAt(folder: string): number {
  return (JSON.parse(readFileSync(join(folder, 'request.json'), 'utf8')) as { createdAt: number }).createdAt;
}

/** The workers of a command line that was killed end a moment later. */
export async function untilDown(project: InlineProject): Promise<void> {
  const list = async () => (await project.codexqa(['approvals'])).stdout;
  await expect.poll(list).toContain('open, the run is down');
}

export function answer(
  project: InlineProject,
  decision: string,
  id: string,
  as: string,
  reason = 'checked with sales',
) {
  return project.codexqa(['approvals', decision, id, '--as', as, '--key', `keys/${as}`, '--reason', reason]);
}

export const done = (project: InlineProject) => project.lines('done.txt');
export const events = (project: InlineProject) =>
  project.journal().flatMap(({ kind, event }) => (kind === 'approval' ? [String(event)] : []));
