/** `defineConfig()`: checks what a person wrote and turns it into a Playwright Test configuration. */
import { statSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { defineConfig as definePlaywrightConfig, type PlaywrightTestConfig } from '@playwright/test';
import { CodexqaError } from '../contracts/errors.ts';
import { runEnv } from '../contracts/run.ts';
import { callSite } from './call-site.ts';
import { formatPath, type Mistake, mistakesOf } from './config-mistakes.ts';
import { type CodexqaConfig, configSchema, type ProjectConfig } from './config-schema.ts';
import { isLockedRun, readLockedProfile } from './locked/profile-file.ts';
import { type Declared, optionsOf, type ProjectOptions, supervisionOf } from './options.ts';
import { readPolicy, roleMistakes } from './policy-file.ts';
import { prewarmSession } from './prewarm.ts';
import { playwrightReporters, unknownReporters } from './reporters.ts';

/** Playwright's configuration with our one option, which the fixtures read. */
export type RunnerConfig = PlaywrightTestConfig<object, { codexqa: ProjectOptions }>;

/**
 * The configuration of `codexqa test`, to be exported as default from `codexqa.config.ts`.
 *
 * @example
 * export default defineConfig({
 *   apps: { calculator: { command: 'galculator', package: 'galculator' } },
 *   reporters: ['list', 'html', 'allure', 'junit'],
 * });
 * @throws CONFIG_INVALID, POLICY_INVALID naming every mistake by its place in the file; below `codexqa test` it is printed and the exit code is 2.
 */
export function defineConfig(config: CodexqaConfig): RunnerConfig {
  const configFile = process.env[runEnv.config] ?? callSite()?.location.file ?? resolve('codexqa.config.ts');
  const mistakes = findMistakes(config, configFile);
  if (mistakes.length > 0) refuse('CONFIG_INVALID', mistakes, configFile);
  const policy = readPolicy(configFile, config);
  if (policy !== undefined && policy.mistakes.length > 0) refuse('POLICY_INVALID', policy.mistakes, policy.file);
  const wrongRoles = roleMistakes(config, policy?.value);
  if (wrongRoles.length > 0) refuse('CONFIG_INVALID', wrongRoles, configFile);
  const locked = isLockedRun() ? readLockedProfile(configFile, config) : undefined;
  if (locked !== undefined && locked.mistakes.length > 0) refuse('CONFIG_INVALID', locked.mistakes, locked.file);
  process.env[runEnv.supervision] = supervisionOf(config);
  const runner = toPlaywright(config, configFile, { policy, locked });
  prewarmSession((runner.projects ?? [runner]).flatMap(({ use }) => use?.codexqa ?? []));
  return definePlaywrightConfig<object, { codexqa: ProjectOptions }>(runner, config.playwright ?? {});
}

function findMistakes(config: CodexqaConfig, configFile: string): Mistake[] {
  const checked = configSchema.safeParse(config, { reportInput: true });
  if (!checked.success) return mistakesOf(checked.error.issues);
  const folder = dirname(configFile);
  return [
    ...missingSpecs(config.specs ?? 'specs', folder),
    ...repeatedNames(config.projects ?? []),
    ...unknownReporters(config.reporters ?? [], createRequire(configFile)),
  ];
}

function missingSpecs(specs: string, folder: string): Mistake[] {
  const path = resolve(folder, specs);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return [];
  const seen = found === undefined ? 'there is nothing' : 'that is a file';
  return [{ path: ['specs'], sentence: `expected a folder of specs at "${path}", but ${seen}` }];
}

function repeatedNames(projects: readonly ProjectConfig[]): Mistake[] {
  const names = projects.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: ['projects', index, 'name'], sentence: `expected a name of its own, saw "${name}" a second time` }],
  );
}

function refuse(code: 'CONFIG_INVALID' | 'POLICY_INVALID', mistakes: readonly Mistake[], file: string): never {
  const lines = mistakes.map(({ path, sentence }) => `\n  ${[formatPath(path), sentence].filter(Boolean).join(': ')}`);
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
  const error = new CodexqaError(code, `${basename(file)} has ${count}:${lines.join('')}`, {
    fix: `correct it in ${file}`,
    facts: { mistakes: mistakes.map(({ path, sentence }) => ({ path: formatPath(path), sentence })) },
  });
  if (process.env[runEnv.runDir] === undefined) throw error;
  // Playwright would print a stack and end with 1; nothing of the run has started yet, so the process may end here.
  writeSync(2, `${error.message}\n`);
  process.exit(2);
}

function toPlaywright(config: CodexqaConfig, configFile: string, declared: Declared): RunnerConfig {
  const everywhere = optionsOf(config, {}, configFile, declared);
  return {
    testDir: config.specs ?? 'specs',
    testMatch: '**/*.@(spec|test).?(c|m)[jt]s?(x)',
    snapshotDir: config.baselines ?? 'baselines',
    snapshotPathTemplate: '{snapshotDir}/{platform}{/projectName}/{testFilePath}/{arg}{ext}',
    outputDir: 'test-results',
    timeout: everywhere.timeouts.testMs,
    expect: { timeout: everywhere.timeouts.expectMs },
    retries: config.retries ?? 0,
    retryStrategy: config.retryStrategy ?? 'immediate',
    ...workersOf(config.workers),
    reporter: playwrightReporters(config.reporters ?? ['list', 'html'], dirname(configFile)),
    use: { codexqa: everywhere },
    ...projectsOf(config, everywhere, configFile, declared),
  };
}

function projectsOf(
  config: CodexqaConfig,
  everywhere: ProjectOptions,
  configFile: string,
  declared: Declared,
): Pick<RunnerConfig, 'projects'> {
  if (config.projects !== undefined) {
    const projects = config.projects.map((project) => projectOf(config, project, configFile, declared));
    return { projects: [...projects.filter(isParallel), ...projects.filter((project) => !isParallel(project))] };
  }
  // Only a project's number of workers stands whatever the command line says.
  return everywhere.session.lane === 'foreground' ? { projects: [{ workers: foregroundWorkers }] } : {};
}

/** The visible desktop has one pointer: two workers would fight for it. */
const foregroundWorkers = 1;

type PlaywrightProject = NonNullable<RunnerConfig['projects']>[number];

/** The serial lane comes last: projects begin in their order, and what can run side by side should not wait for it. */
function isParallel({ use }: PlaywrightProject): boolean {
  return use?.codexqa?.session.lane !== 'foreground';
}

type Writable<T> = T extends readonly (infer Item)[] ? Item[] : T;

function projectOf(
  config: CodexqaConfig,
  project: ProjectConfig,
  configFile: string,
  declared: Declared,
): PlaywrightProject {
  const options = optionsOf(config, project, configFile, declared);
  const workers = options.session.lane === 'foreground' ? foregroundWorkers : project.workers;
  const optional = {
    grep: writable(project.grep),
    grepInvert: writable(project.grepInvert),
    testMatch: writable(project.match),
    testIgnore: writable(project.ignore),
    dependencies: writable(project.dependencies),
    retries: project.retries,
    workers,
  };
  return {
    name: project.name,
    timeout: options.timeouts.testMs,
    expect: { timeout: options.timeouts.expectMs },
    use: { codexqa: options },
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as PlaywrightProject),
  };
}

function writable<T>(value: T): Writable<T> {
  return (Array.isArray(value) ? [...value] : value) as Writable<T>;
}

function workersOf(workers: CodexqaConfig['workers']): Pick<RunnerConfig, 'workers'> {
  const chosen = typeof workers === 'object' ? workers[process.platform as keyof typeof workers] : workers;
  return chosen === undefined ? {} : { workers: chosen };
}
