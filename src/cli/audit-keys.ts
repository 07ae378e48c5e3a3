/** `codexqa audit keys`: which key signs the journals of this project, and the change to another one. */
import { userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { rotateKey, rotationsIn } from '../journal/key-rotation.ts';
import { hasKey, signingKey, trustedKeys } from '../journal/keys.ts';
import { projectRecordIn } from '../journal/project-record.ts';
import { packageVersion } from '../support/own-file.ts';
import { projectRoot } from './project-root.ts';
import { print } from './terminal.ts';

export function keysCommand(): Command {
  const keys = new Command('keys')
    .summary('which keys have signed journals here, and since when')
    .addHelpText('after', '\nExamples:\n  $ npx codexqa audit keys\n  $ npx codexqa audit keys rotate')
    .action(() => list(projectRoot()));
  keys
    .command('rotate')
    .summary('sign with a new key from now on; the old one says so, and goes on verifying what it has signed')
    .action(() => rotate(projectRoot()));
  return keys;
}

async function rotate(root: string): Promise<void> {
  const { from, to } = await rotateKey(root, { by: userInfo().username, codexqa: packageVersion() });
  print(`journals are signed with ${to} from now on; ${from} goes on verifying what it has signed`);
  print(`put ${relative(process.cwd(), join(root, '.codexqa', 'keys', `${to}.pub`))} into version control`);
}

function list(root: string): void {
  const state = join(root, '.codexqa');
  const keys = join(state, 'keys');
  const now = hasKey(keys) ? signingKey(keys).keyId : undefined;
  const rotations = rotationsIn(projectRecordIn(state));
  const known = [...trustedKeys(keys).keys()].sort();
  if (known.length === 0) print('Nothing has been signed in this project yet.');
  for (const keyId of known) {
    const retired = rotations.find(({ from }) => from === keyId);
    print(`${keyId}  ${keyId === now ? 'signs' : wordsOf(retired)}`);
  }
}

function wordsOf(retired: ReturnType<typeof rotationsIn>[number] | undefined): string {
  if (retired === undefined) return 'verifies only: of another machine, or of an earlier time';
  return `gave way to ${retired.to} on ${new Date(retired.at).toISOString()}, by ${retired.by}`;
}
