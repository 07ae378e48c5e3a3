/**
 * What the keyboard does to an element: fill, clear, type, press. All text is read back.
 *
 * How `fill` enters text: the element is focused, everything in it selected, and the text typed through the keyboard,
 * as a person would, so that input filters, validators and change handlers of the application take part. Text with line
 * breaks or tabs goes through the accessibility interface instead (`set-text`): typed, Enter would trigger auto-indent,
 * pick a suggestion or submit, and Tab would leave the field. So does text for drivers without a keyboard, and numbers for
 * elements that only have a value (sliders). Whatever the way, the text read back must be equal.
 */

import type { NodeReading } from '../contracts/accessibility.ts';
import type { DriverAct } from '../contracts/act.ts';
import { CodexqaError } from '../contracts/errors.ts';
import { reveal, type Secret, shown } from '../contracts/secret.ts';
import type { Selector } from '../contracts/selector.ts';
import { keyboardNeeds, type Ready, waitReady } from './actionable.ts';
import { parseChord } from './chord.ts';
import { takeFocus } from './focus.ts';
import type { Prepare, Proof, Purpose } from './perform.ts';
import { addressOf, type TimeoutOption } from './point-actions.ts';
import { answerProof, type EffectOption, purposeOf } from './purpose.ts';
import { type Answer, ReadBack } from './read-back.ts';
import { actionDeadline, type Stage } from './stage.ts';
import { characterCount, isInsertion } from './typed-text.ts';

export interface TextOptions extends TimeoutOption, EffectOption {
  readonly force?: boolean | undefined;
}

/** How text is entered: typed through the keyboard, or all at once through the accessibility interface. */
export type Entering = 'typed' | 'at-once';

const selectAll = 'ControlOrMeta+a';

/** @throws TEXT_NOT_ENTERED, ELEMENT_NOT_ACTIONABLE, and what finding throws */
export async function fill(
  stage: Stage,
  selector: Selector,
  text: string | Secret,
  options: TextOptions,
  verb = 'fill',
  entering: Entering = 'typed',
): Promise<void> {
  const needs = { ...keyboardNeeds, force: options.force === true };
  const ready = await waitReady(stage, selector, needs, actionDeadline(stage, options.timeout));
  const { reading } = ready.found;
  const purpose = purposeOf(verb, selector, ready, verb === 'clear' ? '' : shown(text));
  if (!reading.states.editable && reading.value !== undefined && reading.states.readonly !== true) {
    return fillValue(stage, purpose, ready, reveal(text));
  }
  if (!needs.force) assertEditable(purpose, reading);
  const proof = textProof(stage, purpose, ready, text, options, {
    fits: (_before, after) => after === reveal(text),
    countAfter: () => characterCount(reveal(text)),
  });
  if (entersAtOnce(stage, reveal(text), entering)) {
    const act: DriverAct = { kind: 'set-text', nodeId: ready.found.node.id, text: reveal(text) };
    await stage.performer.act(purpose, act, proof);
    return;
  }
  const address = addressOf(ready);
  const act: DriverAct =
    reveal(text) === ''
      ? { kind: 'press', chord: { key: 'Delete', modifiers: [] }, address }
      : { kind: 'type', text: reveal(text), address };
  await stage.performer.act(purpose, act, proof, async (step) => {
    await takeFocus(stage, ready, step);
    await step({ kind: 'press', chord: parseChord(selectAll, stage.session), address });
  });
}

/** Types at the caret of the focused element. @throws TEXT_NOT_ENTERED, ELEMENT_NOT_ACTIONABLE */
export async function type(
  stage: Stage,
  selector: Selector,
  text: string | Secret,
  options: TextOptions,
): Promise<void> {
  const ready = await waitReady(stage, selector, keyboardNeeds, actionDeadline(stage, options.timeout));
  const purpose = purposeOf('type', selector, ready, shown(text));
  const act: DriverAct = { kind: 'type', text: reveal(text), address: addressOf(ready) };
  const entry: Entry = {
    fits: (before, after) => isInsertion(before, reveal(text), after),
    countAfter: (before) => before + characterCount(reveal(text)),
  };
  const proof = isPlainText(ready, reveal(text))
    ? textProof(stage, purpose, ready, text, options, entry)
    : answerProof(stage, purpose, ready, { effect: options.effect, by: 'keyboard' });
  await stage.performer.act(purpose, act, proof, focusFirst(stage, ready));
}

/** @throws ACTION_NO_EFFECT on actionable roles, SELECTOR_INVALID for an unknown key */
export async function press(stage: Stage, selector: Selector, chord: string, options: TextOptions): Promise<void> {
  const keys = parseChord(chord, stage.session);
  const ready = await waitReady(stage, selector, keyboardNeeds, actionDeadline(stage, options.timeout));
  const purpose = purposeOf('press', selector, ready, chord);
  const act: DriverAct = { kind: 'press', chord: keys, address: addressOf(ready) };
  const proof = answerProof(stage, purpose, ready, { effect: options.effect, by: 'keyboard' });
  await stage.performer.act(purpose, act, proof, focusFirst(stage, ready));
}

function focusFirst(stage: Stage, ready: Ready): Prepare {
  return (act) => takeFocus(stage, ready, act);
}

/** Enter and Tab do more than insert, except in a multi-line text. */
function isPlainText(ready: Ready, text: string): boolean {
  const { states, text: before } = ready.found.reading;
  if (!states.editable || before === undefined) return states.protected === true;
  return !/[\n\r\t]/u.test(text);
}

function entersAtOnce(stage: Stage, text: string, entering: Entering): boolean {
  const { capabilities } = stage.session;
  if (!capabilities.has('accessible-actions')) return false;
  return entering === 'at-once' || !capabilities.has('keyboard') || /[\n\r\t]/u.test(text);
}

function assertEditable(purpose: Purpose, reading: NodeReading): void {
  if (reading.states.editable) return;
  const why = reading.states.readonly === true ? 'it is read-only' : `it is no editable field but a ${reading.role}`;
  throw new CodexqaError('ELEMENT_NOT_ACTIONABLE', `cannot ${purpose.verb} ${purpose.target.description}: ${why}`, {
    fix: 'aim at the text field itself, for example getByRole("textbox", { name })',
  });
}

/** What a field must hold afterwards; protected fields can only be counted. */
interface Entry {
  readonly fits: (before: string, after: string) => boolean;
  readonly countAfter: (before: number) => number;
}

function textProof(
  stage: Stage,
  purpose: Purpose,
  ready: Ready,
  text: string | Secret,
  options: EffectOption,
  entry: Entry,
): Proof<void> {
  const { session } = stage;
  const { id } = ready.found.node;
  let before = ready.found.reading.text ?? '';
  const read = async (): Promise<NodeReading | undefined> => (await session.read([id]))[0];
  return new ReadBack(session, {
    timeoutMs: stage.settings.effectTimeoutMs,
    before: async () => {
      before = (await read())?.text ?? before;
    },
    ask: async (): Promise<Answer> => {
      const now = await read();
      if (now === undefined) return { kind: 'unknown', reason: 'the element is gone, its text cannot be read' };
      return judgeText(now, before, text, entry);
    },
    failure: (seen) => (options.effect === 'optional' ? undefined : notEntered(purpose, text, seen)),
  });
}

function judgeText(now: NodeReading, before: string, text: string | Secret, entry: Entry): Answer {
  if (now.text === undefined) return { kind: 'unknown', reason: `the text of this ${now.role} cannot be read` };
  const count = characterCount(now.text);
  if (now.states.protected === true) {
    const counted = count === entry.countAfter(characterCount(before));
    return counted
      ? { kind: 'match', evidence: `${count} hidden characters were counted` }
      : { kind: 'differs', seen: `${count} hidden characters` };
  }
  if (entry.fits(before, now.text)) return { kind: 'match', evidence: 'the text was read back' };
  const showable = typeof text === 'string';
  return { kind: 'differs', seen: showable ? JSON.stringify(now.text) : `${count} characters, not the expected ones` };
}

function notEntered(purpose: Purpose, text: string | Secret, seen: string): CodexqaError {
  const expected =
    typeof text === 'string' ? JSON.stringify(text) : `a secret of ${characterCount(reveal(text))} characters`;
  return new CodexqaError(
    'TEXT_NOT_ENTERED',
    `${purpose.verb} on ${purpose.target.description}: expected ${expected}, but the element has ${seen}`,
    { fix: "when the application changes what is typed on purpose, pass { effect: 'optional' } and expect its result" },
  );
}

/** Elements with a number but no text: sliders, scroll bars. */
async function fillValue(stage: Stage, purpose: Purpose, ready: Ready, text: string): Promise<void> {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) {
    throw new CodexqaError(
      'ACTION_NOT_POSSIBLE',
      `${purpose.target.description} takes a number, not ${JSON.stringify(text)}`,
    );
  }
  const { id } = ready.found.node;
  const proof = new ReadBack<void>(stage.session, {
    timeoutMs: stage.settings.effectTimeoutMs,
    ask: async (): Promise<Answer> => {
      const [now] = await stage.session.read([id]);
      if (now?.value === undefined) return { kind: 'unknown', reason: 'the value cannot be read' };
      if (Math.abs(now.value - value) < 1e-9) return { kind: 'match', evidence: `the value is ${now.value}` };
      return { kind: 'differs', seen: String(now.value) };
    },
    failure: (seen) => notEntered(purpose, text, `the value ${seen}`),
  });
  await stage.performer.act(purpose, { kind: 'set-value', nodeId: id, value }, proof);
}
