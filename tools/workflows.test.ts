/** The workflows of .github run on machines that nobody here has: at least whatever they name is there. */
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { cuaInstall } from '../src/drivers/macos/cua/cua-module.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.github', 'workflows');

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface Step {
  readonly run?: string;
  readonly 'working-directory'?: string;
}
interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

/** Read, not loaded: that would take seconds. */
const commands = captured(
  readFileSync(join(root, 'src/cli/commands.ts'), 'utf8'),
  /^ {2}'?([\w-]+)'?: (?:async|control)/gm,
);
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** Lines of shell, each with the folder it runs in. */
function linesOf(file: string): readonly { readonly line: string; readonly inProject: boolean }[] {
  const { jobs } = parse(readFileSync(join(folder, file), 'utf8')) as Workflow;
  return Object.values(jobs)
    .flatMap(({ steps }) => steps)
    .flatMap((step) =>
      (step.run ?? '')
        .split('\n')
        .map((line) => ({ line: line.trim(), inProject: step['working-directory'] !== undefined })),
    );
}

function captured(line: string, pattern: RegExp): readonly string[] {
  return [...line.matchAll(pattern)].map(([, group = '']) => group);
}

/** What the build makes stands in its source; `working-directory: project` has the driver's tests of Wine in `driver`. */
function isThere(path: string, inProject: boolean): boolean {
  if (inProject && path === 'driver') return existsSync(join(root, 'tools/wine/driver'));
  const source = path.startsWith('dist/') ? path.slice('dist/'.length).replace(/\.js$/, '.ts') : path;
  return existsSync(join(root, source));
}

for (const file of readdirSync(folder)) {
  test(`${file}: scripts, commands, configurations and programs that it names exist`, () => {
    const lines = linesOf(file);
    expect(lines.length).toBeGreaterThan(0);
    for (const { line, inProject } of lines) {
      for (const script of captured(line, /\bnpm run (?:-s )?([\w:-]+)/g))
        expect(manifest.scripts).toHaveProperty(script);
      for (const command of captured(line, /(?:\bnpx codexqa|cli\/main\.js) ([\w-]+)/g))
        expect(commands).toContain(command);
      for (const path of captured(line, /\bplaywright test -c (\S+)/g))
        expect(isThere(path, inProject), path).toBe(true);
      for (const path of captured(line, /\bnode ([\w./-]+\.m?js)\b/g))
        expect(isThere(path, inProject), path).toBe(true);
      for (const path of captured(line, /\.\.\/((?:tools|specs|fixtures)[\w./-]*)/g))
        expect(isThere(path, false), path).toBe(true);
      for (const path of captured(line, /\b(fixtures\/[\w./-]+)\/\*/g)) expect(isThere(path, false), path).toBe(true);
      for (const path of captured(line, /^(\.ci\/\w+)$/g)) accessSync(join(root, path), constants.X_OK);
    }
  });

  test(`${file}: what it runs of the driver's own tests selects some`, () => {
    for (const { line } of linesOf(file)) {
      const [, selected = ''] = /\bplaywright test -c tools\/\S+ (.*?)(?: --|$)/.exec(line) ?? [];
      for (const path of selected.split(' ').filter(Boolean)) {
        const [beginning = ''] = path.split('/').slice(-1);
        const beside = readdirSync(join(root, path, '..'));
        expect(
          beside.some((name) => name.startsWith(beginning)),
          path,
        ).toBe(true);
      }
    }
  });
}

test('packages that workflows install are those of this repository', () => {
  const text = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const { '@playwright/test': engine } = manifest.devDependencies;
  expect(captured(text, /@playwright\/test@(\S+)/g)).toEqual([engine]);
  const nut = /nut-js@npm:@nut-tree-fork\/nut-js@[\d.]+/;
  expect(nut.exec(text)?.[0]).toBe(nut.exec(readFileSync(join(root, 'tools/wine/project.mjs'), 'utf8'))?.[0]);
  expect(cuaInstall).toContain(/@trycua\/cua-driver@[\d.]+/.exec(text)?.[0]);
});
