/** Cases of whole processes: the fixed job beside dogtail and xdotool, and what a test costs above a bare one. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, inFolder, median, rowAgainst } from '../harness.mjs';

const peers = fileURLToPath(new URL('../peers/', import.meta.url));
const codexqa = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const playwright = fileURLToPath(import.meta.resolve('@playwright/test/cli'));

function run(command, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
}

const fixedJob = (folder) => ({
  ours: () => run(process.execPath, [join(peers, 'codexqa-calculator.mjs'), join(folder, 'ours.png')]),
  'dogtail tuned': () => run(join(peers, 'dogtail.sh'), ['tuned', join(folder, 'tuned.png')]),
  'dogtail as shipped': () => run(join(peers, 'dogtail.sh'), ['default', join(folder, 'default.png')]),
  'xdotool + import': () => run(join(peers, 'xdotool.sh'), [join(folder, 'xdotool.png')]),
});

/** Runs a project of bench/peers/whole with one worker and so many tests. */
function suite(cli, project, tests, more = []) {
  const env = { ...process.env, BENCH_TESTS: String(tests), CI: '1' };
  run(process.execPath, [cli, 'test', '--workers', '1', '--reporter', 'dot', ...more], {
    cwd: join(peers, 'whole', project),
    env,
  });
}

const [few, many] = [5, 45];

/** Milliseconds of one more test in a run that goes on anyway. */
function perTest(cli, project) {
  const ms = [few, many].map((tests) => {
    const startedAt = performance.now();
    suite(cli, project, tests);
    return performance.now() - startedAt;
  });
  return (ms[1] - ms[0]) / (many - few);
}

export const wholeCases = {
  async 'fixed-job'() {
    const row = await inFolder((folder) => compare('fixed-job', fixedJob(folder), { runs: 5 }));
    return { ...row, goal: '2x, 10x, 4x' };
  },

  async 'fixed-job-cli'() {
    const ours = () => suite(codexqa, 'fixed-job', 1);
    const row = await inFolder((folder) => {
      const { ours: layers, ...others } = fixedJob(folder);
      return compare('fixed-job-cli', { ours, 'own layers, no runner': layers, ...others }, { runs: 5 });
    });
    return { ...row, goal: 'reported' };
  },

  /** A test that takes a desktop and looks at its windows, above an empty test of the same runner. */
  async 'test-overhead'() {
    const above = [];
    const bare = [];
    for (let round = 0; round < 5; round++) {
      bare.push(perTest(playwright, 'bare'));
      above.push(perTest(codexqa, 'desktop') - bare.at(-1));
    }
    return {
      ...rowAgainst('test-overhead', median(above), { 'a bare test': median(bare) }),
      goal: '<= 30 ms above bare',
    };
  },
};
