/** What changes the state of an element: check, select, invoke, focus. The new state is read back. */
import type { NodeReading } from '../contracts/accessibility.ts';
import type { DriverAct } from '../contracts/act.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { Selector } from '../contracts/selector.ts';
import { keyboardNeeds, waitReady } from './actionable.ts';
import { hasFocus, takeFocus } from './focus.ts';
import type { Purpose } from './perform.ts';
import { clickAct, needsOf, type PointerOptions, pointAt, type TimeoutOption } from './point-actions.ts';
import { answerProof, type EffectOption, purposeOf } from './purpose.ts';
import { type Answer, ReadBack, unwatched } from './read-back.ts';
import { actionDeadline, type Stage } from './stage.ts';

/**
 * Clicks until the element says it is (un)checked; does nothing when it already is.
 * @throws ACTION_NO_EFFECT when the click leaves the state as it was, ACTION_NOT_POSSIBLE for elements without such a state
 */
export async function setChecked(
  stage: Stage,
  selector: Selector,
  wanted: boolean,
  options: PointerOptions,
): Promise<void> {
  const ready = await waitReady(stage, selector, needsOf(options), actionDeadline(stage, options.timeout));
  const { reading, node } = ready.found;
  const purpose = purposeOf(wanted ? 'check' : 'uncheck', selector, ready);
  if (checkedState(reading) === undefined) throw notCheckable(purpose, reading);
  if (checkedState(reading) === wanted) return;
  if (!wanted && (reading.role === 'radio' || reading.role === 'menuitemradio')) {
    throw new CodexqaError(
      'ACTION_NOT_POSSIBLE',
      `${purpose.target.description} is a radio button: only choosing another one unchecks it`,
      {
        fix: 'check the other radio button',
      },
    );
  }
  const proof = new ReadBack<void>(stage.session, {
    timeoutMs: stage.settings.effectTimeoutMs,
    ask: async (): Promise<Answer> => {
      const [now] = await stage.session.read([node.id]);
      if (now === undefined) return { kind: 'unknown', reason: 'the element is gone after the click' };
      const state = checkedState(now);
      return state === wanted
        ? { kind: 'match', evidence: `it is ${stateWord(state)} now` }
        : { kind: 'differs', seen: stateWord(state) };
    },
    failure: (seen) =>
      new CodexqaError(
        'ACTION_NO_EFFECT',
        `${purpose.verb} on ${purpose.target.description}: it was clicked but is still ${seen}`,
        {
          fix: 'check that the application lets a person change it',
        },
      ),
  });
  await stage.performer.act(purpose, clickAct(ready, options), proof, pointAt(stage, ready, options));
}

/** Runs an accessible action of the element, without pointer or keyboard. */
export async function invoke(
  stage: Stage,
  selector: Selector,
  action: string | undefined,
  options: TimeoutOption & EffectOption,
): Promise<void> {
  const ready = await waitReady(stage, selector, keyboardNeeds, actionDeadline(stage, options.timeout));
  const { reading, node } = ready.found;
  const purpose = purposeOf('invoke', selector, ready, action ?? '');
  const named =
    action === undefined ? undefined : reading.actions.find((each) => each.toLowerCase() === action.toLowerCase());
  if (reading.actions.length === 0 || (action !== undefined && named === undefined)) {
    const offered = reading.actions.length === 0 ? 'none' : reading.actions.join(', ');
    throw new CodexqaError(
      'ACTION_NOT_POSSIBLE',
      `${purpose.target.description} offers no ${action ?? 'default'} action (it offers: ${offered})`,
      {
        fix: 'use click(), or one of the actions it offers',
      },
    );
  }
  const act: DriverAct = { kind: 'invoke', nodeId: node.id, ...(named === undefined ? {} : { action: named }) };
  const proof = answerProof(stage, purpose, ready, { effect: options.effect, by: 'click' });
  await stage.performer.act(purpose, act, proof);
}

/** @throws ELEMENT_NOT_ACTIONABLE when the focus stays elsewhere */
export async function focus(stage: Stage, selector: Selector, options: TimeoutOption): Promise<void> {
  const ready = await waitReady(stage, selector, keyboardNeeds, actionDeadline(stage, options.timeout));
  const purpose = purposeOf('focus', selector, ready);
  const proof = new ReadBack<void>(stage.session, {
    timeoutMs: stage.settings.effectTimeoutMs,
    ask: async (): Promise<Answer> =>
      (await hasFocus(stage, ready.found))
        ? { kind: 'match', evidence: 'it has the focus' }
        : { kind: 'differs', seen: 'it does not have the focus' },
    failure: (seen) =>
      new CodexqaError('ACTION_NO_EFFECT', `focus on ${purpose.target.description}: ${seen}`, {
        fix: 'aim at an element that can be focused',
      }),
  });
  await stage.performer.act(purpose, { kind: 'focus', nodeId: ready.found.node.id }, proof, (act) =>
    takeFocus(stage, ready, act),
  );
}

/** Brings an element into its window's visible part; nothing happens when it is there. */
export async function scrollIntoViewAct(stage: Stage, selector: Selector, options: TimeoutOption): Promise<void> {
  const needs = { ...keyboardNeeds, force: true };
  const ready = await waitReady(stage, selector, needs, actionDeadline(stage, options.timeout));
  const act: DriverAct = { kind: 'scroll-into-view', nodeId: ready.found.node.id };
  await stage.performer.act(purposeOf('scroll into view', selector, ready), act, unwatched('nothing to read back'));
  await waitReady(stage, selector, needsOf({}), actionDeadline(stage, options.timeout));
}

/** Check boxes and radios are checked, toggle buttons pressed; undefined when an element has neither state. */
export function checkedState(reading: NodeReading): boolean | 'mixed' | undefined {
  return reading.states.checked ?? reading.states.pressed;
}

function stateWord(state: boolean | 'mixed' | undefined): string {
  if (state === undefined) return 'without a checked state';
  return state === 'mixed' ? 'half checked' : state ? 'checked' : 'unchecked';
}

function notCheckable(purpose: Purpose, reading: NodeReading): CodexqaError {
  return new CodexqaError(
    'ACTION_NOT_POSSIBLE',
    `cannot ${purpose.verb} ${purpose.target.description}: a ${reading.role} without a checked state`,
    { fix: 'aim at a check box, radio button, switch or toggle button' },
  );
}
