/** Run and person, each a process of its own, killed at random moments. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { killTrial } from './kill-trial.sample.ts';

const jiti = join(import.meta.dirname, '../../node_modules/jiti/lib/jiti-cli.mjs');

test('killed at random, run and person both: no question is lost, no yes is used twice', async ({}, info) => {
  test.slow();
  const commandOf = (program: string) => [process.execPath, jiti, join(import.meta.dirname, `${program}.sample.ts`)];
  for (let trial = 0; trial < 5; trial++) {
    const { fault } = await killTrial(info.outputPath(String(trial)), commandOf, Math.random);
    expect(fault).toBeUndefined();
  }
});
