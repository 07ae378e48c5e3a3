/**
 * Benchmarks as ratios: every case runs ours and its peers in turn (A B A B …) in one run, medians are compared, a table is
 * printed and bench/out/<name>.json written. Machines are noisy: quote ratios, not single times.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

setFlagsFromString('--expose-gc');
// a collection would throw away the compiled code of whoever has not run since the last one
setFlagsFromString('--no-flush-bytecode');
const collectGarbage = runInNewContext('gc');

/** Nobody pays for the garbage of the one before; other threads give hundreds of megabytes back for a while after it has ended. */
export function rest() {
  collectGarbage();
  return new Promise((resolve) => setTimeout(resolve, 20));
}

/** Runs `work` once and gives its wall time in ms. A returned number replaces the time (work that times itself). */
async function time(work) {
  const startedAt = performance.now();
  const own = await work();
  return typeof own === 'number' ? own : performance.now() - startedAt;
}

/**
 * Times one case. `contestants` maps a name to a function; the first is ours. All run in turn, `runs` times after `warmUp` rounds.
 * `between` runs untimed before each, so that it does not pay for what the one before has left behind.
 * @returns {Promise<{ case: string, unit: 'ms', ours: number, peers: Record<string, number>, ratios: Record<string, number> }>}
 */
export async function compare(name, contestants, { runs = 10, warmUp = 1, between = () => {} } = {}) {
  const entries = Object.entries(contestants);
  const times = new Map(entries.map(([who]) => [who, []]));
  for (let round = 0; round < warmUp + runs; round++) {
    for (const [who, work] of entries) {
      await between();
      const ms = await time(work);
      if (round >= warmUp) times.get(who).push(ms);
    }
    process.stderr.write(process.stderr.isTTY ? `\r${name} ${round + 1}/${warmUp + runs} ` : '');
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const [[us], ...others] = entries;
  const ours = median(times.get(us));
  const peers = Object.fromEntries(others.map(([who]) => [who, median(times.get(who))]));
  return rowAgainst(name, ours, peers);
}

/** One row of the table for times in ms that the case has measured itself. */
export function rowAgainst(name, ours, peers = {}) {
  const ratios = Object.fromEntries(Object.entries(peers).map(([who, ms]) => [who, ms / ours]));
  return { case: name, unit: 'ms', ours, peers, ratios };
}

const round = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** A fact that is no peer has no ratio. */
const peerText = (value, ratio) => (ratio === undefined ? round(value) : `${round(value)} (${round(ratio)}x)`);

/**
 * Runs the cases that are wanted, all when none is named, and reports their rows; `cleanUp` comes last, whatever happened.
 * `cases` maps a name to a function that gives a row.
 */
export async function benchCases(name, cases, wanted, cleanUp = () => {}) {
  const strange = wanted.find((each) => !(each in cases));
  if (strange !== undefined) throw new Error(`no case "${strange}"; there are ${Object.keys(cases).join(', ')}`);
  const rows = [];
  try {
    for (const each of wanted.length === 0 ? Object.keys(cases) : wanted) {
      console.error(each);
      rows.push(await cases[each]());
    }
    report(name, rows);
  } finally {
    cleanUp();
  }
}

/** A folder for one case, which goes with it. */
export async function inFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), 'cqa-bench-'));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Prints the table and writes bench/out/<name>.json. `goal` of a case is shown beside it. */
export function report(name, cases) {
  const rows = cases.map((row) => ({
    case: row.case,
    ours: `${round(row.ours)} ${row.unit}`,
    ...Object.fromEntries(Object.entries(row.peers).map(([who, value]) => [who, peerText(value, row.ratios[who])])),
    ...(row.goal === undefined ? {} : { goal: row.goal }),
  }));
  console.table(rows);
  mkdirSync('bench/out', { recursive: true });
  const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, node ${process.version}`;
  const file = `bench/out/${name}.json`;
  writeFileSync(file, `${JSON.stringify({ name, machine, date: new Date().toISOString(), cases }, null, 2)}\n`);
  console.log(`${machine}\nwritten: ${file}`);
}
