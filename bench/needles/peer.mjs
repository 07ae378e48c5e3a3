/** os-autoinst itself: the installed package, or Debian's package unpacked beside the results (all of it would be 300 MB with QEMU). */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const unpacked = resolve('bench/out/os-autoinst');
const judge = new URL('./judge.pl', import.meta.url).pathname;
const matcher = 'usr/lib/os-autoinst/needle.pm';

/** What tinycv and needle.pm of os-autoinst load. */
const needed = [
  'libopencv-core406',
  'libopencv-imgproc406',
  'libopencv-imgcodecs406',
  'libmojolicious-perl',
  'libcpanel-json-xs-perl',
  'libtime-moment-perl',
  'libtry-tiny-perl',
  'libipc-system-simple-perl',
];

/** The folder that os-autoinst lies in. Fetches it where it is missing and that can be done. */
export function peerRoot() {
  if (existsSync(join('/', matcher))) return '/';
  if (existsSync(join(unpacked, matcher))) return unpacked;
  mkdirSync(unpacked, { recursive: true });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...needed]);
  run('apt-get', ['download', '-qq', 'os-autoinst'], { cwd: unpacked });
  const [archive] = readdirSync(unpacked).filter((name) => name.endsWith('.deb'));
  run('dpkg-deb', ['-x', join(unpacked, archive), unpacked]);
  return unpacked;
}

/**
 * What os-autoinst says of every needle of a folder, best first, and how long each run took: the first one reads the pictures.
 * @returns {{ ms: number[], found: { needle: string, ok: boolean, areas: { x: number, y: number, similarity: number, ok: boolean }[] }[] }}
 */
export function judgeWithPeer(root, folder, screen, { ratio = 0, runs = 1 } = {}) {
  const { stdout, stderr, status } = spawnSync(
    'perl',
    [judge, root, resolve(folder), resolve(screen), String(ratio), String(runs)],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(`os-autoinst could not judge ${folder}:\n${stderr}`);
  return JSON.parse(stdout);
}

function run(command, args, options = {}) {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status !== 0)
    throw new Error(`the needle benchmark needs os-autoinst (${command} ${args.join(' ')} failed):\n${stderr}`);
}
