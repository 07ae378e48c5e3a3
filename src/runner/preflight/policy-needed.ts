/** Nobody is there to say no: what a run may do then has to be written down before it begins (S125). */
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import type { SetupStep } from '../../preflight/verdict.ts';
import type { ProjectOptions } from '../options.ts';

export const withoutPolicy = 'no policy says what a run may do while nobody is there';

export function policyStep(all: readonly ProjectOptions[]): SetupStep {
  const named = { name: 'policy', rule: 'S125' };
  const policy = all.find((each) => each.policy !== undefined)?.policy;
  if (policy === undefined) return { ...named, state: 'unmet', why: withoutPolicy, fix: policyFix(all) };
  return { ...named, state: 'met', why: `${basename(policy.file)} of ${policy.policy.owner}` };
}

/** With a policy in it that could be used as it is. */
function policyFix(all: readonly ProjectOptions[]): string {
  const apps = [...new Set(all.flatMap((each) => Object.keys(each.apps)))].map((name) => JSON.stringify(name));
  const rule = `{ id: own applications, verdict: allow, apps: [${apps.join(', ')}] }`;
  const policy = `{ version: 1, owner: ${userInfo().username}, roles: { tester: { rules: [${rule}] } } }`;
  return `write codexqa.policy.yaml beside the configuration, for instance ${policy}`;
}
