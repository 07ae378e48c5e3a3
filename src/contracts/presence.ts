/** Whether the person's own desktop can be seen and used just now. Sessions of a run's own do not depend on it. */

export interface PresenceState {
  /** Undefined: nobody on this machine can say. */
  readonly locked: boolean | undefined;
  readonly asleep: boolean;
  /** Another user's session is the one on the screen. */
  readonly away: boolean;
}

export type PresenceChange = 'locked' | 'unlocked' | 'sleeps' | 'awake' | 'left' | 'returned';

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
  return changes;
}

/** Why nothing can be done on that desktop, as the end of a sentence; undefined when it can. */
export function whyUnavailable({ locked, asleep, away }: PresenceState): string | undefined {
  if (locked === true) return 'the screen is locked';
  if (asleep) return 'the machine goes to sleep';
  return away ? "another user's session is on the screen" : undefined;
}
