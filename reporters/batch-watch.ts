/** Shows how far the batches of a run are: one live line on a terminal, a line every so often anywhere else. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Progress, progressFolder } from '../src/contracts/run.ts';
import type { RunFolder } from '../src/journal/run-folder.ts';
import { LiveLine } from './live-line.ts';

const lookEveryMs = 250;
/** Into a log nobody wants a line a second. */
const logEveryMs = 10_000;

export class BatchWatch {
  readonly #folder: string;
  readonly #timer: NodeJS.Timeout;
  readonly #live: LiveLine | undefined;
  #loggedAt = Date.now();

  constructor(folder: RunFolder) {
    this.#folder = join(folder.path, progressFolder);
    const { stdout, stderr } = process;
    // on stderr: stdout belongs to the reporters, and to machines with `--reporter=json`
    this.#live = stderr.isTTY ? new LiveLine(stdout.isTTY ? [stderr, stdout] : [stderr]) : undefined;
    this.#timer = setInterval(() => this.#look(), lookEveryMs).unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#live?.close();
  }

  #look(): void {
    const now = Date.now();
    const batches = this.#batches();
    if (batches.length === 0) {
      this.#loggedAt = now;
      this.#live?.show('');
      return;
    }
    const lines = batches.map((progress) => progressText(progress, now));
    if (this.#live !== undefined) {
      this.#live.show(`  ${lines.join(' | ')}`);
    } else if (now - this.#loggedAt >= logEveryMs) {
      this.#loggedAt = now;
      process.stderr.write(lines.map((line) => `  ${line}\n`).join(''));
    }
  }

  #batches(): readonly Progress[] {
    if (!existsSync(this.#folder)) return [];
    const names = readdirSync(this.#folder).filter((name) => name.endsWith('.json'));
    return names.flatMap((name) => this.#read(name) ?? []).filter(({ pid }) => isAlive(pid));
  }

  /** Its batch may end while we look. */
  #read(name: string): Progress | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#folder, name), 'utf8')) as Progress;
    } catch {
      return undefined;
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** `prices: 1234 of 10000 rows, 3 failed, 41.0 rows/s, 3 min 34 s left`. */
export function progressText({ name, total, counts, startedAt }: Progress, now: number): string {
  const ran = counts.passed + counts.failed;
  const done = ran + counts.carried + counts.invalid;
  const bad = counts.failed + counts.invalid;
  const perSecond = ran / Math.max(0.001, (now - startedAt) / 1000);
  const parts = [
    total === undefined ? `${done} rows` : `${done} of ${total} rows`,
    ...(counts.carried === 0 ? [] : [`${counts.carried} carried over`]),
    ...(bad === 0 ? [] : [`${bad} failed`]),
    ...(ran === 0 ? [] : [`${perSecond.toFixed(1)} rows/s`]),
    ...(total === undefined || ran === 0 ? [] : [`${durationText((total - done) / perSecond)} left`]),
  ];
  return `${name}: ${parts.join(', ')}`;
}

function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
