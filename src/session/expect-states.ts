/** Expectations about states: visible, hidden, enabled, checked, focused, editable, selected, expanded. */
import type { NodeReading } from '../contracts/accessibility.ts';
import { type ExpectOptions, elementClaim, type Outcome, type Subject } from './expectation.ts';
import { checkedState } from './state-actions.ts';

export function expectVisible(subject: Subject, options: ExpectOptions): Promise<Outcome> {
  return stateClaim(subject, 'visible', options, ({ states }) => (states.visible ? 'visible' : 'hidden'));
}

/** Hidden or not there at all. */
export function expectHidden(subject: Subject, options: ExpectOptions): Promise<Outcome> {
  return stateClaim(subject, 'hidden', options, ({ states }) => (states.visible ? 'visible' : 'hidden'), true);
}

export function expectEnabled(subject: Subject, options: ExpectOptions): Promise<Outcome> {
  return stateClaim(subject, 'enabled', options, ({ states }) => (states.enabled ? 'enabled' : 'disabled'));
}

export function expectDisabled(subject: Subject, options: ExpectOptions): Promise<Outcome> {
  return stateClaim(subject, 'disabled', options, ({ states }) => (states.enabled ? 'enabled' : 'disabled'));
}

export interface CheckedExpectation {
  /** False: unchecked. */
  readonly checked?: boolean | undefined;
  /** Neither checked nor unchecked. */
  readonly indeterminate?: boolean | undefined;
}

export function expectChecked(subject: Subject, wanted: CheckedExpectation, options: ExpectOptions): Promise<Outcome> {
  const word = wanted.indeterminate === true ? 'half checked' : (wanted.checked ?? true) ? 'checked' : 'unchecked';
  return stateClaim(subject, word, options, (reading) => {
    const state = checkedState(reading);
    if (state === undefined) return 'without a checked state';
    return state === 'mixed' ? 'half checked' : state ? 'checked' : 'unchecked';
  });
}

export function expectFocused(subject: Subject, options: ExpectOptions): Promise<Outcome> {
  return stateClaim(subject, 'focused', options, ({ states }) => (states.focused ? 'focused' : 'not focused'));
}

export function expectEditable(subject: Subject, options: ExpectOptions): Promise<Outcome> {
  return stateClaim(subject, 'editable', options, ({ states }) => {
    if (!states.editable) return states.readonly === true ? 'read-only' : 'not editable';
    return states.enabled ? 'editable' : 'disabled';
  });
}

export function expectSelected(subject: Subject, options: ExpectOptions): Promise<Outcome> {
  return stateClaim(subject, 'selected', options, ({ states }) =>
    states.selected === true ? 'selected' : 'not selected',
  );
}

export function expectExpanded(subject: Subject, options: ExpectOptions): Promise<Outcome> {
  return stateClaim(subject, 'expanded', options, ({ states }) =>
    states.expanded === true ? 'expanded' : 'collapsed',
  );
}

function stateClaim(
  subject: Subject,
  wanted: string,
  options: ExpectOptions,
  stateOf: (reading: NodeReading) => string,
  whenAbsent = false,
): Promise<Outcome> {
  const claim = { expected: wanted, words: `to be ${wanted}` };
  const judge = (reading: NodeReading) => {
    const received = stateOf(reading);
    return { holds: received === wanted, received, words: `it was ${received}` };
  };
  return elementClaim(subject, claim, options, judge, whenAbsent);
}
