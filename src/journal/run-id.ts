/** Names of runs: sortable by time, sayable on the telephone: `20261122-031415-amber-otter`. */
import { randomInt } from 'node:crypto';

const colours = words(
  'amber azure black brown coral green hazel ivory khaki lilac mauve ochre olive pearl white yellow',
);
const animals = words(
  'adder bison camel eagle finch gecko heron koala lemur moose otter panda quail raven sloth tapir',
);

/** Of the part of a name that tells when: `20261122-031415`. */
export const timeLength = 15;

/** The time is UTC, so that runs of machines in different zones sort together. */
export function newRunId(now: Date = new Date()): string {
  const stamp = now
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .replace('T', '-');
  return `${stamp}-${pick(colours)}-${pick(animals)}`;
}

/** True for names this tool makes; it never lists or deletes another folder. */
export function isRunId(name: string): boolean {
  return /^\d{8}-\d{6}-[a-z0-9-]+$/.test(name);
}

function words(text: string): readonly string[] {
  return text.split(' ');
}

function pick(from: readonly string[]): string {
  return from[randomInt(from.length)] ?? '';
}
