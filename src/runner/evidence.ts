/** What a failed test leaves for the person who reads its report: picture, tree, windows, outputs, last actions. */
import { writeFileSync } from 'node:fs';
import type { TestInfo } from '@playwright/test';
import type { ActionRecord } from '../contracts/action.ts';
import { annotationTypes, effectsText } from '../contracts/annotation.ts';
import type { AppExit } from '../contracts/driver.ts';
import { formatRect } from '../contracts/geometry.ts';
import type { EffectCounts } from '../contracts/journal.ts';
import { redact } from '../contracts/secret.ts';
import type { Desktop } from '../session/desktop.ts';
import { Deadline, withDeadline } from '../support/deadline.ts';
import { writePng } from '../visual/png-write.ts';

interface Part {
  readonly name: string;
  readonly file: string;
  readonly contentType: string;
  /** Texts are redacted: what an application shows may hold a secret that was typed into it. */
  readonly make: () => Promise<string | Buffer>;
}

/** A session that hangs must not hang the report too. */
const partTimeoutMs = 5_000;
const lastActions = 20;

/** Attaches what can still be had; a part that cannot says why instead of hiding the rest. */
export async function attachEvidence(testInfo: TestInfo, desktop: Desktop): Promise<void> {
  // asked all at once: a dead application costs its time-out only once
  const bodies = await Promise.all(partsOf(desktop).map(async (part) => ({ part, body: await bodyOf(part) })));
  for (const { part, body } of bodies) {
    const path = testInfo.outputPath(part.file);
    writeFileSync(path, body);
    // as a file: a body would be printed into the terminal in full for every failure
    testInfo.attachments.push({ name: part.name, path, contentType: part.contentType });
  }
  // latest first: the terminal shows the beginning
  const actions = desktop.records().slice(-lastActions).reverse().map(actionLine).join('\n');
  await testInfo.attach('last actions', { contentType: 'text/plain', body: redact(actions) });
}

/** Every report shows annotations, so every report shows how much of a pass was proven. */
export function annotateEffects(testInfo: TestInfo, counts: EffectCounts): void {
  testInfo.annotations.push({ type: annotationTypes.effects, description: effectsText(counts) });
}

function partsOf(desktop: Desktop): readonly Part[] {
  const { session } = desktop.stage;
  const screen = async () => writePng(await session.capture({ kind: 'screen' }));
  return [
    { name: 'screenshot', file: 'screenshot.png', contentType: 'image/png', make: screen },
    { name: 'accessibility tree', file: 'tree.yml', contentType: 'text/yaml', make: () => desktop.ariaTree() },
    { name: 'windows', file: 'windows.txt', contentType: 'text/plain', make: () => windowLines(desktop) },
    ...session.apps().map(
      (app): Part => ({
        name: `output of ${app.name}`,
        file: `output-${app.id.replace(/[^\w-]+/g, '-')}.txt`,
        contentType: 'text/plain',
        make: async () => `${exitLine(app.exit)}\n${app.output().trimEnd() || '(printed nothing)'}`,
      }),
    ),
  ];
}

async function bodyOf({ name, make }: Part): Promise<string | Buffer> {
  try {
    const body = await withDeadline(make(), Deadline.after(partTimeoutMs), name);
    return typeof body === 'string' ? `${redact(body)}\n` : body;
  } catch (error) {
    return `not available: ${error instanceof Error ? error.message : String(error)}\n`;
  }
}

async function windowLines(desktop: Desktop): Promise<string> {
  const windows = await desktop.stage.session.windows();
  if (windows.length === 0) return '(no windows)';
  const lines = windows.map(({ kind, title, bounds, active, minimized, modal }) => {
    const marks = Object.entries({ active, minimized, modal }).flatMap(([mark, is]) => (is ? [mark] : []));
    return [kind, JSON.stringify(title), formatRect(bounds), ...marks].join(' ');
  });
  return `bottom to top:\n${lines.join('\n')}`;
}

function exitLine(exit: AppExit | undefined): string {
  return exit === undefined ? 'still running' : `ended with ${exit.signal ?? `code ${exit.code}`}`;
}

function actionLine({ seq, verb, target, shown, effect, durationMs, error }: ActionRecord): string {
  const parameters = shown === '' ? '' : ` ${shown}`;
  const seen = effect.evidence.length === 0 ? '' : ` (${effect.evidence.join('; ')})`;
  const failed = error === undefined ? '' : `, failed with ${error}`;
  return `${seq}. ${verb}${parameters} on ${target}: ${effect.verdict}${seen} after ${durationMs} ms${failed}`;
}
