/** Choosing by name: options of a combo box, entries of a list, tabs. The choice is read back. */
import type { Role } from '../contracts/accessibility.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { Selector, SelectorRoot } from '../contracts/selector.ts';
import { pointerNeeds, type Ready, waitReady } from './actionable.ts';
import { findOne, locatorWords, look, notFound } from './find.ts';
import { below } from './forest.ts';
import { click, type TimeoutOption } from './point-actions.ts';
import { again, done, retry } from './retry.ts';
import { rootOf } from './selector-code.ts';
import { actionDeadline, type Stage } from './stage.ts';
import { matchesText, patternCode, type TextPattern, textMatch } from './text-match.ts';

const choices: readonly Role[] = [
  'option',
  'menuitem',
  'menuitemradio',
  'menuitemcheckbox',
  'tab',
  'treeitem',
  'listitem',
  'row',
  'cell',
];

/** @throws LOCATOR_NOT_FOUND for a name that is not offered, ACTION_NO_EFFECT when the choice does not stay */
export async function selectOptions(
  stage: Stage,
  selector: Selector,
  names: readonly TextPattern[],
  options: TimeoutOption,
): Promise<void> {
  const ready = await waitReady(stage, selector, pointerNeeds, actionDeadline(stage, options.timeout));
  if (ready.found.node.role === 'combobox') {
    const [name, ...more] = names;
    if (name === undefined || more.length > 0) throw onlyOneChoice(selector);
    return selectInCombobox(stage, selector, ready, name, options);
  }
  for (const [index, name] of names.entries()) {
    const option = await optionSelector(stage, selector, [selector], name, options);
    await click(stage, option, { ...options, modifiers: index === 0 ? [] : ['Control'] }, 'select');
    await assertChosen(stage, option, name);
  }
}

async function selectInCombobox(
  stage: Stage,
  selector: Selector,
  ready: Ready,
  name: TextPattern,
  options: TimeoutOption,
): Promise<void> {
  const shownNow = (): Promise<boolean> => showsChoice(stage, selector, name);
  if (await shownNow()) return;
  const { reading } = ready.found;
  if (reading.states.expanded !== true) await click(stage, selector, options, 'open');
  // its popup may hang elsewhere in the application's tree
  const anywhere: Selector = { kind: 'root', root: widest(rootOf(selector)) };
  const popup = await optionSelector(stage, selector, [selector, anywhere], name, options);
  await click(stage, popup, options, 'select');
  const chosen = await retry(stage.session, actionDeadline(stage, stage.settings.effectTimeoutMs), async () =>
    (await shownNow()) ? done(true) : again,
  );
  if (chosen === true) return;
  const { reading: now } = await findOne(stage.session, selector, actionDeadline(stage, undefined));
  throw notChosen(selector, name, JSON.stringify(now.text ?? now.name));
}

/** The first of the places that shows the option, whatever role the toolkit gives it. */
async function optionSelector(
  stage: Stage,
  selector: Selector,
  places: readonly Selector[],
  name: TextPattern,
  options: TimeoutOption,
): Promise<Selector> {
  const deadline = actionDeadline(stage, options.timeout);
  const option = await retry(stage.session, deadline, async (fresh) => {
    for (const within of places) {
      const { found } = await look(stage.session, choiceSelector(within, name), fresh);
      const innermost = found.at(-1);
      if (innermost !== undefined) return done(oneOf(within, innermost.node.role, name));
    }
    return again;
  });
  if (option !== undefined) return option;
  const { forest } = await look(stage.session, selector, true);
  throw notFound(
    { kind: 'role', within: selector, role: 'option', options: { name: textMatch(name, true) } },
    forest,
    deadline,
  );
}

/** Twins below one combo box mean the same; the last is the innermost. */
function oneOf(within: Selector, role: Role, name: TextPattern): Selector {
  const named: Selector = { kind: 'role', within, role, options: { name: textMatch(name, typeof name === 'string') } };
  return { kind: 'nth', within: named, index: -1 };
}

function choiceSelector(within: Selector, name: TextPattern): Selector {
  const wanted = textMatch(name, typeof name === 'string');
  const [first, ...others] = choices.map(
    (role): Selector => ({ kind: 'role', within, role, options: { name: wanted } }),
  );
  if (first === undefined) throw new CodexqaError('SELECTOR_INVALID', 'there are no roles that can be chosen');
  return others.reduce((either, other): Selector => ({ kind: 'or', within: either, other }), first);
}

function widest(root: SelectorRoot): SelectorRoot {
  return root.kind === 'window' ? widest(root.of) : root;
}

async function showsChoice(stage: Stage, selector: Selector, name: TextPattern): Promise<boolean> {
  const seen = await look(stage.session, selector, true);
  const [found] = seen.found;
  if (found === undefined) return false;
  const wanted = textMatch(name, typeof name === 'string');
  const { reading, node } = found;
  if (reading.text !== undefined && matchesText(wanted, reading.text)) return true;
  const selected = [...below(node)].filter((each) => each.states.selected === true);
  if (selected.some((each) => matchesText(wanted, each.name))) return true;
  return reading.text === undefined && selected.length === 0 && matchesText(wanted, reading.name);
}

async function assertChosen(stage: Stage, option: Selector, name: TextPattern): Promise<void> {
  let last = 'gone';
  const chosen = await retry(stage.session, actionDeadline(stage, stage.settings.effectTimeoutMs), async (fresh) => {
    const [found] = (await look(stage.session, option, fresh)).found;
    if (found === undefined || found.reading.states.selected === undefined) return done(true);
    last = found.reading.states.selected ? 'selected' : 'not selected';
    return found.reading.states.selected ? done(true) : again;
  });
  if (chosen !== true) throw notChosen(option, name, last);
}

function notChosen(selector: Selector, name: TextPattern, seen: string): CodexqaError {
  return new CodexqaError(
    'ACTION_NO_EFFECT',
    `select ${patternCode(name)} in ${locatorWords(selector)}: it was clicked, but the element shows ${seen}`,
    { fix: 'check that the application lets a person choose it' },
  );
}

function onlyOneChoice(selector: Selector): CodexqaError {
  return new CodexqaError(
    'ACTION_NOT_POSSIBLE',
    `${locatorWords(selector)} is a combo box: it takes exactly one option`,
    {
      fix: 'select one name',
    },
  );
}
