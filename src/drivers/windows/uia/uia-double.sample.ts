/** The stand-in for UI Automation, compiled for this machine; undefined where there is no compiler. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slotHeader } from './uia-facts.sample.ts';

const source = join(import.meta.dirname, '../../../../fixtures/windows/uia-double.c');
/** The window that it knows. */
export const doubleWindow = 0x1234;

export function compileDouble(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'codexqa-uia-'));
  writeFileSync(join(folder, 'uia-slots.h'), slotHeader());
  const library = join(folder, 'libuia.so');
  const args = ['-shared', '-fPIC', '-w', '-O1', `-I${folder}`, '-o', library, source];
  const { status, stderr, error } = spawnSync('gcc', args, { encoding: 'utf8' });
  if (error !== undefined) return undefined;
  if (status !== 0) throw new Error(stderr);
  return library;
}
