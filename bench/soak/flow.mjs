/** One flow under fire: runs it, kills what the plan says, resumes at once, until it has passed; then the oracles are asked. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { dirname } from 'node:path';
import { judge } from './oracle.mjs';
import { isReview, nameOf } from './plan.mjs';
import { displayServerOf } from './processes.mjs';

/** A flow that needs more runs than this does not come to its end. */
const spareRuns = 4;
/** No run of thirty short steps takes this long, not even on a machine that is busy with other things: it hangs. */
const runTimeoutMs = 600_000;

/** @returns what happened, and what the oracles found wrong */
export async function underFire(project, plan, tick) {
  const left = [...plan.kills];
  const kills = [];
  const runs = [];
  while (runs.length < plan.kills.length + spareRuns) {
    const run = await oneRun(project, runs.length === 0 ? ['test'] : ['test', '--resume', 'last'], left, (kill) => {
      kills.push(kill);
      tick(kill);
    });
    runs.push(run);
    if (run.exitCode === 0) break;
  }
  const last = runs.at(-1);
  const findings = [
    ...(last?.exitCode === 0 ? [] : [`it did not pass in ${runs.length} runs: ${last?.printed.slice(-1500)}`]),
    ...runs.filter(({ hung }) => hung).map(({ printed }) => `a run hung: ${printed.slice(-1500)}`),
  ];
  const verdict = await judge(project);
  return { ...plan, kills, runs, ...verdict, findings: [...findings, ...verdict.findings] };
}

/** Runs `codexqa` once, with at most the kills that fall due while it runs. */
async function oneRun(project, args, left, onKill) {
  const startedAt = performance.now();
  let lockedMs = 0;
  for (;;) {
    const run = await attempt(project, args, left, onKill);
    // a command line that was killed leaves a runner that ends in order: the next one is refused until then, and told so
    if (!run.printed.includes('RUN_LOCKED') || lockedMs > 120_000) {
      return { ...run, ms: performance.now() - startedAt, lockedMs };
    }
    lockedMs = performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function attempt(project, args, left, onKill) {
  const child = spawn(process.execPath, [project.cli, ...args], {
    cwd: project.folder,
    env: project.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const gun = new Gun(project, child.pid, left, onKill);
  let hung = false;
  const guard = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, runTimeoutMs);
  const exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  clearTimeout(guard);
  gun.put();
  child.stdout.destroy();
  child.stderr.destroy();
  return { exitCode, printed, hung };
}

/** Waits for the step of the next kill, then for its moment. */
class Gun {
  #project;
  #cli;
  #left;
  #onKill;
  #seen;
  #watchers = [];

  constructor(project, cli, left, onKill) {
    this.#project = project;
    this.#cli = cli;
    this.#left = left;
    this.#onKill = onKill;
    this.#seen = project.told().length;
    this.#watchers.push(watch(project.witness, () => this.#look()));
  }

  put() {
    for (const watcher of this.#watchers) watcher.close();
  }

  #look() {
    const [next] = this.#left;
    const told = this.#project.told().slice(this.#seen);
    const begun = told.find(({ verb, step }) => verb === 'begin' && step === next?.step);
    if (begun === undefined) return;
    this.#left.shift();
    const pid = pidOf(next.victim, begun.facts, this.#cli);
    const fire = () => this.#onKill({ ...next, hit: pid !== undefined && kill(pid) });
    if (next.moment === 'during' || isReview(next.step)) setTimeout(fire, next.delayMs);
    else this.#onceWritten(nameOf(next.step), fire);
  }

  /** The folder is watched: applications replace the file. */
  #onceWritten(line, fire) {
    let fired = false;
    const look = () => {
      if (fired || !this.#project.pageLines().includes(line)) return;
      fired = true;
      fire();
    };
    this.#watchers.push(watch(dirname(this.#project.page), look));
    look();
  }
}

function pidOf(victim, { worker, runner, app, session }, cli) {
  switch (victim) {
    case 'worker':
      return Number(worker);
    case 'runner':
      return Number(runner);
    case 'cli':
      return cli;
    case 'app':
      return Number(app);
    case 'display':
      return displayServerOf(session);
  }
}

function kill(pid) {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
