/** The getBy… methods that desktop, application, window and locator share. */
import type { Role } from '../contracts/accessibility.ts';
import type { RoleOptions, Selector } from '../contracts/selector.ts';
import { type TextPattern, textMatch } from './text-match.ts';

export interface ByTextOptions {
  /** Whole text, case-sensitive; otherwise a substring in any case. */
  readonly exact?: boolean | undefined;
}

export interface ByRoleOptions extends ByTextOptions {
  readonly name?: TextPattern | undefined;
  readonly description?: TextPattern | undefined;
  readonly checked?: boolean | 'mixed' | undefined;
  readonly disabled?: boolean | undefined;
  readonly expanded?: boolean | undefined;
  readonly focused?: boolean | undefined;
  readonly pressed?: boolean | undefined;
  readonly selected?: boolean | undefined;
  readonly level?: number | undefined;
  /** Hidden elements match too. */
  readonly includeHidden?: boolean | undefined;
}

/** `L` is what a search gives: a locator. */
export abstract class Finder<L> {
  /** Where searches start. */
  abstract readonly selector: Selector;
  protected abstract locate(selector: Selector): L;

  /** By ARIA role and accessible name, hidden elements left out. The closest to how a person tells elements apart. */
  getByRole(role: Role, options: ByRoleOptions = {}): L {
    return this.locate({ kind: 'role', within: this.selector, role, options: roleOptions(options) });
  }

  /** The innermost visible element that shows a text; contents of fields do not count. */
  getByText(text: TextPattern, options: ByTextOptions = {}): L {
    return this.locate({ kind: 'text', within: this.selector, text: textMatch(text, options.exact) });
  }

  /** A field or control by its label: its own name, or the element that labels it. */
  getByLabel(text: TextPattern, options: ByTextOptions = {}): L {
    return this.locate({ kind: 'label', within: this.selector, text: textMatch(text, options.exact) });
  }

  /** By accessible description, which toolkits often fill with the tooltip. */
  getByDescription(text: TextPattern, options: ByTextOptions = {}): L {
    return this.locate({ kind: 'description', within: this.selector, text: textMatch(text, options.exact) });
  }

  /** By the id that the application's developer gave, where the toolkit publishes it; hidden elements match too. */
  getById(id: TextPattern): L {
    return this.locate({ kind: 'id', within: this.selector, id });
  }
}

function roleOptions({ name, description, exact, ...states }: ByRoleOptions): RoleOptions {
  const given = Object.fromEntries(Object.entries(states).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(name === undefined ? {} : { name: textMatch(name, exact) }),
    ...(description === undefined ? {} : { description: textMatch(description, exact) }),
  };
}
