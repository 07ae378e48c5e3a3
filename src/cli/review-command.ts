/** `codexqa baselines review`: the page on which differences are settled. */
import { Command } from 'commander';
import { servePage } from '../review/page-server.ts';
import { interrupted } from './interrupted.ts';
import { portOf } from './port.ts';
import { openReview, type RunOption, withNameOption, withRunOption } from './review-place.ts';
import { print } from './terminal.ts';

interface ReviewOptions extends RunOption {
  readonly port: number;
  readonly by: string;
}

export function reviewCommand(): Command {
  return withNameOption(withRunOption(new Command('review')))
    .summary('settle differences on a web page')
    .description('Serves a page on the loopback address until Ctrl-C; whoever has the printed address may decide.')
    .option('--port <number>', 'port of the page; 0 takes a free one', portOf, 0)
    .addHelpText(
      'after',
      '\nFrom another machine: ssh -L 8080:127.0.0.1:8080 host npx codexqa baselines review --port 8080',
    )
    .action(serveReview);
}

async function serveReview({ run, port, by }: ReviewOptions): Promise<void> {
  const review = await openReview({ run });
  const open = review.differences().filter(({ state }) => state === 'open').length;
  const page = await servePage(review, { port, by, onDecision: print });
  print(`${open} open differences of ${review.place.run.runId}\n\n  ${page.url}\n\nCtrl-C ends it.`);
  await interrupted();
  await page.close();
}
