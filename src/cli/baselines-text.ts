/** Baselines and differences in words for the terminal. */
import { basename } from 'node:path';
import Table from 'cli-table3';
import { formatRect } from '../contracts/geometry.ts';
import type { OpenedDifference } from '../review/decide.ts';
import type { BaselineFile, Inventory } from '../review/inventory.ts';
import type { Decision } from '../review/ledger.ts';
import { sizeText } from './byte-size.ts';
import { paint } from './terminal.ts';

export function inventoryTable({ files }: Inventory): string {
  const table = new Table({ head: ['baseline', 'pixels', 'size', 'last look'], style: { head: [], border: [] } });
  for (const { path, size, bytes, use } of files) {
    const pixels = size === undefined ? paint('red', 'no PNG') : `${size.width}x${size.height}`;
    table.push([path, pixels, sizeText(bytes), useText(use)]);
  }
  return table.toString();
}

function useText(use: BaselineFile['use']): string {
  return use === undefined ? paint('yellow', 'by no kept run') : `${use.verdict} in ${use.run}`;
}

export function differenceLines(difference: OpenedDifference): string {
  const { id, state, baseline, project, title, at, app, decision } = difference;
  const colour = state === 'open' ? 'yellow' : state === 'accepted' ? 'green' : 'red';
  const where = [project === '' ? '' : `[${project}]`, title, at, app === undefined ? '' : `(${app})`];
  const lines = [
    `${paint('bold', id)}  ${paint(colour, state.padEnd(8))}  ${baseline}  ${changeText(difference)}`,
    `            ${where.filter((word) => word !== '').join('  ')}`,
  ];
  if (decision !== undefined && state !== 'open') lines.push(`            ${decisionText(decision)}`);
  return lines.join('\n');
}

export function changeText({ kind, size, expectedSize, pixels, ratio }: OpenedDifference): string {
  switch (kind) {
    case 'absent':
      return `new, ${size.width}x${size.height}`;
    case 'other-size':
      return `${expectedSize?.width}x${expectedSize?.height} became ${size.width}x${size.height}`;
    case 'differs':
      return `${pixels ?? 0} pixels differ${ratio === undefined ? '' : ` (${(ratio * 100).toFixed(2)} %)`}`;
  }
}

export function boxLines({ boxes }: OpenedDifference): readonly string[] {
  return boxes.map((box) => `            changed at ${formatRect(box)}`);
}

export function decisionText({ at, event, by, reason, added }: Decision): string {
  const as = added === undefined ? '' : ` as ${basename(added)}`;
  return `${event}${as} by ${by}, ${at.slice(0, 16).replace('T', ' ')}${reason === '' ? '' : `: ${reason}`}`;
}

export function historyTable(decisions: readonly Decision[]): string {
  const table = new Table({ head: ['when', 'what', 'baseline', 'who', 'why'], style: { head: [], border: [] } });
  for (const { at, event, baseline, added, by, reason } of decisions) {
    table.push([at.slice(0, 16).replace('T', ' '), event, added ?? baseline, by, reason]);
  }
  return table.toString();
}
