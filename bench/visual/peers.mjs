/** The peers of the visual benchmark, each with the pictures it takes. They install themselves into bench/visual/node_modules. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

const folder = new URL('.', import.meta.url).pathname;

export function installPeers() {
  if (existsSync(`${folder}node_modules/odiff-bin`)) return;
  execFileSync('npm', ['install', '--ignore-scripts', '--no-fund', '--no-audit', '--no-package-lock'], {
    cwd: folder,
    stdio: 'inherit',
  });
}

/** All compare two PNG files at threshold 0.1 with anti-aliasing left out, and write their difference to `out` when given one. */
export function loadPeers() {
  const require = createRequire(`${folder}package.json`);
  const engine = createRequire(import.meta.url);
  const blazediff = require('@blazediff/core-native-linux-x64');
  const { getComparator } = engine('playwright-core/lib/coreBundle').utils;
  const playwright = getComparator('image/png');
  const { ODiffServer } = require('odiff-bin');
  // the page takes long to draw and the server wants an answer within 5 s of its start: it starts when first asked
  let odiff;
  return {
    peers: {
      'pixelmatch+pngjs': (expected, actual, out) => {
        const a = PNG.sync.read(readFileSync(expected));
        const b = PNG.sync.read(readFileSync(actual));
        const diff = out === undefined ? undefined : new PNG({ width: a.width, height: a.height });
        const count = pixelmatch(a.data, b.data, diff?.data, a.width, a.height, { threshold: 0.1 });
        if (diff !== undefined && count > 0) writeFileSync(out, PNG.sync.write(diff));
        return `${count}`;
      },
      playwright: (expected, actual, out) => {
        const result = playwright(readFileSync(actual), readFileSync(expected), { threshold: 0.1 });
        if (out !== undefined && result?.diff) writeFileSync(out, result.diff);
        return result?.errorMessage ?? '0';
      },
      'blazediff-native': (expected, actual, out) =>
        `${blazediff.compare(expected, actual, out ?? null, { threshold: 0.1, antialiasing: true }).diffCount}`,
      'odiff-server': async (expected, actual, out) => {
        odiff ??= new ODiffServer();
        const result = await odiff.compare(expected, actual, out ?? '/tmp/codexqa-bench-odiff.png', {
          threshold: 0.1,
          antialiasing: true,
        });
        return `${result.match ? 0 : result.diffCount}`;
      },
      'looks-same': async (expected, actual) =>
        `${(await require('looks-same')(expected, actual, { tolerance: 2.3 })).equal}`,
      imagemagick: (expected, actual, out) => {
        const { stderr } = spawnSync('compare', ['-metric', 'AE', expected, actual, out ?? 'null:'], {
          encoding: 'utf8',
        });
        return stderr;
      },
    },
    stop: () => odiff?.stop(),
  };
}
