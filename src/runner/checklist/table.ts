/** A checklist as a table for the terminal. */
import { styleText } from 'node:util';
import type { ChecklistRecord, ChecklistVerdict } from '../../contracts/checklist.ts';
import { onDemand } from '../../support/on-demand.ts';

const widest = 72;

export function checklistTable({ name, items }: ChecklistRecord): string {
  const Table = onDemand('cli-table3') as typeof import('cli-table3');
  // its own colours are switched off: a log would be full of codes
  const table = new Table({
    head: ['', 'id', 'item', 'severity', 'owner', 'evidence'],
    style: { head: [], border: [] },
  });
  for (const item of items) {
    const { id, severity, owner = '', status, evidence } = item;
    const mark = status === 'passed' ? coloured('green', '✓') : coloured('red', '✘');
    table.push([mark, id, titleCell(item), severity, owner, evidence.map((each) => each.name).join('\n')]);
  }
  const failed = items.filter(({ status }) => status === 'failed').length;
  return `${name}: ${items.length - failed} passed, ${failed} failed\n${table.toString()}`;
}

function titleCell({ title, error }: ChecklistVerdict): string {
  const [first = ''] = (error ?? '').split('\n').filter((line) => line.trim() !== '');
  return error === undefined ? cut(title) : `${cut(title)}\n${cut(first.trim())}`;
}

function cut(text: string): string {
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text;
}

function coloured(colour: 'green' | 'red', text: string): string {
  return process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? styleText(colour, text) : text;
}
