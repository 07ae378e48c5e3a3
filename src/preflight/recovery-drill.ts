/** Kills a process in the middle of a run, on the disk of this project, and looks whether its journal alone tells where to go on (S51, S146). */
import { spawn } from 'node:child_process';
import { chainOf } from '../journal/chain.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { remember } from '../journal/test-memory.ts';
import { verifyRun } from '../journal/verify.ts';
import { ownModule } from '../support/own-file.ts';
import { inDrillFolder } from './drill-folder.ts';
import { drilledStep, drilledTest } from './drill-names.ts';
import type { DeploymentTest } from './verdict.ts';

const program = ownModule('src/preflight/recovery-drill-child');

export async function recoveryDrill(projectRoot: string): Promise<DeploymentTest> {
  try {
    return await inDrillFolder(projectRoot, drill);
  } catch (error) {
    return verdict('failed', error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}

async function drill(root: string): Promise<DeploymentTest> {
  const run = RunFolder.create(root, { codexqa: '', argv: ['drill'] });
  const printed = await killedChild(run.path);
  const fault = faultIn(root, run, printed);
  return fault === undefined
    ? verdict('passed', `a process was killed after ${printed.length} steps, and its journal says where to go on`)
    : verdict('failed', fault);
}

/** What it said was on the disk before it was killed, one line each. */
async function killedChild(runDir: string): Promise<readonly string[]> {
  const victim = spawn(process.execPath, [program, runDir], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  victim.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
  await new Promise<void>((resolve, reject) => {
    victim.once('error', reject);
    victim.once('close', () => resolve());
  });
  return text.split('\n').filter(Boolean);
}

/** Read as a resumed run reads it. */
function faultIn(root: string, run: RunFolder, printed: readonly string[]): string | undefined {
  const changed = verifyRun(run).findings.find(({ weight }) => weight === 'tampered');
  if (changed !== undefined) return `its journal does not verify: ${changed.sentence}`;
  const next = RunFolder.create(root, { codexqa: '', argv: ['drill'], resumedFrom: run.runId });
  const memory = remember(chainOf(next)).get(drilledTest);
  const [begun, ...checkpoints] = printed.toReversed();
  if (begun !== drilledStep) return 'the process that was to be killed did not get so far';
  const lost = checkpoints.filter((name) => !memory?.checkpoints.has(name));
  if (lost.length > 0) return `${lost.length} of ${checkpoints.length} checkpoints were lost: ${lost.join(', ')}`;
  const state = memory?.steps.get(drilledStep)?.kind ?? 'forgotten';
  return state === 'unknown' ? undefined : `a step that was begun and not ended counts as ${state}`;
}

function verdict(is: 'passed' | 'failed', why: string): DeploymentTest {
  return { name: 'recovery', verdict: is, why };
}
