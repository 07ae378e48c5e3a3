/** S101–S103: what is known about the machine, read from trees of files as the kernel has them and from answers of commands. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type TestInfo, test } from '@playwright/test';
import { postureByCommand, type Told } from './ask-command.ts';
import { bitLocker, fileVault } from './encryption.ts';
import { LinuxDisks } from './linux-disks.ts';
import { knownMonitoring, monitoringProcess, monitoringUnit } from './monitoring.ts';
import { worst } from './posture.ts';
import { screenLock } from './screen-lock.ts';

/** A machine as files below a folder; the folder that is asked about is really there. */
class Machine {
  readonly root: string;
  readonly data: string;

  constructor(info: TestInfo) {
    this.root = info.outputPath('machine');
    this.data = info.outputPath('some data');
    mkdirSync(this.data, { recursive: true });
    this.file('proc/swaps', 'Filename\tType\tSize\tUsed\tPriority\n');
  }

  file(path: string, text: string): this {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
    return this;
  }

  /** `device`: of the file system on the folder. */
  mounted(device: string, type = 'ext4', source = '/dev/x'): this {
    const point = this.data.replaceAll(' ', '\\040');
    return this.file(
      'proc/self/mountinfo',
      `27 1 9:9 / / rw - ext4 /dev/other rw\n28 27 ${device} / ${point} rw shared:1 - ${type} ${source} rw\n`,
    );
  }

  /** A block device with what it lies on; a name with a slash is a partition of the one before it. */
  device(name: string, number: string, { uuid = '', on = [] as readonly string[] } = {}): this {
    const own = join('sys/devices', name);
    this.file(join(own, 'size'), '1');
    if (name.includes('/')) this.file(join(own, 'partition'), '1');
    if (uuid !== '') this.file(join(own, 'dm/uuid'), `${uuid}\n`).file(join(own, 'dm/name'), 'luks-root\n');
    for (const each of on) this.link(join(own, 'slaves', each), join('sys/class/block', each));
    this.link(join('sys/dev/block', number), own);
    return this.link(join('sys/class/block', name.split('/').at(-1) ?? ''), own);
  }

  link(path: string, target: string): this {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    symlinkSync(join(this.root, target), join(this.root, path));
    return this;
  }

  process(pid: number, name: string, uid: number, state = 'S (sleeping)'): this {
    return this.file(`proc/${pid}/status`, `Name:\t${name}\nState:\t${state}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`);
  }

  get encryption() {
    return new LinuxDisks(this.root).encryption([this.data]);
  }
}

test('S102: dm-crypt is found below LVM, RAID and partitions; what lies on a bare disk is not encrypted', ({}, info) => {
  const machine = new Machine(info)
    .device('sda', '8:0')
    .device('sda/sda2', '8:2')
    .device('dm-0', '253:0', { uuid: 'CRYPT-LUKS2-11-root', on: ['sda2'] })
    .device('dm-1', '253:1', { uuid: 'LVM-abc', on: ['dm-0'] })
    .device('dm-2', '253:2', { uuid: 'CRYPT-VERITY-abc', on: ['sda2'] })
    .device('md0', '9:0', { on: ['dm-0', 'sda2'] });
  expect(machine.mounted('253:1').encryption).toMatchObject({
    state: 'met',
    why: /luks-root, which dm-crypt encrypts/,
  });
  expect(machine.mounted('253:0').encryption.state).toBe('met');
  expect(machine.mounted('8:2').encryption).toMatchObject({ state: 'missing', why: /is on sda, and nothing/ });
  // verity keeps nothing secret, and half an array is none
  expect(machine.mounted('253:2').encryption.state).toBe('missing');
  expect(machine.mounted('9:0').encryption.state).toBe('missing');
});

test('S102: file systems over several devices are followed by their source; what tells nothing is unknown', ({}, info) => {
  const machine = new Machine(info)
    .device('dm-0', '253:0', { uuid: 'CRYPT-LUKS1-1-root' })
    .file('dev/dm-0', '')
    .link('dev/mapper/root', 'dev/dm-0');
  expect(machine.mounted('0:41', 'btrfs', '/dev/mapper/root').encryption.state).toBe('met');
  expect(machine.mounted('0:42', 'overlay', 'overlay').encryption).toMatchObject({ state: 'unknown', why: /overlay/ });
  expect(machine.mounted('0:43', 'nfs4', 'server:/home').encryption.state).toBe('unknown');
  expect(machine.mounted('0:44', 'ecryptfs', '/home/.a').encryption.state).toBe('met');
  expect(new LinuxDisks(info.outputPath('nothing')).encryption(['/']).state).toBe('unknown');
});

test('S102: memory is as safe as the swap below it, a loop device as the file behind it', ({}, info) => {
  const machine = new Machine(info)
    .device('sda', '8:0')
    .device('zram0', '252:0')
    .device('dm-3', '253:3', { uuid: 'CRYPT-PLAIN-swap' })
    .mounted('0:30', 'tmpfs', 'tmpfs');
  expect(machine.encryption).toMatchObject({ state: 'met', why: /is in memory/ });
  const swaps = (...areas: string[]) =>
    machine.file('proc/swaps', `Filename Type\n${areas.join('\n')}\n`).encryption.state;
  expect(swaps('/dev/zram0 partition 1', '/dev/dm-3 partition 1')).toBe('met');
  expect(swaps('/dev/sda partition 1')).toBe('missing');
  expect(swaps('/dev/gone partition 1')).toBe('unknown');
  machine.device('loop0', '7:0').file('sys/devices/loop0/loop/backing_file', '/codexqa-image').mounted('7:0');
  machine.device('dm-9', '9:9', { uuid: 'CRYPT-LUKS2-9-disk' });
  expect(machine.encryption).toMatchObject({ state: 'met', why: /codexqa-image is on luks-root/ });
});

test('the worst counts', () => {
  const [met, missing, unknown] = (['met', 'missing', 'unknown'] as const).map((state) => ({ state, why: state }));
  if (met === undefined || missing === undefined || unknown === undefined) throw new Error('three');
  expect(worst([met, missing, unknown])).toEqual(missing);
  expect(worst([met, unknown, unknown])).toEqual(unknown);
  expect(worst([met, { ...met, why: 'too' }])).toEqual({ state: 'met', why: 'met; too' });
  expect(worst([]).state).toBe('unknown');
});

test('S103: known agents count, unless the account of the run has started them itself', ({}, info) => {
  const machine = new Machine(info).process(1, 'systemd', 0);
  const options = { root: machine.root, uid: 1000 };
  expect(knownMonitoring(options).state).toBe('unknown');
  machine.process(7, 'osqueryd', 1000).process(8, 'falcon-sensor', 0, 'Z (zombie)');
  expect(knownMonitoring(options).state).toBe('unknown');
  machine.process(9, 'elastic-endpoin', 0);
  expect(knownMonitoring(options)).toEqual({ state: 'met', why: 'elastic-endpoin runs as process 9' });
  expect(monitoringProcess('acme-agent', options).state).toBe('missing');
  expect(monitoringProcess('acme-agent', { root: info.outputPath('hidden') }).state).toBe('unknown');
  machine.process(10, 'acme-agent', 990);
  expect(monitoringProcess('acme-agent', options).state).toBe('met');
});

const telling =
  (answers: Readonly<Record<string, Told>>) =>
  (program: string, ...args: readonly string[]): Told =>
    answers[[program, ...args].join(' ')] ?? { status: undefined, text: '' };
const said = (text: string, status = 0): Told => ({ status, text });

test('S103: a unit runs or does not, and without systemd nobody tells', () => {
  const of = (told: Told) => monitoringUnit('a.service', telling({ 'systemctl is-active a.service': told })).state;
  expect(of(said('active'))).toBe('met');
  expect(of(said('inactive', 3))).toBe('missing');
  expect(of(said('System has not been booted with systemd as init system', 1))).toBe('unknown');
});

test('S101: a screen that locks itself, by the desktop in force; settings of another one say nothing', () => {
  const sessions = 'loginctl list-sessions --no-legend';
  const enabled = 'gsettings get org.gnome.desktop.screensaver lock-enabled';
  const idle = 'gsettings get org.gnome.desktop.session idle-delay';
  const seated = { [sessions]: said('c2 1000 alice seat0 tty2') };
  const of = (answers: Readonly<Record<string, Told>>, desktop = 'GNOME', locked?: boolean) =>
    screenLock(locked, { ask: telling(answers), platform: 'linux', desktop }).state;
  expect(of({ [sessions]: said('4 1000 alice - pts/0') })).toBe('met');
  expect(of({ ...seated, [enabled]: said('true'), [idle]: said('uint32 300') })).toBe('met');
  expect(of({ ...seated, [enabled]: said('true'), [idle]: said('uint32 0') })).toBe('missing');
  expect(of({ ...seated, [enabled]: said('false'), [idle]: said('uint32 300') })).toBe('missing');
  expect(of({ ...seated, [enabled]: said('true'), [idle]: said('uint32 300') }, 'sway')).toBe('unknown');
  expect(of(seated)).toBe('unknown');
  expect(of({}, '', true)).toBe('met');
  const kde = (key: string, otherwise: string) =>
    `kreadconfig5 --file kscreenlockerrc --group Daemon --key ${key} --default ${otherwise}`;
  const plasma = { ...seated, [kde('Autolock', 'true')]: said('true'), [kde('Timeout', '5')]: said('10') };
  expect(of(plasma, 'KDE')).toBe('met');
  expect(of({ ...plasma, [kde('Autolock', 'true')]: said('false') }, 'KDE')).toBe('missing');
  expect(screenLock(undefined, { ask: telling({}), platform: 'darwin' }).state).toBe('unknown');
});

test('macOS and Windows are asked by their own commands; no answer is unknown', () => {
  const mac = (text: string) => fileVault(() => said(text)).state;
  expect([mac('FileVault is On.'), mac('FileVault is Off.'), mac('')]).toEqual(['met', 'missing', 'unknown']);
  const windows = (text: string) => bitLocker('C:\\', () => said(text)).state;
  expect([windows('1'), windows('2'), windows('5'), windows('')]).toEqual(['met', 'missing', 'missing', 'unknown']);
});

test('a command of the project says yes with 0, no with anything else, and nothing when it cannot be run', ({}, info) => {
  const folder = info.outputPath('');
  const node = (code: string) => postureByCommand([process.execPath, '-e', code], folder);
  expect(node('console.log("sealed by the cloud")')).toMatchObject({
    state: 'met',
    why: /ended with 0: sealed by the cloud/,
  });
  expect(node('process.exit(3)').state).toBe('missing');
  expect(postureByCommand(['codexqa-no-such-command'], folder).state).toBe('unknown');
});
