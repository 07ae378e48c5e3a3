/** Which kills a soak makes: every victim at every step index once in 150 kills, the moments drawn from a seed. */

/** As in thirty-lines.flow.ts. */
export const steps = 30;
export const isReview = (step) => step % 5 === 0;
export const nameOf = (step) => (isReview(step) ? `review ${step}` : `line ${String(step).padStart(2, '0')}`);

export const victims = ['worker', 'runner', 'cli', 'app', 'display'];
export const killsPerFlow = 5;
const stepsPerKill = 6;
/** A step takes about so long: a kill falls anywhere in it, or a little behind it. */
const stepMs = 120;

/**
 * Flow by flow, each kill later in the flow than the one before it, each of another victim.
 * 30 flows cover 5 victims times 30 steps; odd rounds let the runner try again by itself (retries), even ones do not.
 */
export function flows(kills, seed) {
  const random = mulberry32(seed);
  const planned = [];
  for (let flow = 0; flow * killsPerFlow < kills; flow++) {
    const count = Math.min(killsPerFlow, kills - flow * killsPerFlow);
    planned.push({
      number: flow,
      retries: flow % 2,
      kills: Array.from({ length: count }, (_, k) => ({
        step: k * stepsPerKill + (flow % stepsPerKill) + 1,
        victim: victims[(k + flow) % victims.length],
        ...momentOf(random),
      })),
    });
  }
  return planned;
}

/**
 * `during`: so long after the step began. `written`: as soon as the file has the line, before the worker may have noticed, which is
 * where a run that trusted its journal alone would write the line once more.
 */
function momentOf(random) {
  const delayMs = Math.round(random() * stepMs);
  return random() < 1 / 3 ? { moment: 'written', delayMs: 0 } : { moment: 'during', delayMs };
}

/** Small and even; the same seed gives the same soak. */
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
