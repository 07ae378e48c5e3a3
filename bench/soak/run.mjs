/**
 * `node bench/soak/run.mjs [--kills 500] [--parallel 1] [--seed 1] [--output file.json]`: kills worker, runner, command line,
 * application and display server with SIGKILL at every step of a flow of thirty, resumes, and asks oracles whether anything was
 * lost, repeated or left behind. Exit code 1 when they found something. Needs mousepad and a built dist/.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { underFire } from './flow.mjs';
import { flows, victims } from './plan.mjs';
import { install, Project } from './project.mjs';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    parallel: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    output: { type: 'string', default: 'bench/out/soak.json' },
    keep: { type: 'boolean', default: false },
  },
});
const wanted = Number(values.kills);
const startedAt = performance.now();
const installation = install();
const waiting = flows(wanted, Number(values.seed));
const flowCount = waiting.length;
const done = [];
let made = 0;

async function work() {
  for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
    const project = new Project(installation, `f${plan.number}`, plan);
    const flow = await underFire(project, plan, () => tellProgress(++made));
    done.push(flow);
    for (const finding of flow.findings) console.error(`flow ${plan.number} (${killWords(flow)}): ${finding}`);
    if (flow.findings.length === 0 && !values.keep)
      rmSync(project.folder, { recursive: true, force: true, maxRetries: 5 });
    writeFigures();
  }
}

function killWords({ kills }) {
  return kills
    .map(
      ({ victim, step, moment, delayMs, hit }) =>
        `${victim}@${step} ${moment === 'written' ? moment : `+${delayMs}ms`}${hit ? '' : ' missed'}`,
    )
    .join(', ');
}

function tellProgress(count) {
  const seconds = (performance.now() - startedAt) / 1000;
  if (count % 10 !== 0 && count !== wanted) return;
  const left = Math.round((seconds / count) * (wanted - count));
  console.error(`${count}/${wanted} kills, ${Math.round(seconds)} s, about ${left} s left`);
}

function figures() {
  const sum = (of) => done.reduce((total, flow) => total + of(flow), 0);
  const kills = done.flatMap((flow) => flow.kills);
  const hits = kills.filter(({ hit }) => hit);
  const runs = done.flatMap((flow) => flow.runs);
  const resumed = done.flatMap((flow) => flow.runs.slice(1));
  return {
    machine: `${cpus()[0].model.trim()}, ${cpus().length} cores, node ${process.version}`,
    date: new Date().toISOString(),
    command: `node bench/soak/run.mjs --kills ${wanted} --parallel ${values.parallel} --seed ${values.seed}`,
    flows: { done: done.length, of: flowCount },
    kills: hits.length,
    killsThatCameTooLate: kills.length - hits.length,
    killsByVictim: Object.fromEntries(victims.map((who) => [who, hits.filter(({ victim }) => victim === who).length])),
    stepsHit: new Set(hits.map(({ step }) => step)).size,
    pairsHit: new Set(hits.map(({ step, victim }) => `${victim} ${step}`)).size,
    runs: runs.length,
    resumedRuns: resumed.length,
    runsThatHung: runs.filter(({ hung }) => hung).length,
    refusedWhileTheOldRunnerEnded: resumed.filter(({ lockedMs }) => lockedMs > 0).length,
    brokenOffInsideAStep: {
      probeSaidDone: sum(({ probes }) => probes.done),
      probeSaidNotDone: sum(({ probes }) => probes['not-done']),
    },
    journalRecords: sum(({ records }) => records),
    tornTails: sum(({ counts }) => counts.torn),
    sideEffectsRepeated: sum(({ counts }) => counts.repeated.length),
    acknowledgedRecordsLost: sum(({ counts }) => counts.lost.length),
    leftBehind: sum(({ counts }) => counts.left.length),
    humanInputs: sum(({ counts }) => counts.asked.length),
    flowsWithFindings: done.filter(({ findings }) => findings.length > 0).length,
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
}

function writeFigures() {
  mkdirSync(dirname(values.output), { recursive: true });
  const findings = done.flatMap((flow) => flow.findings.map((finding) => `flow ${flow.number}: ${finding}`));
  writeFileSync(values.output, `${JSON.stringify({ ...figures(), findings }, null, 2)}\n`);
}

await Promise.all(Array.from({ length: Number(values.parallel) }, work));
const result = figures();
console.table(
  Object.entries(result).map(([figure, value]) => ({
    figure,
    value: typeof value === 'object' ? JSON.stringify(value) : value,
  })),
);
console.log(`written: ${values.output}`);
if (result.flowsWithFindings === 0 && !values.keep)
  rmSync(installation.folder, { recursive: true, force: true, maxRetries: 5 });
else console.log(`kept: ${installation.folder}`);
process.exitCode = result.flowsWithFindings === 0 ? 0 : 1;
