/** The expectation about a whole accessible tree, in the YAML of Playwright's aria snapshots. */
import { matchesAria, parseAriaTemplate } from './aria-template.ts';
import { renderAria } from './aria-tree.ts';
import { type ExpectOptions, type Outcome, type Subject, settleClaim } from './expectation.ts';
import { locatorWords } from './find.ts';
import { ariaTreeNow } from './live-tree.ts';

/**
 * Partial, in order, as in Playwright: children that are not named may stand between, unless `/children: equal`.
 * `received` is the tree now, ready to be written as the new expectation.
 * @throws SELECTOR_INVALID when the expected tree cannot be read
 */
export async function expectTree(subject: Subject, expected: string, options: ExpectOptions): Promise<Outcome> {
  const template = await parseAriaTemplate(expected);
  const { stage, selector } = subject;
  const claim = { expected, words: `to match the tree\n${indented(expected)}\n`, about: locatorWords(selector) };
  return settleClaim(stage.session, claim, options, async () => {
    const nodes = await ariaTreeNow(stage.session, selector);
    const received = renderAria(nodes);
    return { holds: matchesAria(nodes, template), received, words: `it was\n${indented(received)}\n` };
  });
}

function indented(yaml: string): string {
  return yaml
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
