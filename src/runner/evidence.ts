/** What a failed test leaves for the person who reads its report: picture, tree, windows, outputs, last actions. */
import type { TestInfo } from '@playwright/test';
import type { AccessibleNode } from '../contracts/accessibility.ts';
import type { ActionRecord } from '../contracts/action.ts';
import { annotationTypes, effectsText } from '../contracts/annotation.ts';
import type { DriverSession } from '../contracts/driver.ts';
import { formatRect } from '../contracts/geometry.ts';
import type { EffectCounts } from '../contracts/journal.ts';
import { Deadline, withDeadline } from '../support/deadline.ts';
import { writePng } from '../visual/png-write.ts';

interface Evidence {
  readonly name: string;
  readonly contentType: string;
  readonly body: string | Buffer;
}

/** A session that hangs must not hang the report too. */
const evidenceTimeoutMs = 5_000;
const lastActions = 20;

/** Attaches what can still be had; a part that fails says why instead of hiding the rest. */
export async function attachEvidence(
  testInfo: TestInfo,
  session: DriverSession,
  records: readonly ActionRecord[],
): Promise<void> {
  const parts: readonly [name: string, make: () => Promise<Omit<Evidence, 'name'>>][] = [
    ['screenshot', () => picture(session)],
    ['accessibility tree', async () => yaml(treeLines(await session.tree({ kind: 'desktop' }, { fresh: true })))],
    ['windows', async () => plain(await windowLines(session))],
    ...session
      .apps()
      .map((app): [string, () => Promise<Omit<Evidence, 'name'>>] => [
        `output of ${app.name}`,
        async () => plain([exitLine(app.exit), app.output().trimEnd() || '(printed nothing)']),
      ]),
    ['last actions', async () => plain(records.slice(-lastActions).map(actionLine))],
  ];
  // asked all at once: a dead application costs its time-out only once
  const made = await Promise.all(parts.map(([name, make]) => makePart(name, make)));
  for (const { name, contentType, body } of made) await testInfo.attach(name, { contentType, body });
}

/** Every report shows annotations, so every report shows how much of a pass was proven. */
export function annotateEffects(testInfo: TestInfo, counts: EffectCounts): void {
  testInfo.annotations.push({ type: annotationTypes.effects, description: effectsText(counts) });
}

async function makePart(name: string, make: () => Promise<Omit<Evidence, 'name'>>): Promise<Evidence> {
  try {
    return { name, ...(await withDeadline(make(), Deadline.after(evidenceTimeoutMs), name)) };
  } catch (error) {
    return { name, ...plain([`not available: ${error instanceof Error ? error.message : String(error)}`]) };
  }
}

async function picture(session: DriverSession): Promise<Omit<Evidence, 'name'>> {
  return { contentType: 'image/png', body: writePng(await session.capture({ kind: 'screen' })) };
}

async function windowLines(session: DriverSession): Promise<readonly string[]> {
  const windows = await session.windows();
  if (windows.length === 0) return ['(no windows)'];
  return windows.map(({ kind, title, bounds, active, minimized, modal }) => {
    const flags = [active ? 'active' : '', minimized ? 'minimized' : '', modal ? 'modal' : ''].filter(Boolean);
    return [kind, JSON.stringify(title), formatRect(bounds), ...flags].join(' ');
  });
}

function exitLine(exit: { readonly code: number | null; readonly signal: string | null } | undefined): string {
  return exit === undefined ? 'still running' : `ended with ${exit.signal ?? `code ${exit.code}`}`;
}

function actionLine({ seq, verb, target, shown, effect, durationMs, error }: ActionRecord): string {
  const parameters = shown === '' ? '' : ` ${shown}`;
  const seen = effect.evidence.length === 0 ? '' : ` (${effect.evidence.join('; ')})`;
  const failed = error === undefined ? '' : `, failed with ${error}`;
  return `${seq}. ${verb}${parameters} on ${target}: ${effect.verdict}${seen} after ${durationMs} ms${failed}`;
}

function treeLines(nodes: readonly AccessibleNode[], depth = 0): readonly string[] {
  return nodes.flatMap((node) => [
    `${'  '.repeat(depth)}- ${nodeWords(node)}${node.children.length === 0 ? '' : ':'}`,
    ...treeLines(node.children, depth + 1),
  ]);
}

function nodeWords({ role, name, states }: AccessibleNode): string {
  const marks = Object.entries({
    hidden: !states.visible,
    disabled: !states.enabled,
    focused: states.focused,
    checked: states.checked === true,
    mixed: states.checked === 'mixed',
    pressed: states.pressed === true,
    selected: states.selected === true,
    expanded: states.expanded === true,
  }).flatMap(([mark, is]) => (is ? [`[${mark}]`] : []));
  return [role, ...(name === '' ? [] : [JSON.stringify(name)]), ...marks].join(' ');
}

function yaml(lines: readonly string[]): Omit<Evidence, 'name'> {
  return { contentType: 'text/yaml', body: lines.length === 0 ? '[]\n' : `${lines.join('\n')}\n` };
}

function plain(lines: readonly string[]): Omit<Evidence, 'name'> {
  return { contentType: 'text/plain', body: `${lines.filter(Boolean).join('\n')}\n` };
}
