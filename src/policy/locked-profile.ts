/** The locked profile as a person writes it: what may run while nobody can see the screen. It takes nothing over from anywhere else (S132). */
import { z } from 'zod';
import { keys } from '../support/strict-object.ts';
import { approverFaults, type KnownApprover, type PolicyFault } from './contradictions.ts';
import { type Detection, detections } from './policy.ts';

/** Nobody works longer than this behind a locked screen (S94). */
export const mostLockedMinutes = 60;
const usualMinutes = 15;

/** What a person is always asked about before it happens (S105–S107). */
const alwaysAsked: readonly Detection[] = ['navigation', 'deletion', 'publishing'];

/** How a fact about the machine is found out: by looking, or by a command of the project that ends with 0 when it holds. */
export type MachineCheck = 'probe' | { readonly command: readonly string[] };

/** An agent that is to run: by the name of its process, or of its systemd unit. */
export type MonitoringCheck = MachineCheck | { readonly process: string } | { readonly unit: string };

export interface LockedProfile {
  readonly version: 1;
  /** Who answers for it. */
  readonly owner: string;
  /** Where it may be used, by the value of CODEXQA_ENVIRONMENT (S91). */
  readonly environments: readonly string[];
  /** Length of the window: 15, at most 60. */
  readonly minutes: number;
  /** Names of the configuration; nothing is done to anything else (S99). */
  readonly apps: readonly string[];
  /** Titles, as globs; without it all windows of these applications. */
  readonly windows?: readonly string[] | undefined;
  /** Files and folders that may be typed or handed over, as globs; without it none is fenced. */
  readonly paths?: readonly string[] | undefined;
  /** The approval gate (S100): before what a person is asked, and who may answer. */
  readonly ask: { readonly before: readonly Detection[]; readonly approvers: readonly string[] };
  /** Each entry is on the disk before the next one, each action leaves a picture (S93). */
  readonly logging: 'full';
  readonly machine: {
    readonly encryption: MachineCheck;
    readonly monitoring: MonitoringCheck;
    readonly lock: MachineCheck;
  };
}

const text = z.string().min(1);
const texts = z.array(text).min(1);
const command = keys({ command: texts });
const probe = z.literal('probe');

export const lockedProfileSchema: z.ZodType<LockedProfile> = keys({
  version: z.literal(1),
  owner: text,
  environments: texts,
  minutes: z.number().gt(0).max(mostLockedMinutes).default(usualMinutes),
  apps: texts,
  windows: texts.optional(),
  paths: texts.optional(),
  ask: keys({ before: z.array(z.enum(detections)), approvers: texts }),
  logging: z.literal('full'),
  machine: keys({
    encryption: z.union([probe, command]),
    monitoring: z.union([probe, command, keys({ process: text }), keys({ unit: text })]),
    lock: z.union([probe, command]),
  }),
});

export interface LockedGround {
  /** Names of the configuration's applications. */
  readonly apps: readonly string[];
  readonly approvers: readonly KnownApprover[];
  /** `2026-11-22` */
  readonly today: string;
}

/** All that the schema cannot see. */
export function lockedFaults({ apps, ask }: LockedProfile, ground: LockedGround): readonly PolicyFault[] {
  return [
    ...apps.flatMap((app, index): PolicyFault[] =>
      ground.apps.includes(app)
        ? []
        : [{ path: ['apps', index], sentence: `expected an application of the configuration, saw "${app}"` }],
    ),
    ...alwaysAsked
      .filter((each) => !ask.before.includes(each))
      .map((each) => ({ path: ['ask', 'before'], sentence: `a person is always asked before ${each}: name it here` })),
    ...approverFaults(ask.approvers, ground.approvers, ground.today, ['ask', 'approvers']),
  ];
}
