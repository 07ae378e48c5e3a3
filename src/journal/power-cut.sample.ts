/** Writes a journal while every change it makes to the disk is recorded: `power-cut.sample.ts <root>`; prints one JSON a line. */
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import type { JournalEntry } from '../contracts/journal.ts';

/** One change of a disk, in the order the program made them; paths relative to its root. */
export type DiskChange =
  | { readonly change: 'create'; readonly path: string; readonly file: number }
  | { readonly change: 'write'; readonly file: number; readonly base64: string }
  | { readonly change: 'truncate'; readonly file: number; readonly length: number }
  | { readonly change: 'sync'; readonly file: number }
  | { readonly change: 'sync-folder'; readonly path: string }
  | { readonly change: 'folder'; readonly path: string }
  | { readonly change: 'link' | 'rename'; readonly from: string; readonly to: string }
  | { readonly change: 'remove'; readonly path: string }
  /** Not of the disk: from here on the program counts on it. */
  | { readonly change: 'acknowledged'; readonly what: string };

type Fs = typeof import('node:fs');
// the object behind the module: a module's own bindings cannot be replaced
const fs = createRequire(import.meta.url)('node:fs') as { -readonly [K in keyof Fs]: Fs[K] };
const real = { ...fs };
const [root = ''] = process.argv.slice(2);
const files = new Map<number, number>();
const folders = new Map<number, string>();
let made = 0;

const at = (path: unknown): string => relative(root, String(path));
function tell(change: DiskChange): void {
  real.writeSync(1, `${JSON.stringify(change)}\n`);
}

fs.openSync = (path, flags, mode) => {
  const existed = real.existsSync(path);
  const fd = real.openSync(path, flags, mode);
  files.delete(fd);
  folders.delete(fd);
  if (existed) {
    if (real.statSync(path).isDirectory()) folders.set(fd, at(path));
    return fd;
  }
  files.set(fd, ++made);
  tell({ change: 'create', path: at(path), file: made });
  return fd;
};
fs.writeSync = ((fd: number, bytes: Uint8Array, offset: number = 0) => {
  const written = real.writeSync(fd, bytes, offset);
  const file = files.get(fd);
  const part = Buffer.from(bytes.subarray(offset, offset + written));
  if (file !== undefined) tell({ change: 'write', file, base64: part.toString('base64') });
  return written;
}) as Fs['writeSync'];
fs.ftruncateSync = (fd, length) => {
  real.ftruncateSync(fd, length);
  const file = files.get(fd);
  if (file !== undefined) tell({ change: 'truncate', file, length: length ?? 0 });
};
fs.fsyncSync = (fd) => {
  real.fsyncSync(fd);
  const [file, folder] = [files.get(fd), folders.get(fd)];
  if (file !== undefined) tell({ change: 'sync', file });
  if (folder !== undefined) tell({ change: 'sync-folder', path: folder });
};
fs.fdatasyncSync = fs.fsyncSync;
fs.mkdirSync = ((path: string, options?: { recursive?: boolean }) => {
  const above: string[] = [];
  for (let folder = path; options?.recursive === true && !real.existsSync(folder); ) {
    above.unshift(folder);
    folder = folder.slice(0, folder.lastIndexOf('/'));
  }
  const result = real.mkdirSync(path, options);
  for (const folder of options?.recursive === true ? above : [path]) tell({ change: 'folder', path: at(folder) });
  return result;
}) as Fs['mkdirSync'];
fs.linkSync = (from, to) => {
  real.linkSync(from, to);
  tell({ change: 'link', from: at(from), to: at(to) });
};
fs.renameSync = (from, to) => {
  real.renameSync(from, to);
  tell({ change: 'rename', from: at(from), to: at(to) });
};
fs.rmSync = (path, options) => {
  const existed = real.existsSync(path);
  real.rmSync(path, options);
  if (existed) tell({ change: 'remove', path: at(path) });
};

// only now: they take their functions from the module when they are loaded
const { RunFolder } = await import('./run-folder.ts');
const { JournalWriter } = await import('./writer.ts');

const folder = RunFolder.create(root, { codexqa: '0.0.0', argv: [] });
tell({ change: 'acknowledged', what: `run ${folder.runId}` });
const writer = JournalWriter.open(folder, 'worker-0');
const step = { testId: 't', retry: 0, verified: false, origin: 'recorded' } as const;
for (let number = 0; number < 12; number++) {
  // as in a real test: two entries that may wait for the disk, then one that may not
  for (const half of ['a', 'b']) writer.append(chatter(`${number}${half}`));
  writer.append({ kind: 'checkpoint', ...step, name: String(number), value: 'x'.repeat(40) });
  tell({ change: 'acknowledged', what: `checkpoint ${number}` });
}
writer.close();
tell({ change: 'acknowledged', what: 'seal' });

function chatter(target: string): JournalEntry {
  return { kind: 'intent', testId: 't', seq: 0, verb: 'click', target, shown: '' };
}
