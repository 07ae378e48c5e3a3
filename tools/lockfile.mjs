/**
 * Completes package-lock.json after `npm install` on a mirror that holds only Linux builds: npm leaves optional platform
 * packages out of the lock when the registry has no manifest for them, and then `npm ci` refuses the lock everywhere.
 * Each missing one is entered with its version and its platform (read from its name), and addresses are left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const platforms = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64'];

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const entry of Object.values(lock.packages)) {
  delete entry.resolved;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    const words = name.split(/[/-]/);
    const os = words.find((word) => platforms.includes(word));
    const cpu = words.find((word) => processors.includes(word));
    if (path in lock.packages || os === undefined) continue;
    lock.packages[path] = {
      version,
      ...(cpu === undefined ? {} : { cpu: [cpu] }),
      ...(entry.dev ? { dev: true } : {}),
      ...(words.at(-1).startsWith('musl') ? { libc: ['musl'] } : {}),
      optional: true,
      os: [os],
    };
  }
}
const root = lock.packages[''];
lock.packages = {
  '': root,
  ...Object.fromEntries(
    Object.entries(lock.packages)
      .filter(([path]) => path !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ),
};
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
