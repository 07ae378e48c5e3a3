/** What is known about a machine that is to work behind a locked screen. What nobody can tell is `unknown`, and never counts as met. */

export interface Posture {
  readonly state: 'met' | 'missing' | 'unknown';
  /** What was seen, in words. */
  readonly why: string;
}

/** Of several the worst, with the words of those that are as bad. */
export function worst(all: readonly Posture[]): Posture {
  const state =
    (['missing', 'unknown', 'met'] as const).find((each) => all.some((one) => one.state === each)) ?? 'unknown';
  const whys = new Set(all.filter((one) => one.state === state).map(({ why }) => why));
  return { state, why: [...whys].join('; ') };
}
