/** Rules that cannot both be meant: the first of them matches all that the second one does, and says something else. */
import { canonicalJson } from '../support/canonical-json.ts';
import { globOf } from './judge.ts';
import type { Conditions, Policy, PolicyRule } from './policy.ts';

export interface PolicyFault {
  readonly path: readonly PropertyKey[];
  readonly sentence: string;
}

export interface KnownApprover {
  readonly name: string;
  readonly until?: string | undefined;
}

/** All that the schema cannot see; `approvers` are those of the configuration, `today` is `2026-11-22`. */
export function policyFaults(
  policy: Policy,
  approvers: readonly KnownApprover[],
  today: string,
): readonly PolicyFault[] {
  return Object.entries(policy.roles).flatMap(([role, { rules }]) =>
    rules.flatMap((rule, index) => {
      const path = ['roles', role, 'rules', index];
      return [
        ...repeated(rule, rules.slice(0, index), path),
        ...contradicted(rule, rules.slice(0, index), path),
        ...approverFaults(rule.approvers ?? [], approvers, today, [...path, 'approvers']),
      ];
    }),
  );
}

function repeated({ id }: PolicyRule, before: readonly PolicyRule[], path: readonly PropertyKey[]): PolicyFault[] {
  if (!before.some((rule) => rule.id === id)) return [];
  return [{ path: [...path, 'id'], sentence: `expected an id of its own, saw "${id}" a second time` }];
}

function contradicted(rule: PolicyRule, before: readonly PolicyRule[], path: readonly PropertyKey[]): PolicyFault[] {
  const stronger = before.find((earlier) => earlier.verdict !== rule.verdict && covers(earlier, rule));
  if (stronger === undefined) return [];
  const sentence = `rule "${rule.id}" (${rule.verdict}) contradicts rule "${stronger.id}" (${stronger.verdict}), which stands before it and matches all that it does`;
  return [{ path, sentence }];
}

/** Whatever the later rule matches, the earlier one matches as well. */
function covers(earlier: PolicyRule, later: PolicyRule): boolean {
  const [wide, narrow] = [conditionsOf(earlier), conditionsOf(later)];
  // what was noticed is only allowed by a rule that names it
  if (earlier.verdict === 'allow' && narrow.detects !== undefined && wide.detects === undefined) return false;
  return (Object.keys(wide) as (keyof Conditions)[]).every((key) => {
    const [all, some] = [wide[key], narrow[key]];
    if (all === undefined) return true;
    return all.some((item) => item === '*') || some?.every((item) => all.some((each) => means(each, item))) === true;
  });
}

/** A glob that matches another one as it is written matches whatever that one matches: only its own stars can have met the other's. */
function means(wide: unknown, narrow: unknown): boolean {
  if (typeof wide === 'string' && typeof narrow === 'string') return globOf(wide).test(narrow);
  return canonicalJson(wide) === canonicalJson(narrow);
}

function conditionsOf({ id: _, verdict: __, reason, risk, approvers, quorum, ...conditions }: PolicyRule): Conditions {
  return conditions;
}

/** People who are named and may not answer. */
export function approverFaults(
  names: readonly string[],
  approvers: readonly KnownApprover[],
  today: string,
  path: readonly PropertyKey[],
): readonly PolicyFault[] {
  return names.flatMap((name, index) => {
    const known = approvers.find((approver) => approver.name === name);
    const place = [...path, index];
    if (known === undefined) return [{ path: place, sentence: `"${name}" is not among the configuration's approvers` }];
    if (known.until === undefined || known.until >= today) return [];
    return [{ path: place, sentence: `${name} could approve until ${known.until}` }];
  });
}
