/** Throw-away Playwright projects, run with reporters of ours, for the tests of this room. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { outcomeFile, type RunOutcome, runEnv } from '../src/contracts/run.ts';
import { RunFolder } from '../src/journal/run-folder.ts';

const engine = createRequire(import.meta.url).resolve('@playwright/test/cli');

export const reporterPath = (name: string): string => join(import.meta.dirname, `${name}.ts`);

export interface ProjectRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly folder: RunFolder;
  readonly outcome: RunOutcome;
}

/** A folder that finds the engine of this repository from anywhere. Remove it when done. */
export function projectFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'codexqa-project-'));
  symlinkSync(join(import.meta.dirname, '..', 'node_modules'), join(root, 'node_modules'));
  return root;
}

/** Writes `files` into `root` (a `playwright.config.ts` unless there is one) and runs them; the run's folder is below `runRoot`. */
export async function runProject(
  root: string,
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  runRoot = root,
): Promise<ProjectRun> {
  const all = {
    // Playwright's default output folder, which it empties, is beside the nearest package.json: that must be this one
    'package.json': '{ "type": "module" }',
    'playwright.config.ts': 'export default { workers: 1 };',
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  const folder = RunFolder.create(runRoot, { codexqa: '0.0.0', argv: ['test', ...args] });
  const { code, stdout, stderr } = await runEngine(root, ['--add-reporter', reporterPath('run'), ...args], {
    [runEnv.runDir]: folder.path,
    [runEnv.runId]: folder.runId,
  });
  const outcome = JSON.parse(readFileSync(join(folder.path, outcomeFile), 'utf8')) as RunOutcome;
  return { code, stdout, stderr, folder, outcome };
}

export async function runEngine(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Pick<ProjectRun, 'code' | 'stdout' | 'stderr'>> {
  const child = spawn(process.execPath, [engine, 'test', '-c', join(root, 'playwright.config.ts'), ...args], {
    cwd: root,
    env: { ...outerEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

/** Without what the runner of these very tests has set: a run inside a run must not notice. */
function outerEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(PLAYWRIGHT|PW|TEST_|CODEXQA|FORCE_COLOR|NODE_OPTIONS)/.test(name),
    ),
  );
}
