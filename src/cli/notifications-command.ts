/** `codexqa notifications`: try the ways to people, and send what runs that are gone have left to tell. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Command } from 'commander';
import type { Notice } from '../contracts/notification.ts';
import { deliver } from '../oversight/notices/deliver.ts';
import type { ProjectOptions } from '../runner/options.ts';
import { findConfig, readProjects } from './config-file.ts';
import { sendForIdleRuns } from './idle-notices.ts';
import { projectRoot } from './project-root.ts';
import { paint, print } from './terminal.ts';

export function notificationsCommand(): Command {
  const notifications = new Command('notifications')
    .summary('try the ways to people, send what is left')
    .description(
      'Runs tell people by the channels of `notifications` in the configuration; these commands look after that.',
    );
  notifications
    .command('test')
    .summary('send a notice by every channel')
    .addHelpText('after', '\nExit codes: 0 all were sent, 1 some were not.')
    .action(testChannels);
  notifications
    .command('send')
    .summary('send what runs that were killed have left to tell; `codexqa oversee` does so by itself')
    .action(async () => {
      const sent = await sendForIdleRuns(projectRoot(), await projectOptions());
      print(sent === 1 ? '1 attempt' : `${sent} attempts`);
    });
  return notifications;
}

async function testChannels(): Promise<void> {
  const { notifications } = await projectOptions();
  const channels = Object.entries(notifications?.channels ?? {});
  if (channels.length === 0) print('There are no channels: notifications.channels in codexqa.config.ts.');
  const notice = trialNotice(notifications?.link);
  const all = await Promise.all(
    channels.map(async ([name, channel]) => ({ name, channel, ...(await deliver(channel, notice)) })),
  );
  for (const { name, channel, kind, detail } of all) {
    print(`${kind === 'sent' ? paint('green', 'ok  ') : paint('red', 'FAIL')} ${name} (${channel.kind}): ${detail}`);
  }
  process.exitCode = all.every(({ kind }) => kind === 'sent') ? 0 : 1;
}

/** @throws CONFIG_NOT_FOUND, CONFIG_INVALID */
async function projectOptions(): Promise<Pick<ProjectOptions, 'notifications' | 'supervision'>> {
  const [options] = await readProjects(findConfig(undefined));
  return options ?? { supervision: 'attended' };
}

function trialNotice(link: string | undefined): Notice {
  return {
    id: `trial.${randomBytes(4).toString('hex')}`,
    topic: 'trial',
    risk: 'critical',
    what: 'Trial: this is how codexqa tells you something',
    where: hostname(),
    whyNow: 'somebody runs: npx codexqa notifications test',
    consequence: 'none',
    otherwise: 'nothing happens',
    evidence: {},
    at: Date.now(),
    look: link === undefined ? { command: 'npx codexqa oversee' } : { url: link },
  };
}
