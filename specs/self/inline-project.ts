/** A project in a temporary folder with codexqa installed as npm would, run by the built command line as a child. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test as base } from '@playwright/test';
import type { RunResults } from '../../src/journal/results.ts';

const repository = join(import.meta.dirname, '..', '..');

/** Without a policy nothing runs unattended; this one lets everything happen that is not always asked about. */
export const allowingPolicy = `version: 1
owner: alice
roles: { tester: { rules: [{ id: everything, verdict: allow }] } }
`;

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunSettings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Folder that stands above all projects of a worker: their `node_modules` is found by looking upwards. */
export interface Installation {
  readonly folder: string;
}

export class InlineProject {
  readonly folder: string;
  readonly #installation: string;
  readonly #printed: string[] = [];
  readonly #children = new Set<ChildProcess>();

  constructor(installation: string) {
    this.#installation = installation;
    this.folder = mkdtempSync(join(installation, 'p-'));
  }

  write(files: Readonly<Record<string, string>>): this {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(path)), { recursive: true });
      writeFileSync(this.path(path), text);
    }
    return this;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(this.path(path));
  }

  /** None while there is no such file. */
  lines(path: string): string[] {
    return this.has(path) ? this.read(path).trim().split('\n') : [];
  }

  /** Folders of its runs, oldest first. */
  runs(): string[] {
    const runs = this.path('.codexqa', 'runs');
    return existsSync(runs)
      ? readdirSync(runs)
          .sort()
          .map((name) => join(runs, name))
      : [];
  }

  /** State of the last run; undefined while it is just being made. */
  state(): string | undefined {
    const head = join(this.runs().at(-1) ?? '', 'run.json');
    return existsSync(head) ? (JSON.parse(readFileSync(head, 'utf8')) as { state: string }).state : undefined;
  }

  /** Of the last run. */
  results(): RunResults {
    return JSON.parse(readFileSync(join(this.runs().at(-1) ?? '', 'results.json'), 'utf8')) as RunResults;
  }

  /** Journal entries of the last run, as far as they are whole: it may be at work. */
  journal(): { readonly kind: string; readonly [key: string]: unknown }[] {
    const journal = join(this.runs().at(-1) ?? '', 'journal');
    if (!existsSync(journal)) return [];
    return readdirSync(journal)
      .flatMap((name) => readFileSync(join(journal, name), 'utf8').split('\n').slice(0, -1))
      .flatMap((line) => (JSON.parse(line) as { body: { entry?: { kind: string } } }).body.entry ?? []);
  }

  /** Runs `codexqa <args>` to its end. */
  async codexqa(args: readonly string[], settings: RunSettings = {}): Promise<Finished> {
    return this.finish(this.start([process.execPath, this.cli, ...args], settings));
  }

  /** Runs anything that the project has installed, such as `@playwright/test/cli.js`. */
  async node(module: string, args: readonly string[], settings: RunSettings = {}): Promise<Finished> {
    return this.finish(
      this.start([process.execPath, join(this.#installation, 'node_modules', module), ...args], settings),
    );
  }

  start(command: readonly string[], { env = {}, cwd = this.folder }: RunSettings = {}): ChildProcess {
    const [program = '', ...args] = command;
    const child = spawn(program, args, { cwd, env: { ...plainEnvironment(), ...env }, stdio: 'pipe' });
    this.#children.add(child);
    return child;
  }

  /** Waits for its end and keeps what it printed for the report. */
  async finish(child: ChildProcess): Promise<Finished> {
    const result = await finished(child);
    this.#printed.push(
      `${child.spawnargs.join(' ')}\n${result.stdout}\n${result.stderr}\nexit code ${result.exitCode}`,
    );
    return result;
  }

  get printed(): string {
    return this.#printed.join('\n\n');
  }

  get cli(): string {
    return join(this.#installation, 'node_modules', 'codexqa', 'dist', 'src', 'cli', 'main.js');
  }

  /** Keeps everything as it is now, for `restore()`: what several tests begin with is made once. */
  keep(): void {
    cpSync(this.folder, this.#kept, { recursive: true, preserveTimestamps: true });
  }

  /** What has changed since `keep()` is as it was; paths in the records of its runs stay true. */
  restore(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20 });
    cpSync(this.#kept, this.folder, { recursive: true, preserveTimestamps: true });
  }

  get #kept(): string {
    return `${this.folder}.kept`;
  }

  [Symbol.dispose](): void {
    for (const child of this.#children) if (child.exitCode === null) child.kill('SIGKILL');
    rmSync(this.#kept, { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

async function finished(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, stdout, stderr };
}

/** Nothing of the run that tests this leaks into the run that is tested. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR, USER } = process.env;
  return { PATH, HOME, LANG, TMPDIR, USER, NO_COLOR: '1' };
}

/** Real files for codexqa itself (a linked folder is compiled by Playwright, an installed one is not), links for the rest. */
function install(): Installation {
  const folder = mkdtempSync(join(tmpdir(), 'codexqa-self-'));
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'codexqa');
  mkdirSync(own, { recursive: true });
  cpSync(join(repository, 'dist'), join(own, 'dist'), { recursive: true });
  for (const part of ['package.json', 'fixtures/apps/form.py']) cpSync(join(repository, part), join(own, part));
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(repository, 'node_modules', name), join(modules, name));
  }
  return { folder };
}

export interface SelfFixtures {
  readonly project: InlineProject;
}

export const test = base.extend<SelfFixtures, { readonly installation: Installation }>({
  installation: [
    async ({}, use) => {
      const installation = install();
      await use(installation);
      rmSync(installation.folder, { recursive: true, force: true, maxRetries: 20 });
    },
    { scope: 'worker' },
  ],
  project: async ({ installation }, use, testInfo) => {
    using project = new InlineProject(installation.folder);
    await use(project);
    if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach('printed', { body: project.printed });
  },
});

export { expect } from '@playwright/test';

/** For `configText()` of specs in which actions fail because nothing comes. */
export const impatient = 'timeouts: { expect: 500, action: 1000, effect: 1000 },';

/** A configuration for the simulated desktop, the fastest there is. */
export function configText(more = ''): string {
  return `import { defineConfig } from 'codexqa';
export default defineConfig({
  driver: 'simulated',
  apps: { calculator: 'calculator', editor: 'editor', form: 'form' },
  reporters: ['list'],
  timeouts: { expect: 500, action: 10_000, launch: 60_000 },
  ${more}
});
`;
}

/** A spec file out of the bodies of its tests. */
export function specText(tests: Readonly<Record<string, string>>): string {
  const bodies = Object.entries(tests).map(
    ([title, body]) => `test(${JSON.stringify(title)}, async ({ launch, desktop }) => {\n  ${body}\n});\n`,
  );
  return `import { expect, secret, test } from 'codexqa';\n${bodies.join('')}`;
}
