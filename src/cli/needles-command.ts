/** `codexqa needles`: checks a folder of os-autoinst needles, brings others into the project. */
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { CodexqaError } from '../contracts/errors.ts';
import { serveNeedlePage } from '../review/needles/needle-server.ts';
import { makeFolder } from '../support/durable-file.ts';
import type { Needle } from '../visual/needles/needle.ts';
import { type NeedleFolder, type RejectedNeedle, readNeedleFolder, reasonOf } from '../visual/needles/needle-folder.ts';
import { findConfig, readProjects } from './config-file.ts';
import { interrupted } from './interrupted.ts';
import { portOf } from './port.ts';
import { paint, print } from './terminal.ts';

interface ImportOptions {
  readonly force?: true;
}

export function needlesCommand(): Command {
  const needles = new Command('needles')
    .summary('check and import needles of os-autoinst')
    .description('Needles are pictures with areas that specs look for: getByImage() and toMatchNeedle().');
  needles
    .command('check')
    .summary('read every needle of a folder and name the malformed ones')
    .argument('[dir]', "folder of needles; the project's own without it")
    .addHelpText('after', '\nExit codes: 0 all are sound, 2 some are malformed.')
    .action(async (folder: string | undefined) => check(folder ?? (await ownFolder())));
  needles
    .command('import')
    .summary('copy the sound needles of a folder into the project, as they are')
    .argument('<dir>', 'folder of needles, say a clone of an openQA needle repository')
    .option('--force', 'write over needles of the same name that look otherwise')
    .addHelpText('after', '\nExit codes: 0 all were copied, 2 some are malformed or stand in the way.')
    .action(async (folder: string, options: ImportOptions) => bring(resolve(folder), await ownFolder(), options));
  needles
    .command('edit')
    .summary('draw the areas of a needle on a web page')
    .argument('<picture>', 'PNG of a needle, old or new, or the name of a needle of the project')
    .option('--port <number>', 'port of the page; 0 takes a free one', portOf, 0)
    .addHelpText('after', '\nThe page is for this machine only and writes the JSON beside the picture. Ctrl-C ends it.')
    .action(edit);
  return needles;
}

/** @throws NEEDLE_NOT_FOUND, NEEDLE_INVALID */
async function edit(given: string, { port }: { readonly port: number }): Promise<void> {
  const picture = given.endsWith('.png') ? resolve(given) : join(await ownFolder(), `${given}.png`);
  if (!existsSync(picture))
    throw new CodexqaError('NEEDLE_NOT_FOUND', `there is no picture at ${picture}`, {
      fix: 'take one first: the screenshot of a test, or a baseline of the desktop, copied there',
      facts: { picture },
    });
  const page = await serveNeedlePage({ port, picture, onSave: print });
  print(`${relative(process.cwd(), picture)}\n\n  ${page.url}\n\nCtrl-C ends it.`);
  await interrupted();
  await page.close();
}

/** @throws CONFIG_NOT_FOUND, CONFIG_INVALID */
async function ownFolder(): Promise<string> {
  const configFile = findConfig(undefined);
  const [first] = await readProjects(configFile);
  return first?.needles ?? resolve(dirname(configFile), 'needles');
}

function check(folder: string): void {
  const { needles, rejected } = readWhole(folder);
  report(folder, rejected);
  const tags = new Set(needles.flatMap(({ text }) => text.tags)).size;
  print(`${count(needles.length, 'needle')} with ${count(tags, 'tag')}, ${rejected.length} malformed`);
  if (rejected.length > 0) process.exitCode = 2;
}

/** Those whose pictures cannot be unpacked are malformed too: a run learns of that only when it looks for one. */
function readWhole(folder: string): Pick<NeedleFolder, 'needles' | 'rejected'> {
  const read = readNeedleFolder(folder);
  const rejected = [...read.rejected];
  const needles = read.needles.filter((needle) => {
    const reason = pictureReason(needle);
    if (reason !== undefined) rejected.push({ file: jsonOf(needle), reason });
    return reason === undefined;
  });
  return { needles, rejected };
}

function pictureReason(needle: Needle): string | undefined {
  try {
    needle.image();
    return undefined;
  } catch (error) {
    if (error instanceof CodexqaError) return reasonOf(error);
    throw error;
  }
}

function bring(from: string, to: string, { force }: ImportOptions): void {
  const { needles, rejected } = readWhole(from);
  report(from, rejected);
  const outcomes = needles.map((needle) => copyNeedle(needle, from, to, force === true));
  const inTheWay = needles.filter((_, index) => outcomes[index] === 'in the way');
  for (const needle of inTheWay) {
    print(`${paint('red', 'kept')} ${relative(from, jsonOf(needle))}: another needle of that name is there (--force)`);
  }
  const copied = outcomes.filter((outcome) => outcome === 'copied').length;
  const same = outcomes.filter((outcome) => outcome === 'the same').length;
  print(
    `${count(copied, 'needle')} copied to ${relative(process.cwd(), to) || '.'}, ${same} were there already, ${inTheWay.length} in the way, ${rejected.length} malformed`,
  );
  if (rejected.length + inTheWay.length > 0) process.exitCode = 2;
}

/** Byte for byte, below the folders they came from. The picture first: a needle without one would be malformed. */
function copyNeedle(needle: Needle, from: string, to: string, force: boolean): 'copied' | 'the same' | 'in the way' {
  const pairs = [needle.picture, jsonOf(needle)].map((path) => [path, join(to, relative(from, path))] as const);
  const there = pairs.filter(([, target]) => existsSync(target));
  const isSame = there.every(([source, target]) => readFileSync(source).equals(readFileSync(target)));
  if (there.length === pairs.length && isSame) return 'the same';
  if (!isSame && !force) return 'in the way';
  for (const [source, target] of pairs) {
    makeFolder(dirname(target));
    copyFileSync(source, target);
  }
  return 'copied';
}

function report(folder: string, rejected: readonly RejectedNeedle[]): void {
  for (const { file, reason } of rejected) print(`${paint('red', 'malformed')} ${relative(folder, file)}: ${reason}`);
}

function jsonOf({ picture }: Needle): string {
  return `${picture.slice(0, -'.png'.length)}.json`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
