/** The data inside a locator: what is looked for, without where or when. */
import type { Role } from './accessibility.ts';

/** A string matches case-insensitively as a substring, unless `exact`; white space is folded first. */
export interface TextMatch {
  readonly pattern: string | RegExp;
  readonly exact: boolean;
}

export interface RoleOptions {
  readonly name?: TextMatch;
  readonly description?: TextMatch;
  readonly checked?: boolean | 'mixed';
  readonly disabled?: boolean;
  readonly expanded?: boolean;
  readonly focused?: boolean;
  readonly pressed?: boolean;
  readonly selected?: boolean;
  readonly level?: number;
  /** Hidden elements match too. */
  readonly includeHidden?: boolean;
}

/** Where a search starts. `window` takes the top-level nodes whose title matches, or the one of a known window. */
export type SelectorRoot =
  | { readonly kind: 'desktop' }
  | { readonly kind: 'app'; readonly appId: string; readonly appName: string }
  | {
      readonly kind: 'window';
      readonly of: SelectorRoot;
      readonly title: TextMatch | undefined;
      readonly windowId?: string;
    };

export type Selector =
  | { readonly kind: 'root'; readonly root: SelectorRoot }
  | { readonly kind: 'role'; readonly within: Selector; readonly role: Role; readonly options: RoleOptions }
  | { readonly kind: 'text'; readonly within: Selector; readonly text: TextMatch }
  | { readonly kind: 'label'; readonly within: Selector; readonly text: TextMatch }
  | { readonly kind: 'description'; readonly within: Selector; readonly text: TextMatch }
  | { readonly kind: 'id'; readonly within: Selector; readonly id: string | RegExp }
  | {
      readonly kind: 'filter';
      readonly within: Selector;
      readonly hasText?: TextMatch;
      readonly hasNotText?: TextMatch;
      readonly has?: Selector;
      readonly hasNot?: Selector;
      readonly visible?: boolean;
    }
  /** Zero-based; negative counts from the end. */
  | { readonly kind: 'nth'; readonly within: Selector; readonly index: number }
  | { readonly kind: 'and'; readonly within: Selector; readonly other: Selector }
  | { readonly kind: 'or'; readonly within: Selector; readonly other: Selector }
  /** `outer.locator(inner)`: inner searched below each match of outer. */
  | { readonly kind: 'chain'; readonly within: Selector; readonly inner: Selector };
