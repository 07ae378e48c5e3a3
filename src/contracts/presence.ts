/** Whether the person's own desktop can be seen and used just now. Sessions of a run's own do not depend on it. */

export interface PresenceState {
  /** Undefined: nobody on this machine can say. */
  readonly locked: boolean | undefined;
  readonly asleep: boolean;
  /** Another user's session is the one on the screen. */
  readonly away: boolean;
  /** The display saves power: what is on it cannot be seen. */
  readonly displayOff: boolean;
}

export const presentState: PresenceState = { locked: false, asleep: false, away: false, displayOff: false };

export type PresenceChange =
  | 'locked'
  | 'unlocked'
  | 'sleeps'
  | 'awake'
  | 'left'
  | 'returned'
  | 'display-off'
  | 'display-on';

/** Mouse or keyboard of the visible desktop, used by somebody else than the session. */
export interface PersonInput {
  /** The last time, on the clock of `Date.now()`. */
  readonly at: number;
  /** What tells it: the device, or the system's own counter. */
  readonly evidence: string;
}

/** What others did to the desktop while an act of the run was under way, and did not keep it from being done. */
export interface Interference {
  readonly what: 'pointer-moved' | 'front-changed';
  /** In words: `to 5,5`. */
  readonly detail: string;
  /** The act: `click`. */
  readonly during: string;
  /** `tried-again`: the act was refused meanwhile, and carried out a second time. */
  readonly follows: 'noted' | 'tried-again';
}

/** What a run in the foreground does about it. */
export const inputPolicies = ['yield', 'pause', 'halt'] as const;
export type InputPolicy = (typeof inputPolicies)[number];

export interface PresenceWatch {
  readonly state: PresenceState;
  /** Who says so: `logind`, `org.gnome.ScreenSaver`; empty where nobody does. */
  readonly sources: readonly string[];
  /** Takes the listener back when called. */
  onChange(listener: (change: PresenceChange) => void): () => void;
  close(): Promise<void>;
}

export function changesBetween(before: PresenceState, after: PresenceState): readonly PresenceChange[] {
  const changes: PresenceChange[] = [];
  if (after.locked !== undefined && after.locked !== (before.locked ?? false)) {
    changes.push(after.locked ? 'locked' : 'unlocked');
  }
  if (after.asleep !== before.asleep) changes.push(after.asleep ? 'sleeps' : 'awake');
  if (after.away !== before.away) changes.push(after.away ? 'left' : 'returned');
  if (after.displayOff !== before.displayOff) changes.push(after.displayOff ? 'display-off' : 'display-on');
  return changes;
}

/** Why nothing can be done on that desktop, as the end of a sentence; undefined when it can. */
export function whyUnavailable({ locked, asleep, away, displayOff }: PresenceState): string | undefined {
  if (locked === true) return 'the screen is locked';
  if (asleep) return 'the machine goes to sleep';
  if (away) return "another user's session is on the screen";
  return displayOff ? 'the display is off' : undefined;
}
