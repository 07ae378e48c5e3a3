/** Notices acts that a person wants to be asked about, from what is known before they happen: words, keys, addresses. */
import type { Detection } from './policy.ts';

/** An act before it happens. */
export interface ActionFacts {
  readonly verb: string;
  readonly app?: string | undefined;
  readonly window?: string | undefined;
  /** Accessible name of what is acted on; empty where it has none. */
  readonly target: string;
  readonly role?: string | undefined;
  /** Program of a launch. */
  readonly command?: string | undefined;
  /** What is typed or pressed, or the arguments of a launch; dots for a secret. */
  readonly text: string;
  readonly point?: { readonly x: number; readonly y: number } | undefined;
  readonly lane: 'background' | 'foreground';
  readonly supervision: 'attended' | 'unattended';
  readonly kind?: string | undefined;
  readonly at: Date;
  /** Keys go into a field whose content is hidden. */
  readonly isProtected: boolean;
  /** What is typed is a `secret()`. */
  readonly isSecret: boolean;
}

const words: Readonly<Record<'deletion' | 'publishing', RegExp>> = {
  deletion:
    /(^|\W)(delete|remove|erase|wipe|trash|unlink|uninstall|discard|purge|l[oö]schen|entfernen|supprimer|eliminar)(\W|$)/i,
  publishing:
    /(^|\W)(publish|send|post|submit|share|upload|deploy|release|tweet|broadcast|ver[oö]ffentlichen|senden|publier|envoyer|publicar|enviar)(\W|$)/i,
};
const credentialField = /passw|passphrase|passcode|kennwort|\bpin\b|\btoken\b|secret|api.?key|private.?key|credential/i;
const addressBar = /^(address and search bar|search with .* or enter address|address|location|url)$/i;
const typing: ReadonlySet<string> = new Set(['fill', 'type', 'clear']);
const textRoles: ReadonlySet<string> = new Set(['textbox', 'searchbox', 'combobox', 'spinbutton', 'document']);
const pressing = /^(click|double click|dblclick|press|tap|check|select|invoke|choose|open menu|menu)/i;

export function detect(facts: ActionFacts, isHome: (domain: string) => boolean): readonly Detection[] {
  const found: Detection[] = [];
  if (isNavigation(facts, isHome)) found.push('navigation');
  if (isDeletion(facts)) found.push('deletion');
  if (isButtonLike(facts) && words.publishing.test(facts.target)) found.push('publishing');
  if (typing.has(facts.verb) && !facts.isProtected && (facts.isSecret || credentialField.test(facts.target))) {
    found.push('credentials');
  }
  return found;
}

/** A link does not say where it leads, so every click on one counts. */
function isNavigation({ verb, role, target, text }: ActionFacts, isHome: (domain: string) => boolean): boolean {
  if (role === 'link' && pressing.test(verb)) return true;
  if (!typing.has(verb) || !addressBar.test(target)) return false;
  const [domain] = domainsIn(text);
  return domain === undefined || !isHome(domain);
}

function isDeletion(facts: ActionFacts): boolean {
  if (isButtonLike(facts) && words.deletion.test(facts.target)) return true;
  const isKey = facts.verb === 'press' && /(^|\+)Delete$/.test(facts.text);
  return isKey && !textRoles.has(facts.role ?? '');
}

function isButtonLike({ verb, role }: ActionFacts): boolean {
  return pressing.test(verb) && !textRoles.has(role ?? '');
}

/** Of everything that reads like an address. */
export function domainsIn(text: string): readonly string[] {
  const addresses = text.matchAll(/(?:https?:\/\/(?:[^\s/"'@]*@)?([^\s/:"'?#]+)|\b((?:[\w-]+\.)+[a-z]{2,})\b)/gi);
  return [...addresses].map(([, host, bare]) => (host ?? bare ?? '').toLowerCase());
}

/** Absolute paths, and those of the home folder. */
export function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w:/])(?:file:\/\/)?((?:~|[A-Za-z]:)?[/\\][^\s"']*)/g)].map(([, path = '']) => path);
}
