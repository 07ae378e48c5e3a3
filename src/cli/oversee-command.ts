/** `codexqa oversee`: the page on which a person looks after runs from a phone. */
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { renderUnicodeCompact } from 'uqr';
import type { Approver } from '../contracts/approval.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { askRun } from '../journal/control.ts';
import type { SigningKey } from '../journal/keys.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { Access } from '../oversight/access.ts';
import { nameOf, refused, signedAnswer } from '../oversight/answers.ts';
import { answerOnRecord } from '../oversight/on-record.ts';
import { Overseer, type Person } from '../oversight/overview.ts';
import { type PageWork, servePage } from '../oversight/page-server.ts';
import type { ProjectOptions } from '../runner/options.ts';
import { makeFolder, replaceFile } from '../support/durable-file.ts';
import { didYouMean } from '../support/near-miss.ts';
import { personalKey } from './approval-keys.ts';
import { questionNamed } from './approval-place.ts';
import { findConfig, readProjects } from './config-file.ts';
import { assertAtWork } from './control-commands.ts';
import { sendForIdleRuns } from './idle-notices.ts';
import { interrupted } from './interrupted.ts';
import { nothingRuns } from './oversee-meanwhile.ts';
import { portOf } from './port.ts';
import { projectRoot } from './project-root.ts';
import { note, print, sentenceOf } from './terminal.ts';

/** How soon it is seen that a run is gone. */
const lookForSilenceMs = 5000;

interface OverseeOptions {
  readonly port: number;
  readonly as?: string;
  readonly key?: string;
  readonly publicUrl?: string;
  readonly whileRunning?: boolean;
}

export function overseeCommand(): Command {
  const oversee = new Command('oversee')
    .summary('look after runs from a phone')
    .description(
      'Serves a page on the loopback address: live runs, questions, decisions. It goes on when its terminal is closed.',
    )
    .option('--port <number>', 'port of the page; 0 takes a free one', portOf, 7410)
    .option('--as <name>', 'answer as this approver, with --key')
    .option('--key <folder>', 'folder of your key, made by: npx codexqa approvals keygen')
    .option('--public-url <url>', 'https address under which a proxy makes the page known')
    .option('--while-running', 'end when nothing has run for a minute; take a free port when this one is taken')
    .addHelpText(
      'after',
      '\nA phone reaches the loopback address by a tunnel: tailscale serve 7410, or ssh -L 7410:127.0.0.1:7410 host',
    )
    .action(serveOversight);
  oversee
    .command('pair')
    .summary('a code for one more device, good for two minutes')
    .action(() => printCode(projectRoot()));
  oversee
    .command('devices')
    .summary('devices that are paired')
    .action(() => listDevices(new Access(projectRoot())));
  oversee
    .command('revoke')
    .summary('end the access of a device')
    .argument('<id>', 'of the device, or "all"')
    .action((id: string) => {
      print(`${new Access(projectRoot()).revoke(id)} revoked`);
    });
  return oversee;
}

async function serveOversight({ port, publicUrl, whileRunning = false, as, key }: OverseeOptions): Promise<void> {
  const root = projectRoot();
  const access = new Access(root);
  // the terminal may go: what it cannot print any more is not worth an end
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('SIGHUP', () => {});
  // from before anybody can read that Ctrl-C ends it
  const ended = interrupted();
  const options = await optionsHere();
  if (as !== undefined) assertApprover(as, options?.approvals.approvers ?? []);
  const person = personHere(as);
  const overseer = new Overseer(root, person);
  const signing = key === undefined ? undefined : personalKey(key);
  const serve = (at: number) =>
    servePage(workFor(root, overseer, person, signing), {
      access,
      port: at,
      log: note,
      ...(publicUrl === undefined ? {} : { publicUrl }),
    });
  const page = await serve(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    if (whileRunning) return serve(0);
    throw new CodexqaError('CLI_OPTION_INVALID', `port ${port} is taken by another process`, {
      fix: 'choose another one with --port, or 0 for a free one',
    });
  });
  makeFolder(dirname(serverPath(root)));
  replaceFile(serverPath(root), JSON.stringify({ url: page.url }));
  printCode(root);
  print('Ctrl-C ends it; another device: npx codexqa oversee pair');
  const telling = options === undefined ? undefined : keepTelling(root, options);
  await Promise.race(whileRunning ? [ended, nothingRuns(overseer)] : [ended]);
  clearInterval(telling);
  await page.close();
}

/** A page can be served where there is no configuration any more, or a broken one: then nobody is told anything. */
async function optionsHere(): Promise<ProjectOptions | undefined> {
  try {
    return (await readProjects(findConfig(undefined)))[0];
  } catch {
    return undefined;
  }
}

/** A run that was killed cannot say so itself. */
function keepTelling(root: string, options: ProjectOptions): NodeJS.Timeout {
  let isBusy = false;
  const tell = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    await sendForIdleRuns(root, options).catch((error: unknown) => note(sentenceOf(error)));
    isBusy = false;
  };
  return setInterval(() => void tell(), lookForSilenceMs);
}

/** The runs would refuse each answer. @throws CLI_OPTION_INVALID */
function assertApprover(name: string, approvers: readonly Approver[]): void {
  const names = approvers.map((approver) => approver.name);
  if (names.length === 0 || names.includes(name)) return;
  throw new CodexqaError(
    'CLI_OPTION_INVALID',
    `--as: expected one of the configuration's approvers (${names.join(', ')}), saw "${name}"${didYouMean(name, names)}`,
  );
}

/** Whoever serves the page answers on it. */
function personHere(as: string | undefined): Person {
  const account = userInfo().username;
  return { name: as ?? account, account, nameFor: (request) => as ?? nameOf(request, account) };
}

function workFor(root: string, overseer: Overseer, { account, name, nameFor }: Person, key?: SigningKey): PageWork {
  return {
    overview: () => overseer.overview(),
    evidence: (runId, digest) => overseer.evidence(runId, digest),
    answer: ({ id, digest, decision, reason }, device) => {
      const { folder, files } = questionNamed(root, id);
      if (files.digest !== digest) throw refused(files, 'the page showed another question');
      const by = nameFor(files.request);
      const given = { requestId: files.request.id, requestDigest: digest, decision, by, reason, at: Date.now() };
      const signed = key === undefined ? undefined : signedAnswer(given, key);
      answerOnRecord(folder, files, signed ?? { ...given, proof: { kind: 'account', account } }, `from ${device.name}`);
    },
    control: ({ run, wish, reason }, device) => {
      const folder = RunFolder.find(root, run);
      assertAtWork(folder);
      askRun(folder, { wish, by: `${name} (${device.name})`, reason, at: Date.now() });
    },
  };
}

/** The code is behind a hash: it reaches neither logs nor other sites. */
function printCode(root: string): void {
  const path = serverPath(root);
  if (!existsSync(path)) {
    throw new CodexqaError('RUN_NOT_FOUND', 'no oversight page is served for this project', {
      fix: 'npx codexqa oversee',
    });
  }
  const { url } = JSON.parse(readFileSync(path, 'utf8')) as { readonly url: string };
  const address = `${url}#${new Access(root).newCode()}`;
  print(`${renderUnicodeCompact(address)}\n\n  ${address}\n\nGood for one device, for two minutes.`);
}

function listDevices(access: Access): void {
  const devices = access.devices();
  if (devices.length === 0) print('No device is paired.');
  for (const { id, name, pairedAt, expiresAt } of devices) {
    print(`${id}  ${name}  paired ${new Date(pairedAt).toISOString()}, until ${new Date(expiresAt).toISOString()}`);
  }
}

function serverPath(root: string): string {
  return join(root, '.codexqa', 'oversight', 'server.json');
}
