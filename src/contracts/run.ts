/** What the command line, the run reporter and the workers agree on about one run: environment names and the outcome file. */
import type { ErrorCode } from './errors.ts';
import type { RowStatus } from './journal.ts';

/** Set by `codexqa test`, inherited by the runner and its workers; absent under plain `npx playwright test`. */
export const runEnv = {
  /** Name of the run: `20261122-151811-a1b2`. */
  runId: 'CODEXQA_RUN_ID',
  /** Absolute run folder, `.codexqa/runs/<id>`; exists before the runner starts. */
  runDir: 'CODEXQA_RUN_DIR',
  /** Absolute path of the configuration file. */
  config: 'CODEXQA_CONFIG',
  /** `attended` or `unattended`; set by the configuration for the specs that are loaded after it. */
  supervision: 'CODEXQA_SUPERVISION',
  /** Set for `codexqa resume --dry-run`: absolute folder of the run whose continuation is only told. */
  resumeDryRun: 'CODEXQA_RESUME_DRY_RUN',
  /** Process id of the command line that waits for the runner. */
  cliPid: 'CODEXQA_CLI_PID',
  /** `1`: a person sits at the terminal that the command line was started from. */
  terminal: 'CODEXQA_TERMINAL',
  /** Set for `codexqa preflight`: `text` or `json`, how it is told. */
  preflight: 'CODEXQA_PREFLIGHT',
  /** `1`: targets are looked for on the real application, and nothing is sent to it (`--dry-run`). */
  dryRun: 'CODEXQA_DRY_RUN',
  /** `1`: fail instead of waiting when a run other than this one uses the visible desktop (`--no-wait`). */
  noWait: 'CODEXQA_NO_WAIT',
  /** `1`: nobody can see the screen, and the locked profile is in force (`--locked`). */
  locked: 'CODEXQA_LOCKED',
  /** Set by whoever looks after the machine: what it is for, as in the locked profile's `environments`. */
  environment: 'CODEXQA_ENVIRONMENT',
} as const;

/** File in the run folder of a locked run, made when all that it needs was there: until when it may act, and by which profile. */
export const lockedFile = 'locked.json';

export interface LockedGrant {
  /** Unix time in ms. */
  readonly until: number;
  readonly minutes: number;
  /** Absolute path of the profile, and the digest of its bytes: one that is changed or gone ends the run. */
  readonly profile: string;
  readonly digest: string;
}

/** File in the run folder: what a person says about irreversible steps that were broken off, by the step's name. */
export const resolvedFile = 'resolved.json';

export interface Resolution {
  readonly state: 'done' | 'not-done';
  /** Who says so. */
  readonly by: string;
}

/** File in the run folder: test ids whose earlier checkpoints must not be used, with the reason. */
export const forgottenFile = 'forgotten.json';

/** File in the run folder: why and how a run without a person is held shorter than its tasks allow. */
export const downgradeFile = 'downgrade.json';

export interface Downgrade {
  readonly why: string;
  /** For each task, however much more it declares. */
  readonly mostMinutes: number;
}

/** File in the run folder: tests in quarantine, words by test id, for the workers to put on the tests. */
export const quarantineFile = 'quarantine.json';

/** The runner's end of a pipe to the command line: it closes when the command line is gone, however it went. */
export const lifelineFd = 3;

/** File in the run folder that the run reporter leaves at its end (and after every error outside a test). */
export const outcomeFile = 'outcome.json';

export interface RunOutcome {
  readonly status: 'passed' | 'failed' | 'timedout' | 'interrupted';
  /** Input-class codes met anywhere in the run, in tests or outside them, each once: the exit code becomes 2. */
  readonly inputErrors: readonly ErrorCode[];
  /** Why the run ended itself before its last test. */
  readonly halted?: string;
  /** Reports that were written, for the last lines of the terminal. */
  readonly reports: readonly { readonly name: string; readonly path: string }[];
}

/** Folder in the run folder: one file for each batch at work, `Progress` as JSON; a worker that is killed leaves its behind. */
export const progressFolder = 'progress';

export interface Progress {
  /** Of the batch. */
  readonly name: string;
  /** Process id of the worker. */
  readonly pid: number;
  /** Unix time in ms. */
  readonly startedAt: number;
  /** Rows there are; absent for a stream. */
  readonly total?: number;
  readonly counts: Readonly<Record<RowStatus, number>>;
}
