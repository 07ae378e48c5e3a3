/** What a policy is asked about in its tests. */
import type { ActionFacts } from './detect.ts';

/** A click in an editor in the middle of an unattended night. */
export const click: ActionFacts = {
  verb: 'click',
  app: 'editor',
  window: 'Letter - Editor',
  target: 'Bold',
  role: 'button',
  text: '',
  lane: 'background',
  supervision: 'unattended',
  at: new Date(2026, 10, 22, 23, 30),
  isProtected: false,
  isSecret: false,
};
