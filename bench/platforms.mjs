/**
 * `npm run bench -- platforms [case …]`: what the Windows and macOS drivers cost where that can be measured on Linux. Needs gcc,
 * and for the cases of Wine what `npm run test:wine` needs.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';
import { loadNative } from '../dist/src/drivers/macos/native.js';
import { NativeBackend } from '../dist/src/drivers/macos/native-backend.js';
import { Lease } from '../dist/src/support/lease.js';
import { benchCases, compare, inFolder, median, rowAgainst } from './harness.mjs';
import { commandLines, driverTimes, inWine } from './platforms/wine.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The owner of every tenth round of a victim's life is killed while it holds: a new process takes its place until all is done. */
const contenders = 8;
const rounds = 1000;
const kills = 100;

/** `left` rounds of one contender, of which so many end with the death of its process. */
async function contend(folder, left, deaths) {
  const lives = Array.from(
    { length: deaths + 1 },
    (_, life) => Math.floor(left / (deaths + 1)) + (life < left % (deaths + 1) ? 1 : 0),
  );
  for (const [life, times] of lives.entries()) {
    const diesAt = life < deaths ? times : 0;
    const child = spawn(process.execPath, [here('platforms/lease-holder.mjs'), folder, String(times), String(diesAt)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code, signal] = await once(child, 'exit');
    if (code !== 0 && signal !== 'SIGKILL') throw new Error(`a contender ended with ${code ?? signal}`);
  }
}

const cases = {
  /** Taken and given back by one process that nobody disturbs. */
  lease: () =>
    inFolder(async (folder) => {
      const row = await compare('lease', {
        ours: async () => {
          const startedAt = performance.now();
          for (let i = 0; i < 100; i++) (await Lease.take(['app:shared'], { folder })).release();
          return (performance.now() - startedAt) / 100;
        },
      });
      return { ...row, goal: '<= 1 ms' };
    }),

  /** Eight processes, 1,000 times each, 100 owners killed while they hold. Throws when one lease was lost or held twice. */
  'lease-contended': () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'counter'), '0');
      writeFileSync(join(folder, 'log'), '');
      const startedAt = performance.now();
      const deaths = Array.from(
        { length: contenders },
        (_, at) => Math.floor(kills / contenders) + (at < kills % contenders ? 1 : 0),
      );
      await Promise.all(deaths.map((own) => contend(folder, rounds, own)));
      const perLease = (performance.now() - startedAt) / (contenders * rounds);
      const held = readFileSync(join(folder, 'log'), 'utf8').length;
      const counted = Number(readFileSync(join(folder, 'counter'), 'utf8'));
      if (held !== contenders * rounds || counted !== held) {
        throw new Error(
          `${contenders * rounds} leases were to be held, ${held} were, and ${counted} counted one after the other`,
        );
      }
      return { ...rowAgainst('lease-contended', perLease), goal: `none lost, none twice, ${kills} kills` };
    }),

  /** A tree of 2,000 elements through the production bindings, on a C library of ours that counts references. */
  'mac-batch-2000': () =>
    inFolder(async (folder) => {
      const library = join(folder, 'libfake.so');
      const { status, stderr } = spawnSync(
        'gcc',
        ['-shared', '-fPIC', '-w', '-O1', '-o', library, here('../fixtures/macos/fake.c')],
        {
          encoding: 'utf8',
        },
      );
      if (status !== 0) throw new Error(`gcc: ${stderr}`);
      koffi.load(library).func('fake_buttons', 'int64_t', ['int32_t'])(1990);
      const backend = new NativeBackend(await loadNative({ library }));
      const row = await compare('mac-batch-2000', { ours: () => backend.tree(4242).then(() => undefined) });
      await backend.close();
      return { ...row, goal: '<= 30 ms' };
    }),

  /** The tree of a window with 100 controls, read afresh. */
  'wine-tree-100': async () => {
    const { tree } = await wineTimes();
    return { ...rowAgainst('wine-tree-100', median(tree)), goal: '<= 30 ms' };
  },

  /** A picture of that window, 780x490. */
  'wine-capture': async () => {
    const { capture } = await wineTimes();
    return { ...rowAgainst('wine-capture', median(capture)), goal: '<= 5 ms' };
  },

  /** One test that does nothing, the whole command each time. */
  'wine-overhead': () => inWine((screen) => compare('wine-overhead', commandLines(screen), { runs: 5 })),
};

let measured;
/** Both cases come from one session. */
function wineTimes() {
  measured ??= inWine(driverTimes);
  return measured;
}

export const bench = (wanted) => benchCases('platforms', cases, wanted);
