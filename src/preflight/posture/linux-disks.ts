/** Is what a run writes encrypted on the disk? Followed on Linux from the folder down to the device: mount, dm-crypt, LVM, RAID, loop, swap (S102). */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Posture, worst } from './posture.ts';

interface Mount {
  /** `254:0` */
  readonly device: string;
  readonly point: string;
  readonly type: string;
  readonly source: string;
}

/** Uuids of dm-crypt; verity and integrity have the same beginning and hide nothing. */
const encrypting = /^CRYPT-(LUKS|PLAIN|TCRYPT|LOOPAES|BITLK|FVAULT2)/;
const memory: ReadonlySet<string> = new Set(['tmpfs', 'ramfs']);

export class LinuxDisks {
  readonly #root: string;

  /** `root`: where `proc`, `sys` and `dev` are. */
  constructor(root = '/') {
    this.#root = root;
  }

  /** The worst of the folders; one that is not there yet counts as the one that it will be made in. */
  encryption(folders: readonly string[]): Posture {
    const mounts = this.#mounts();
    if (mounts.length === 0) return { state: 'unknown', why: 'nobody tells what is mounted here' };
    return worst(folders.map((folder) => this.#below(folder, mounts)));
  }

  #below(path: string, mounts: readonly Mount[]): Posture {
    const mount = mountOf(existing(path), mounts);
    if (mount === undefined) return { state: 'unknown', why: `nobody tells where ${path} is` };
    if (memory.has(mount.type)) return this.#swap(path, mounts);
    if (mount.type === 'ecryptfs') return { state: 'met', why: `${mount.point} is encrypted by ecryptfs` };
    const device = this.#device(mount);
    return device === undefined
      ? {
          state: 'unknown',
          why: `${mount.point} is a ${mount.type} of ${mount.source}, which tells nothing of its disks`,
        }
      : this.#encrypted(device, path, mounts);
  }

  /** `device`: its folder in sysfs. */
  #encrypted(device: string, path: string, mounts: readonly Mount[]): Posture {
    const name = basename(device);
    if (encrypting.test(contentOf(join(device, 'dm', 'uuid')))) {
      return {
        state: 'met',
        why: `${path} is on ${contentOf(join(device, 'dm', 'name')) || name}, which dm-crypt encrypts`,
      };
    }
    const carriers = entriesIn(join(device, 'slaves'));
    if (carriers.length > 0) {
      return worst(carriers.map((each) => this.#encrypted(realpathSync(join(device, 'slaves', each)), path, mounts)));
    }
    const file = contentOf(join(device, 'loop', 'backing_file'));
    if (file !== '') return this.#below(file, mounts);
    if (existsSync(join(device, 'partition'))) return this.#encrypted(dirname(device), path, mounts);
    return { state: 'missing', why: `${path} is on ${name}, and nothing here encrypts that` };
  }

  /** What is in memory only comes onto a disk by swapping. */
  #swap(path: string, mounts: readonly Mount[]): Posture {
    const areas = contentOf(join(this.#root, 'proc', 'swaps'))
      .split('\n')
      .slice(1)
      .filter(Boolean);
    const postures = areas.map((line): Posture => {
      const [area = '', kind] = line.split(/\s+/);
      if (kind !== 'partition') return this.#below(area, mounts);
      const name = basename(area);
      if (name.startsWith('zram')) return { state: 'met', why: `${path} is in memory` };
      const device = this.#blockDevice(name);
      return device === undefined
        ? { state: 'unknown', why: `nobody tells what the swap on ${area} is` }
        : this.#encrypted(device, `swap for ${path}`, mounts);
    });
    return worst([{ state: 'met', why: `${path} is in memory` }, ...postures]);
  }

  #device({ device, source }: Mount): string | undefined {
    const direct = join(this.#root, 'sys', 'dev', 'block', device);
    if (existsSync(direct)) return realpathSync(direct);
    // file systems over several devices, such as btrfs, have no number of their own
    const node = join(this.#root, source);
    return source.startsWith('/dev/') && existsSync(node) ? this.#blockDevice(basename(realpathSync(node))) : undefined;
  }

  #blockDevice(name: string): string | undefined {
    const path = join(this.#root, 'sys', 'class', 'block', name);
    return existsSync(path) ? realpathSync(path) : undefined;
  }

  /** proc(5): id, parent, device, root, mount point, options, optional fields, `-`, type, source. */
  #mounts(): readonly Mount[] {
    const lines = contentOf(join(this.#root, 'proc', 'self', 'mountinfo'))
      .split('\n')
      .filter(Boolean);
    return lines.map((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const [, , device = '', , point = ''] = before.split(' ');
      const [type = '', source = ''] = after.split(' ');
      return { device, point: unescaped(point), type, source: unescaped(source) };
    });
  }
}

/** The innermost one; of two at one place the later one lies on top. */
function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  const around = mounts.filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`));
  const longest = Math.max(...around.map(({ point }) => point.length));
  return around.findLast(({ point }) => point.length === longest);
}

function existing(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return dirname(path) === path ? path : existing(dirname(path));
}

/** The kernel writes blanks in paths as `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}

function contentOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
}

function entriesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
