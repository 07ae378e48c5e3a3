/** The few options of `codexqa test` that are ours; everything else belongs to Playwright and goes through untouched. */
import { CodexqaError } from '../contracts/errors.ts';

export interface TestArguments {
  /** After `-c` or `--config`. */
  readonly config: string | undefined;
  /** The user's own `--add-reporter`, which Playwright would let replace ours. */
  readonly addReporter: string | undefined;
  /** After `--resume`: the run to continue, by name or `last`. */
  readonly resume: string | undefined;
  /** After each `--resolve`: what a person says about irreversible steps, by name. */
  readonly resolve: Readonly<Record<string, 'done' | 'not-done'>>;
  /** `--unattended`: nobody is there, every rule about unattended work refuses. */
  readonly unattended: boolean;
  /** `--locked`: unattended, and by the locked profile. */
  readonly locked: boolean;
  /** `--dry-run`: targets are looked for, nothing is sent. */
  readonly dryRun: boolean;
  /** `--no-wait`: fail instead of waiting for another run that uses the visible desktop. */
  readonly noWait: boolean;
  /** `--oversee`: a page for people's phones is served as long as the run lasts. */
  readonly oversee: boolean;
  readonly help: boolean;
  /** Nothing runs, tests are only named. */
  readonly list: boolean;
  readonly rest: readonly string[];
}

/** @throws CLI_OPTION_INVALID */
export function parseTestArguments(args: readonly string[]): TestArguments {
  const config = take(args, ['-c', '--config']);
  const addReporter = take(config.rest, ['--add-reporter']);
  const resume = take(addReporter.rest, ['--resume']);
  const resolve = takeAll(resume.rest, ['--resolve']);
  const alone = flag(resolve.rest, '--unattended');
  const behind = flag(alone.rest, '--locked');
  const dry = flag(behind.rest, '--dry-run');
  const impatient = flag(dry.rest, '--no-wait');
  const overseen = flag(impatient.rest, '--oversee');
  const { rest } = overseen;
  if (dry.given && resume.value !== undefined) {
    throw new CodexqaError('CLI_OPTION_INVALID', '--dry-run goes with no --resume: what was done cannot be left out', {
      fix: 'to see what a resumed run would do: npx codexqa resume --dry-run',
    });
  }
  const workers = take(rest, ['-j', '--workers']).value;
  if (workers !== undefined && !/^(?:[1-9]\d*|(?:100|[1-9]\d?)%)$/.test(workers)) {
    throw new CodexqaError(
      'CLI_OPTION_INVALID',
      `--workers expects a whole number from 1 or a share, saw "${workers}"`,
      {
        fix: 'for example: --workers 4, --workers 50%',
      },
    );
  }
  const options = optionsIn(rest);
  return {
    config: config.value,
    addReporter: addReporter.value,
    resume: resume.value,
    resolve: Object.fromEntries(resolve.values.map(resolution)),
    unattended: alone.given,
    locked: behind.given,
    dryRun: dry.given,
    noWait: impatient.given,
    oversee: overseen.given,
    help: options.includes('--help') || options.includes('-h'),
    list: options.includes('--list'),
    rest,
  };
}

/** The arguments of one shard as those of the whole run, and which shard it was: `2/3`. */
export function withoutShard(args: readonly string[]): {
  readonly shard: string | undefined;
  readonly rest: readonly string[];
} {
  const { value: shard, rest } = take(args, ['--shard']);
  return { shard, rest };
}

/** `pay=done` @throws CLI_OPTION_INVALID */
function resolution(text: string): [step: string, state: 'done' | 'not-done'] {
  const match = /^(.+)=(done|not-done)$/.exec(text);
  if (match?.[1] !== undefined) return [match[1], match[2] === 'done' ? 'done' : 'not-done'];
  throw new CodexqaError('CLI_OPTION_INVALID', `--resolve expects "<step>=done" or "<step>=not-done", saw "${text}"`);
}

interface Taken {
  readonly value: string | undefined;
  readonly rest: readonly string[];
}

/** Takes an option in each form commander knows: `-c x`, `-cx`, `--config x`, `--config=x`; the last one wins. */
function take(args: readonly string[], names: readonly string[]): Taken {
  const { values, rest } = takeAll(args, names);
  return { value: values.at(-1), rest };
}

function takeAll(
  args: readonly string[],
  names: readonly string[],
): { readonly values: readonly string[]; readonly rest: readonly string[] } {
  const options = optionsIn(args).length;
  const rest: string[] = [];
  const values: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const inline = index < options ? inlineValue(arg, names) : undefined;
    if (inline !== undefined) values.push(inline);
    else if (index < options && names.includes(arg)) values.push(nextValue(arg, args[++index]));
    else rest.push(arg);
  }
  return { values, rest };
}

function flag(args: readonly string[], name: string): { readonly given: boolean; readonly rest: readonly string[] } {
  const options = optionsIn(args).length;
  return {
    given: optionsIn(args).includes(name),
    rest: args.filter((arg, index) => arg !== name || index >= options),
  };
}

function inlineValue(arg: string, names: readonly string[]): string | undefined {
  for (const name of names) {
    const prefix = name.startsWith('--') ? `${name}=` : name;
    if (arg.startsWith(prefix) && arg.length > prefix.length) return arg.slice(prefix.length);
  }
  return undefined;
}

function nextValue(name: string, next: string | undefined): string {
  if (next !== undefined) return next;
  throw new CodexqaError('CLI_OPTION_INVALID', `${name} expects a value, saw nothing`);
}

/** What stands before `--`. */
function optionsIn(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}
