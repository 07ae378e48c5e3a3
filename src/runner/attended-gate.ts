/** The gate of a run without a policy: a person started it, everything is allowed. */
import type { Gate } from '../contracts/gate.ts';

export const attendedGate: Gate = {
  admit: async () => ({ kind: 'allow', rule: 'attended: no policy is configured' }),
};
