/** Disk encryption by platform (S102). macOS and Windows are asked by their own commands, which no real one of them has run yet. */
import { parse } from 'node:path';
import { type Ask, ask } from './ask-command.ts';
import { LinuxDisks } from './linux-disks.ts';
import { type Posture, worst } from './posture.ts';

export function diskEncryption(folders: readonly string[], platform: NodeJS.Platform = process.platform): Posture {
  switch (platform) {
    case 'linux':
      return new LinuxDisks().encryption(folders);
    case 'darwin':
      return fileVault(ask);
    case 'win32':
      return worst([...new Set(folders.map((folder) => parse(folder).root))].map((drive) => bitLocker(drive, ask)));
    default:
      return { state: 'unknown', why: `nobody has said how ${platform} tells` };
  }
}

/** Not executed on a real Mac yet. */
export function fileVault(asked: Ask): Posture {
  const { text } = asked('fdesetup', 'status');
  const why = `fdesetup: ${text.split('\n')[0] || 'no answer'}`;
  if (/FileVault is On/.test(text)) return { state: 'met', why };
  return { state: /FileVault is Off/.test(text) ? 'missing' : 'unknown', why };
}

/** The shell tells everybody, in numbers of no language; manage-bde wants an administrator. Not executed on a real Windows yet. */
export function bitLocker(drive: string, asked: Ask): Posture {
  const script = `(New-Object -ComObject Shell.Application).NameSpace('${drive}').Self.ExtendedProperty('System.Volume.BitLockerProtection')`;
  const { text } = asked('powershell.exe', '-NoProfile', '-NonInteractive', '-Command', script);
  const why = `BitLocker on ${drive}: ${text.split('\n')[0] || 'no answer'}`;
  // 1 on; 2 off, 3 and 4 on its way there and back, 5 suspended, 6 locked
  if (text === '1') return { state: 'met', why };
  return { state: /^[2-6]$/.test(text) ? 'missing' : 'unknown', why };
}
