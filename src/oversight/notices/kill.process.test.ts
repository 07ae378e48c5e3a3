/** Killed between the sending of a notice and the record of it: the next process sends it again, by the same id, and then never again. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startChild } from '../../journal/child.sample.ts';
import { RunFolder } from '../../journal/run-folder.ts';
import { Receiver } from './receiver.sample.ts';

test('at least once, whenever it is killed, and always by the same id', async ({}, info) => {
  const folder = RunFolder.create(info.outputPath(), { codexqa: '0', argv: [] });
  folder.updateHead({ state: 'halted', halted: 'the screen is locked', endedAt: Date.now() });
  const receiver = await Receiver.open();
  process.env['RECEIVER_URL'] = receiver.url;
  process.env['RECEIVER_SECRET'] = 'whsec_AAAA';
  const start = () => startChild(join(import.meta.dirname, 'courier.sample.ts'), [folder.path]);
  receiver.answers = [() => {}];
  const first = start();
  await receiver.until(1);
  first.process.kill('SIGKILL');
  await first.output;
  receiver.answers = [(response) => response.writeHead(204).end()];
  await start().output;
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
    `${folder.runId}.halted`,
    `${folder.runId}.halted`,
  ]);
  await start().output;
  expect(receiver.received, 'it stands in the journal that it was sent').toHaveLength(2);
  await receiver.close();
});
