/** Puts the pieces of a watched action together: who is meant, what proves it, what is mere feedback. */
import type { ActionTarget } from '../contracts/action.ts';
import type { Rect } from '../contracts/geometry.ts';
import type { Selector } from '../contracts/selector.ts';
import { menuAround, type Ready, targetOf } from './actionable.ts';
import { AnswerProof } from './answer-proof.ts';
import { demandFor, type EffectDemand, isMenuRole, type Scene } from './effect.ts';
import { grown } from './frame.ts';
import type { Purpose } from './perform.ts';
import type { Stage } from './stage.ts';

export interface EffectOption {
  /**
   * `required` (default on buttons, check boxes, links, menu items, options, tabs …): no effect is ACTION_NO_EFFECT.
   * `optional` (default elsewhere): what was seen is recorded. `none`: an effect is an error, for controls that must stay dead.
   */
  readonly effect?: EffectDemand | undefined;
}

/** Focus rings and shadows are drawn a little outside an element. */
const ringPx = 6;

export function purposeOf(verb: string, selector: Selector, ready: Ready, shown = ''): Purpose {
  return { verb, target: targetOf(selector, ready.found), shown };
}

interface ProofKind {
  /** A click repaints its own element anyway; scrolling, dragging and keys repaint it only when they do something. */
  readonly by: Scene['by'];
}

/** The proof of an act by pointer or keyboard on one element. */
export function answerProof(
  stage: Stage,
  purpose: Purpose,
  ready: Ready,
  options: EffectOption & ProofKind,
): AnswerProof {
  const { found, bounds, window, focusAreas } = ready;
  const { node, reading, appId, forest } = found;
  const ignored: Rect[] = [...focusAreas];
  if (options.by === 'click') ignored.push(...[bounds, stage.pointer.over].filter((rect) => rect !== undefined));
  return new AnswerProof(stage, {
    what: actionWords(purpose),
    demand: options.effect ?? demandFor(node.role, reading.states),
    scene: {
      appId: appId ?? window?.appId,
      nodeId: node.id,
      role: node.role,
      feedback: new Set(isMenuRole(node.role) ? menuAround(found).map((each) => each.id) : []),
      by: options.by,
    },
    reading,
    windowId: found.windowId,
    ignored: ignored.map((rect) => grown(rect, ringPx)),
    forest,
  });
}

/** `click on getByRole('button', { name: '7' }) in application "calculator"` */
export function actionWords({ verb, target, shown }: Purpose): string {
  return `${verb}${shown === '' ? '' : ` ${shown}`} on ${target.description}`;
}

/** Who an action without an element is meant for. */
export function plainTarget(description: string, ids: Pick<ActionTarget, 'windowId' | 'appId'> = {}): ActionTarget {
  return { description, ...ids };
}
