/** What the killed process of the recovery drill and the one that reads its journal both know. */
export const drilledTest = 'recovery-drill';
export const drilledStep = 'pay';
