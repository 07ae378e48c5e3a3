/** Runs Allure 3, which is loaded on demand, and takes the outside scripts out of the page it makes. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import { packageManagerOf } from './package-manager.ts';

export interface AllurePaths {
  readonly results: string;
  readonly output: string;
  /** Project folder: its own `allure` is taken first. */
  readonly root: string;
}

/** Resolves with the path of the page. @throws DRIVER_UNAVAILABLE when Allure is not installed, REPORT_WRITE_FAILED */
export async function makeAllurePage({ results, output, root }: AllurePaths): Promise<string> {
  const cli = allureCli(root);
  rmSync(output, { recursive: true, force: true });
  await run([cli, 'awesome', '--single-file', '--output', output, results], root);
  const page = join(output, 'index.html');
  writeFileSync(page, withoutAnalytics(readFileSync(page, 'utf8')));
  return page;
}

/** Allure has no switch for it: the page would call home whenever somebody opens it. */
export function withoutAnalytics(html: string): string {
  return html
    .replace(/<script[^>]*\bsrc="https?:[^"]*"[^>]*>\s*<\/script>/g, '')
    .replace(/<script>\s*window\.dataLayer\b[\s\S]*?<\/script>/g, '');
}

function allureCli(root: string): string {
  for (const from of [join(root, 'package.json'), import.meta.url]) {
    try {
      const main = createRequire(from).resolve('allure');
      return join(dirname(dirname(main)), 'cli.js');
    } catch {
      // not there: the next place may have it
    }
  }
  throw new CodexqaError(
    'DRIVER_UNAVAILABLE',
    'the Allure report needs the package "allure" 3, which is not installed',
    {
      fix: `${packageManagerOf(root).add} allure@3`,
    },
  );
}

async function run(command: readonly string[], cwd: string): Promise<void> {
  const child = spawn(process.execPath, command, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  throw new CodexqaError('REPORT_WRITE_FAILED', `allure ended with ${code ?? 'a signal'}: ${output.trim()}`, {
    fix: 'mend what allure says and run: npx codexqa report allure',
  });
}
