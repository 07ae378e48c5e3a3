/** The gates of a run without a policy: a person started it, everything is allowed and nothing pauses it. */
import type { Gate, PauseGate } from '../contracts/gate.ts';

export const attendedGate: Gate = {
  admit: async () => ({ kind: 'allow', rule: 'attended: no policy is configured' }),
};

export const neverPaused: PauseGate = { pass: async () => {} };
