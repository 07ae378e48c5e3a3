/** The system programs a session is made of: where they are, and which Debian package brings them. */
import { CodexqaError } from '../../../contracts/errors.ts';
import { firstExecutable, pathFolders } from '../../../support/command.ts';

export type ProgramName = 'Xvfb' | 'dbus-daemon' | 'at-spi2-registryd' | 'openbox' | 'setpriv';

interface Program {
  readonly aptPackage: string;
  /** Folders beside PATH: distributions disagree on where helper programs live. */
  readonly folders: readonly string[];
}

const systemFolders = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];

export const programs: Readonly<Record<ProgramName, Program>> = {
  Xvfb: { aptPackage: 'xvfb', folders: [...systemFolders, '/usr/libexec', '/usr/lib/xorg'] },
  'dbus-daemon': { aptPackage: 'dbus-daemon', folders: systemFolders },
  'at-spi2-registryd': {
    aptPackage: 'at-spi2-core',
    folders: [
      '/usr/libexec',
      '/usr/lib/at-spi2-core',
      '/usr/libexec/at-spi2',
      '/usr/lib/at-spi2',
      '/usr/lib',
      '/usr/local/libexec',
    ],
  },
  openbox: { aptPackage: 'openbox', folders: systemFolders },
  setpriv: { aptPackage: 'util-linux', folders: systemFolders },
};

/** What `codexqa install-deps` installs: the programs above, and fonts so that text is drawn the same everywhere. */
export const linuxPackages: readonly string[] = [
  ...new Set(Object.values(programs).map((program) => program.aptPackage)),
  'fonts-dejavu-core',
];

export function aptCommand(packages: readonly string[]): string {
  return `sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/** Full path of a program; undefined when it is not installed. */
export function findProgram(name: ProgramName): string | undefined {
  return firstExecutable(name, [...pathFolders(process.env['PATH']), ...programs[name].folders]);
}

/** @throws DRIVER_UNAVAILABLE naming every missing program and the command that installs them */
export function requirePrograms(
  find: (name: ProgramName) => string | undefined = findProgram,
): Readonly<Record<ProgramName, string>> {
  const names = Object.keys(programs) as ProgramName[];
  const found = new Map(names.map((name) => [name, find(name)]));
  const missing = names.filter((name) => found.get(name) === undefined);
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((name) => programs[name].aptPackage))];
    throw new CodexqaError(
      'DRIVER_UNAVAILABLE',
      `a Linux session needs ${missing.join(', ')}: not found on this machine`,
      {
        fix: `${aptCommand(packages)} (or: npx codexqa install-deps)`,
        facts: { missing },
      },
    );
  }
  return Object.fromEntries(found) as Record<ProgramName, string>;
}
