/** `codexqa approvals keygen | sign`: a person's key, and a yes signed ahead with it. */
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { type Risk, risks } from '../contracts/approval.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { hasKey, type SigningKey, signingKey } from '../journal/keys.ts';
import { readAhead, signAhead } from '../oversight/ahead.ts';
import { replaceFile } from '../support/durable-file.ts';
import { parseCount } from './counts.ts';
import { print } from './terminal.ts';

interface SignOptions {
  readonly as: string;
  readonly key: string;
  readonly action: string;
  readonly risk: Risk;
  readonly reason: string;
  readonly uses: number;
  readonly hours: number;
  readonly label?: string;
  readonly out: string;
}

const keyName = 'approver';

/** A slip in its folder's name makes no new key, with which every answer would be refused. @throws CLI_OPTION_INVALID */
export function personalKey(given: string): SigningKey {
  const folder = resolve(given);
  if (hasKey(folder, keyName)) return signingKey(folder, keyName);
  throw new CodexqaError('CLI_OPTION_INVALID', `--key ${given}: expected the folder of a key, and there is none`, {
    fix: `give the folder that keygen made, or make one: npx codexqa approvals keygen ${given}`,
  });
}

export function keygenCommand(): Command {
  return new Command('keygen')
    .summary('make a key to answer with from elsewhere')
    .argument('<folder>', 'where it is kept; only you may read it')
    .action((folder: string) => {
      print(
        `${signingKey(resolve(folder), keyName).publicKey}\n\nPut it under approvals.approvers.<name>.key in codexqa.config.ts.`,
      );
    });
}

export function signCommand(): Command {
  return new Command('sign')
    .summary('say yes ahead, for a run that nobody watches')
    .requiredOption('--as <name>', 'name among approvals.approvers')
    .requiredOption('--key <folder>', 'folder of your key')
    .requiredOption('--action <text>', 'the very words of approve()')
    .requiredOption('--reason <text>', 'why; it stands in the journal')
    .addOption(new Option('--risk <risk>', 'up to this risk').choices(risks).default('medium'))
    .option('--uses <count>', 'so many times', parseCount, 1)
    .option('--hours <count>', 'for so many hours from now', parseCount, 24)
    .option('--label <text>', 'only for runs with this CODEXQA_RUN_LABEL')
    .option('--out <file>', 'file that it is added to', 'approvals.signed.json')
    .addHelpText(
      'after',
      '\nUses are counted in the project folder: where every run has a fresh one, bind it to a job with --label.',
    )
    .action(sign);
}

function sign({ as, key, action, risk, reason, uses, hours, label, out }: SignOptions): void {
  const now = Date.now();
  const until = now + hours * 3_600_000;
  const statement = { version: 1, by: as, action, risk, reason, uses, from: now, until } as const;
  const signed = signAhead(label === undefined ? statement : { ...statement, label }, personalKey(key));
  const path = resolve(out);
  replaceFile(path, `${JSON.stringify([...readAhead(path), signed], null, 2)}\n`);
  print(
    `${out}: ${as} says yes to "${action}" ${uses === 1 ? 'once' : `${uses} times`} until ${new Date(until).toISOString()}`,
  );
}
