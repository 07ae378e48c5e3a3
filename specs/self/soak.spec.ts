/** The soak in short: each victim killed twice in a flow of thirty steps on mousepad. The long one: docs/reliability.md. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';

const repository = join(import.meta.dirname, '..', '..');

test('ten kills with SIGKILL lose nothing, repeat nothing, leave nothing and ask nobody (S51, S52, S146)', async ({}, testInfo) => {
  test.skip(process.platform !== 'linux' || !existsSync('/usr/bin/mousepad'), 'needs Linux and mousepad');
  const output = testInfo.outputPath('soak.json');
  const args = ['bench/soak/run.mjs', '--kills', '10', '--parallel', '2', '--output', output];
  const soak = await promisify(execFile)(process.execPath, args, { cwd: repository }).catch((failed: Error) => failed);
  await testInfo.attach('printed', { body: JSON.stringify(soak, null, 2) });
  expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({
    findings: [],
    killsByVictim: { worker: 2, runner: 2, cli: 2, app: 2, display: 2 },
    runsThatHung: 0,
    acknowledgedRecordsLost: 0,
    sideEffectsRepeated: 0,
    leftBehind: 0,
    humanInputs: 0,
    flowsWithFindings: 0,
  });
});
