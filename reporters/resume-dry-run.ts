/** Tells what a resumed run would do, and ends before the first test. */
import { writeSync } from 'node:fs';
import type { Reporter, TestCase } from '@playwright/test/reporter';
import { runEnv } from '../src/contracts/run.ts';
import type { Decision } from '../src/journal/resume-plan.ts';
import { RunFolder } from '../src/journal/run-folder.ts';
import { decideResume, dependenciesNow } from './resume.ts';

const stdout = 1;

class ResumeDryRun implements Reporter {
  async preprocess({ config, suite, testRun }: Parameters<NonNullable<Reporter['preprocess']>>[0]): Promise<void> {
    const path = process.env[runEnv.resumeDryRun];
    if (path === undefined) return;
    const from = RunFolder.at(path);
    const decisions = [...decideResume(from, dependenciesNow(config, suite), { config, suite, testRun })];
    const count = (kind: Decision['kind']): number => decisions.filter(([, decision]) => decision.kind === kind).length;
    const lines = decisions.map(([test, decision]) => `  ${words(decision)}  ${title(test)}: ${decision.why}`);
    const sum = `${count('carried')} carried over, ${count('restart')} restart at a checkpoint, ${count('run')} run`;
    writeSync(stdout, `Resuming run ${from.runId}:\n${lines.join('\n')}\n\n${sum}\n`);
    // nothing has started yet, so the process may end here
    process.exit(0);
  }
}

function words(decision: Decision): string {
  switch (decision.kind) {
    case 'carried':
      return 'carried ';
    case 'restart':
      return `restart at "${decision.checkpoint}"`;
    case 'run':
      return 'run     ';
  }
}

function title(test: TestCase): string {
  return test.titlePath().slice(2).join(' › ');
}

export default ResumeDryRun;
