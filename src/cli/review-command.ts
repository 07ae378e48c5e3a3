/** `codexqa baselines review`: the page on which differences are settled. */
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { CodexqaError } from '../contracts/errors.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { Review } from '../review/decide.ts';
import { servePage } from '../review/page-server.ts';
import { findConfig, readBaselinesFolder } from './config-file.ts';
import { print } from './terminal.ts';

interface ReviewOptions {
  readonly run: string;
  readonly port: string;
  readonly by: string;
}

export function reviewCommand(): Command {
  return new Command('review')
    .summary('settle differences on a web page')
    .description('Serves a page on the loopback address until Ctrl-C; whoever has the printed address may decide.')
    .option('--run <run>', 'name of the run, a part of it, or "last"', 'last')
    .option('--port <number>', 'port of the page; 0 takes a free one', '0')
    .option('--by <name>', 'who says so', process.env['CODEXQA_REVIEWER'] ?? userInfo().username)
    .addHelpText(
      'after',
      '\nFrom another machine: ssh -L 8080:127.0.0.1:8080 host npx codexqa baselines review --port 8080',
    )
    .action(serveReview);
}

async function serveReview({ run, port, by }: ReviewOptions): Promise<void> {
  const config = findConfig(undefined);
  const root = dirname(config);
  const review = new Review({ root, baselines: await readBaselinesFolder(config), run: RunFolder.find(root, run) });
  const open = review.differences().filter(({ state }) => state === 'open').length;
  const page = await servePage(review, { port: portOf(port), by, onDecision: print });
  print(`${open} open differences of ${review.place.run.runId}\n\n  ${page.url}\n\nCtrl-C ends it.`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  await page.close();
}

/** @throws CLI_OPTION_INVALID */
function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new CodexqaError('CLI_OPTION_INVALID', `--port expects a number from 0 to 65535, saw "${text}"`);
}
