/** What codexqa may use here and why, and what of it no run on record has used (S39–S43). */
import type { Platform, Probe } from '../contracts/driver.ts';
import type { Verdict } from '../contracts/gate.ts';
import type { JournalEntry } from '../contracts/journal.ts';
import { JournalReader } from '../journal/reader.ts';
import type { RunFolder } from '../journal/run-folder.ts';
import type { Permission } from './verdict.ts';

/** What a project hands out: applications, password fields, rules that lift a question. */
export interface Grant {
  readonly name: string;
  readonly reason: string;
  /** By whom it is seen that it was used. */
  readonly usedBy: 'launch' | 'rule' | 'field';
  /** Of the application, the rule, the field. */
  readonly of: string;
}

/** Applications that were launched, rules that decided, fields that something was entered into. */
interface Touched {
  readonly launch: ReadonlySet<string>;
  readonly rule: ReadonlySet<string>;
  readonly field: ReadonlySet<string>;
}

interface Baseline {
  readonly name: string;
  readonly reason: string;
  /** Names of the driver's own probes for it. */
  readonly probe: RegExp;
}

/** S39: exactly these three. */
const baseline: readonly Baseline[] = [
  {
    name: 'screen recording',
    reason: 'pictures are compared, and effects seen in pixels',
    probe: /screen.*recording/i,
  },
  { name: 'accessibility', reason: 'elements are found, read and acted on by role and name', probe: /accessibility/i },
  { name: 'notifications (optional)', reason: 'what comes up by itself is noticed as such', probe: /notification/i },
];

/** Only macOS asks for permissions; elsewhere the session or the account has what it needs. */
export function baselinePermissions(platform: Platform, probes: readonly Probe[]): readonly Permission[] {
  return baseline.map(({ name, reason, probe }) => ({
    name,
    reason,
    state: platform === 'macos' ? stateOf(probes.filter((each) => probe.test(each.name))) : 'not needed',
    used: undefined,
  }));
}

function stateOf(probes: readonly Probe[]): Permission['state'] {
  if (probes.length === 0 || probes.some(({ detail }) => detail.startsWith('unknown'))) return 'unknown';
  return probes.every(({ ok }) => ok) ? 'granted' : 'missing';
}

/** With no run on record nobody knows what is used. */
export function grantedPermissions(grants: readonly Grant[], runs: readonly RunFolder[]): readonly Permission[] {
  const touched = runs.length === 0 ? undefined : touchedIn(runs);
  return grants.map(({ name, reason, usedBy, of }) => ({
    name,
    reason,
    state: 'granted',
    used: touched?.[usedBy].has(of.toLowerCase()),
  }));
}

/** Why it is not as it should be; undefined when it is (S42, S43). */
export function complaintOf({ reason, state, used }: Permission): string | undefined {
  if (reason.trim() === '') return 'nobody has said why: say it in one line, or take it away';
  if (reason.includes('\n')) return 'its reason is longer than one line';
  if (state === 'missing') return 'it is not granted';
  return used === false ? 'no run on record has used it: take it away' : undefined;
}

function touchedIn(runs: readonly RunFolder[]): Touched {
  const touched = { launch: new Set<string>(), rule: new Set<string>(), field: new Set<string>() };
  for (const { verb, target, verdict } of verdictsOf(runs)) {
    touched.rule.add(verdict.rule.toLowerCase());
    if (verb === 'launch') touched.launch.add(target.toLowerCase());
    if (verb === 'fill' || verb === 'type') touched.field.add(fieldOf(verdict).toLowerCase());
  }
  return touched;
}

function* verdictsOf(runs: readonly RunFolder[]): Iterable<Extract<JournalEntry, { readonly kind: 'verdict' }>> {
  for (const folder of runs) {
    for (const { entry } of new JournalReader(folder).records()) if (entry.kind === 'verdict') yield entry;
  }
}

function fieldOf(verdict: Verdict): string {
  return verdict.kind === 'ask' ? '' : (verdict.inputs?.['target'] ?? '');
}
