/** The stand-in for UI Automation, compiled for this machine. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from '@playwright/test';
import { slotHeader } from './uia-facts.sample.ts';

const source = join(import.meta.dirname, '../../../../fixtures/windows/uia-double.c');
/** The window that it knows. */
export const doubleWindow = 0x1234;

/** For the tests of a file: its path, once they have begun. They are skipped where it cannot be compiled. */
export function compiledDouble(): () => string {
  let library = '';
  test.beforeAll(() => {
    test.skip(process.platform !== 'linux', 'the stand-in is built for Linux');
    const built = compileDouble();
    test.skip(built === undefined, 'needs gcc');
    library = built ?? '';
  });
  test.afterAll(() => {
    if (library !== '') rmSync(dirname(library), { recursive: true });
  });
  return () => library;
}

/** Undefined where there is no compiler. */
function compileDouble(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'codexqa-uia-'));
  writeFileSync(join(folder, 'uia-slots.h'), slotHeader());
  const library = join(folder, 'libuia.so');
  const args = ['-shared', '-fPIC', '-w', '-O1', `-I${folder}`, '-o', library, source];
  const { status, stderr, error } = spawnSync('gcc', args, { encoding: 'utf8' });
  if (error !== undefined) return undefined;
  if (status !== 0) throw new Error(stderr);
  return library;
}
