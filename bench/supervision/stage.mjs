/** What the cases of supervision share: a folder for all of them, runs in it, and a project with one test and a real application. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { RunFolder } from '../../dist/src/journal/run-folder.js';

export const root = mkdtempSync(join(tmpdir(), 'cqa-supervision-'));
export const newRun = (name) => RunFolder.create(join(root, name), { codexqa: 'bench', argv: ['test'] });
export const single = (name, ours, unit, goal, facts = {}) => ({
  case: name,
  unit,
  ours,
  peers: facts,
  ratios: {},
  goal,
});

/** A project with one test and a real application. */
export function calculatorProject(installed, name, spec) {
  const folder = join(installed.folder, name);
  const account = JSON.stringify(userInfo().username);
  const files = {
    'codexqa.config.ts': `import { defineConfig } from 'codexqa';
export default defineConfig({ reporters: ['line'], apps: { calculator: 'galculator' },
  approvals: { approvers: { robot: { account: ${account} } }, self: 'attended' } });`,
    'specs/a.spec.ts': spec,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const cli = join(installed.codexqa, 'cli', 'main.js');
  const start = (...args) =>
    spawn(process.execPath, [cli, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  return { folder, start };
}

/** Undefined until the project has one. */
export function lastRun(folder) {
  try {
    return RunFolder.find(folder, 'last');
  } catch {
    return undefined;
  }
}
