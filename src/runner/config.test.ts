import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { CodexqaError } from '../contracts/errors.ts';
import { runEnv } from '../contracts/run.ts';
import { defineConfig } from './config.ts';
import type { CodexqaConfig } from './config-schema.ts';

const test = base.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'codexqa-config-'));
    mkdirSync(join(folder, 'specs'));
    process.env[runEnv.config] = join(folder, 'codexqa.config.ts');
    await use(folder);
    delete process.env[runEnv.config];
    rmSync(folder, { recursive: true });
  },
});

function refusal(config: unknown): string {
  try {
    defineConfig(config as CodexqaConfig);
  } catch (error) {
    if (error instanceof CodexqaError && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  throw new Error('the configuration was taken');
}

const mistakes: readonly [title: string, config: unknown, line: string][] = [
  ['an unknown key', { aps: {} }, 'unknown key "aps"; did you mean "apps"?'],
  ["a key of Playwright's configuration", { testDir: 'specs' }, 'unknown key "testDir"; it is called "specs" here'],
  ['a key that is passed on', { forbidOnly: true }, 'unknown key "forbidOnly"; it belongs inside "playwright" here'],
  [
    'an unknown key inside an application',
    { apps: { calc: { command: 'x', arg: [] } } },
    'apps.calc: unknown key "arg"; did you mean "args"?',
  ],
  ['a missing command', { apps: { calc: {} } }, 'apps.calc.command: expected a text, saw nothing'],
  ['a wrong type', { screen: { width: 'wide', height: 600 } }, 'screen.width: expected a number, saw "wide"'],
  [
    'a word that is not of the list',
    { lane: 'backgound' },
    'lane: expected "background" or "foreground", saw "backgound"; did you mean "background"?',
  ],
  ['no workers at all', { workers: 0 }, 'workers: expected at least 1, saw 0'],
  ['a share that is none', { workers: '0%' }, 'workers: expected a share of the processors such as "50%", saw "0%"'],
  [
    'a reporter with a slip',
    { reporters: ['htlm'] },
    'reporters[0]: expected list, line, dot, github, null, blob, html, json, junit, ctrf, allure or a module, saw "htlm"; did you mean "html"?',
  ],
  [
    'a repeated project',
    { projects: [{ name: 'a' }, { name: 'a' }] },
    'projects[1].name: expected a name of its own, saw "a" a second time',
  ],
  [
    'a project without a name',
    { projects: [{ lane: 'background' }] },
    'projects[0].name: expected a text, saw nothing',
  ],
  [
    'a pattern that is a text',
    { projects: [{ name: 'a', grep: 'x' }] },
    'projects[0].grep: expected a regular expression or a list, saw "x"',
  ],
];

for (const [title, config, line] of mistakes) {
  test(`names ${title} by its place`, ({ folder }) => {
    const message = refusal(config);
    expect(message).toContain(`CONFIG_INVALID: codexqa.config.ts has a mistake:\n  ${line}\n`);
    expect(message).toContain(`Fix: correct it in ${join(folder, 'codexqa.config.ts')}`);
  });
}

test('names all mistakes at once', ({ folder: _ }) => {
  const message = refusal({ lane: 'x', retries: -1, apps: { a: 1 } });
  expect(message).toContain('has 3 mistakes');
  expect(message).toContain('lane: ');
  expect(message).toContain('retries: expected at least 0, saw -1');
  expect(message).toContain('apps.a: expected a text or an object, saw 1');
});

test('names a missing folder of specs', ({ folder }) => {
  expect(refusal({ specs: 'tests' })).toContain(
    `specs: expected a folder of specs at "${join(folder, 'tests')}", but there is nothing`,
  );
});

test('fills in defaults, and lays a project over the file', ({ folder }) => {
  const config = defineConfig({
    apps: { calculator: { command: './bin/calculator', cwd: 'data' }, editor: 'mousepad' },
    screen: { width: 800, height: 600 },
    timeouts: { expect: 1000 },
    projects: [{ name: 'dark', colorScheme: 'dark', screen: { width: 900, height: 600 }, timeouts: { action: 10 } }],
  });
  const everywhere = config.use?.codexqa;
  expect(everywhere?.session).toEqual({
    lane: 'background',
    screen: { width: 800, height: 600, scale: 1 },
    locale: 'C.UTF-8',
    colorScheme: 'light',
    env: {},
  });
  expect(everywhere?.apps['calculator']).toEqual({
    name: 'calculator',
    command: join(folder, 'bin/calculator'),
    args: [],
    env: {},
    cwd: join(folder, 'data'),
  });
  expect(everywhere?.apps['editor']?.command).toBe('mousepad');
  const dark = config.projects?.[0]?.use?.codexqa;
  expect(dark?.session.screen).toEqual({ width: 900, height: 600, scale: 1 });
  expect(dark?.session.colorScheme).toBe('dark');
  expect(dark?.timeouts).toMatchObject({ expectMs: 1000, actionMs: 10 });
});

test('takes what one platform has differently, there only', ({ folder: _ }) => {
  const elsewhere = process.platform === 'win32' ? 'darwin' : 'win32';
  const here = process.platform === 'win32' ? 'win32' : process.platform === 'darwin' ? 'darwin' : 'linux';
  const config = defineConfig({
    apps: {
      notes: { command: 'edit', args: ['--new'], on: { [here]: { command: 'here' }, [elsewhere]: { args: [] } } },
    },
  });
  expect(config.use?.codexqa?.apps['notes']).toMatchObject({ command: 'here', args: ['--new'] });
  expect(refusal({ apps: { notes: { command: 'edit', on: { windows: {} } } } })).toContain('apps.notes.on');
});

test('puts the serial lane last: what runs side by side does not wait for it', ({ folder: _ }) => {
  const lanes = { first: 'foreground', second: 'background', third: 'foreground', fourth: undefined } as const;
  const projects = Object.entries(lanes).map(([name, lane]) => ({ name, lane }));
  const order = defineConfig({ projects }).projects?.map(({ name }) => name);
  expect(order).toEqual(['second', 'fourth', 'first', 'third']);
});

test('gives the foreground lane one worker', ({ folder: _ }) => {
  expect(defineConfig({ lane: 'foreground', workers: 4 }).projects).toEqual([{ workers: 1 }]);
  expect(defineConfig({ workers: 4 }).projects).toBeUndefined();
  const config = defineConfig({ projects: [{ name: 'seen', lane: 'foreground', workers: 4 }] });
  expect(config.projects?.[0]?.workers).toBe(1);
});

test("lets Playwright's own settings win", ({ folder: _ }) => {
  const config = defineConfig({ retries: 1, playwright: { retries: 3, fullyParallel: true } });
  expect(config.retries).toBe(3);
  expect(config.fullyParallel).toBe(true);
  expect(config.testDir).toBe('specs');
});
