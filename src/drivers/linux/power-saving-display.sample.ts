/** An X server whose monitor saves power (DPMS): Xorg with a screen in memory. Xvfb has no monitor that could. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { type VisibleDisplay, visibleDisplay } from './display/visible-display.ts';

const run = promisify(execFile);
const source = join(import.meta.dirname, '../../../fixtures/linux/powersaving_drv.c');

/** No device of the machine is looked for: a screen of the dummy driver, and the monitor of ours beside it. */
const config = `
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoAddGPU" "false"
EndSection
Section "Device"
  Identifier "memory"
  Driver "dummy"
EndSection
Section "Device"
  Identifier "monitor"
  Driver "powersaving"
EndSection
Section "Screen"
  Identifier "screen"
  Device "memory"
EndSection
Section "ServerLayout"
  Identifier "layout"
  Screen "screen"
  Inactive "monitor"
EndSection
`;

export class PowerSavingDisplay {
  readonly display: VisibleDisplay;
  readonly #name: string;
  readonly #server: ChildProcess;
  readonly #folder: string;

  private constructor(name: string, display: VisibleDisplay, server: ChildProcess, folder: string) {
    this.#name = name;
    this.display = display;
    this.#server = server;
    this.#folder = folder;
  }

  static async open(): Promise<PowerSavingDisplay> {
    const folder = mkdtempSync(join(tmpdir(), 'codexqa-xorg-'));
    const file = join(folder, 'xorg.conf');
    const log = join(folder, 'log');
    writeFileSync(file, config);
    const modules = `${await compiled(folder)},${await askPkgConfig('--variable=moduledir')}`;
    const args = ['-config', file, '-configdir', folder, '-modulepath', modules, '-logfile', log];
    const alone = ['-displayfd', '3', '-nolisten', 'tcp', '-noreset', '-novtswitch', '-sharevts'];
    const server = spawn('Xorg', [...args, ...alone], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const ended = once(server, 'exit').then(() => {
      throw new Error(`Xorg ended:\n${readFileSync(log, 'utf8')}`);
    });
    const [number] = (await Promise.race([once(server.stdio[3] as Readable, 'data'), ended])) as [Buffer];
    ended.catch(() => undefined);
    const name = `:${number.toString().trim()}`;
    const display = visibleDisplay({ DISPLAY: name, XAUTHORITY: '/nonexistent' });
    if (display === undefined) throw new Error(`Xorg gave the display ${name}`);
    return new PowerSavingDisplay(name, display, server, folder);
  }

  /** As a power manager or a person would. */
  async force(level: 'on' | 'standby' | 'suspend' | 'off'): Promise<void> {
    await run('xset', ['-display', this.#name, 'dpms', 'force', level]);
  }

  async close(): Promise<void> {
    const ended = once(this.#server, 'exit');
    this.#server.kill();
    await ended;
    rmSync(this.#folder, { recursive: true });
  }
}

/** The folder in which Xorg finds the module. */
async function compiled(folder: string): Promise<string> {
  const modules = join(folder, 'modules');
  mkdirSync(join(modules, 'drivers'), { recursive: true });
  const target = join(modules, 'drivers', 'powersaving_drv.so');
  const headers = (await askPkgConfig('--cflags', 'pixman-1')).split(' ');
  await run('gcc', ['-shared', '-fPIC', '-Wall', '-Werror', ...headers, '-o', target, source]);
  return modules;
}

async function askPkgConfig(...question: readonly string[]): Promise<string> {
  return (await run('pkg-config', [...question, 'xorg-server'])).stdout.trim();
}
