/** The policy beside the configuration: found by its name, read, checked, and refused with every mistake by its place. */
import { type KnownApprover, policyFaults } from '../policy/contradictions.ts';
import { type Policy, policySchema } from '../policy/policy.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { digestOf } from '../support/digest.ts';
import { didYouMean } from '../support/near-miss.ts';
import type { Mistake } from './config-mistakes.ts';
import type { CodexqaConfig } from './config-schema.ts';
import { type DeclaredFile, readDeclared } from './declared-file.ts';

/** A policy as it is in force for one project. */
export interface PolicyInForce {
  readonly file: string;
  /** Of what it says, not of its layout. */
  readonly digest: string;
  readonly policy: Policy;
  readonly role: string;
}

/** Undefined where there is none. `approvers` of the configuration are the people it may name. */
export function readPolicy(configFile: string, { approvals }: CodexqaConfig): DeclaredFile<Policy> | undefined {
  return readDeclared(configFile, 'codexqa.policy', policySchema, (policy) =>
    policyFaults(policy, knownApprovers(approvals), today()),
  );
}

export function knownApprovers(approvals: CodexqaConfig['approvals']): readonly KnownApprover[] {
  return Object.entries(approvals?.approvers ?? {}).map(([name, { until }]) => ({ name, until }));
}

/** `2026-11-22` */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Roles that the configuration names and the policy does not have, or does not name where there are several. */
export function roleMistakes({ role, projects }: CodexqaConfig, policy: Policy | undefined): readonly Mistake[] {
  const known = Object.keys(policy?.roles ?? {});
  const places = [
    { role, path: ['role'] as const, isLast: projects === undefined },
    ...(projects ?? []).map((project, index) => ({
      role: project.role ?? role,
      path: ['projects', index, 'role'] as const,
      isLast: true,
    })),
  ];
  return places.flatMap(({ role: named, path, isLast }) => {
    if (named !== undefined && policy === undefined)
      return [{ path, sentence: `there is no codexqa.policy.yaml that has "${named}"` }];
    if (named !== undefined && !known.includes(named)) {
      return [{ path, sentence: `the policy has no role "${named}"${didYouMean(named, known)}` }];
    }
    if (named !== undefined || policy === undefined || !isLast || known.length === 1) return [];
    return [{ path, sentence: `expected one of the policy's roles (${known.join(', ')}), saw nothing` }];
  });
}

export function policyInForce(
  found: DeclaredFile<Policy> | undefined,
  role: string | undefined,
): PolicyInForce | undefined {
  const { file, value: policy } = found ?? {};
  if (file === undefined || policy === undefined) return undefined;
  const [only = ''] = Object.keys(policy.roles);
  return { file, policy, digest: digestOf(canonicalJson(policy)), role: role ?? only };
}
