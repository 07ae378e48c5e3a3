/** `codexqa platform`: what ran on which system, and how that is known. */
import Table from 'cli-table3';
import { Command } from 'commander';
import {
  asOf,
  type FeatureRow,
  meanings,
  type Proof,
  platformMatrix,
  type Standing,
  standingText,
} from './platform-matrix.ts';
import { paint, print } from './terminal.ts';

const systems = ['linux', 'windows', 'macos'] as const;
const columnWidths = [34, 22, 30, 34];

const colours: Readonly<Partial<Record<Proof, 'green' | 'yellow' | 'red'>>> = {
  real: 'green',
  wine: 'yellow',
  contract: 'yellow',
  'not-run': 'red',
  'not-built': 'red',
};

export function platformCommand(): Command {
  return new Command('platform')
    .summary('what ran on which system, and how that is known')
    .description('Features by system: real hardware, Wine, a stand-in of ours, or never executed.')
    .option('--json', 'for machines')
    .addHelpText('after', '\nExample:\n  $ npx codexqa platform')
    .action(({ json }: { readonly json?: true }) => {
      if (json) print(JSON.stringify({ asOf, proofs: meanings, features: platformMatrix }, null, 2));
      else print(matrixText());
    });
}

function matrixText(): string {
  // its own colours are switched off: a log would be full of codes
  const table = new Table({
    head: ['feature', 'Linux', 'Windows', 'macOS'],
    style: { head: [], border: [] },
    colWidths: columnWidths,
    wordWrap: true,
  });
  for (const feature of platformMatrix) table.push(cells(feature));
  return [
    table.toString(),
    `as of ${asOf}`,
    ...Object.values(meanings).flatMap(({ word, source }) => (source === undefined ? [] : [`  ${word}: ${source}`])),
    'what this machine can do, tried for real: npx codexqa doctor',
  ].join('\n');
}

function cells(row: FeatureRow): string[] {
  return [row.feature, ...systems.map((system) => coloured(row[system]))];
}

function coloured(standing: Standing): string {
  const colour = colours[standing.proof];
  return colour === undefined ? standingText(standing) : paint(colour, standingText(standing));
}
