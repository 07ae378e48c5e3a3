/** The policy beside the configuration: found by its name, read, checked, and refused with every mistake by its place. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { policyFaults } from '../policy/contradictions.ts';
import { type Policy, policySchema } from '../policy/policy.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { digestOf } from '../support/digest.ts';
import { didYouMean } from '../support/near-miss.ts';
import { type Mistake, mistakesOf } from './config-mistakes.ts';
import type { CodexqaConfig } from './config-schema.ts';

/** A policy as it is in force for one project. */
export interface PolicyInForce {
  readonly file: string;
  /** Of what it says, not of its layout. */
  readonly digest: string;
  readonly policy: Policy;
  readonly role: string;
}

export interface PolicyFile {
  readonly file: string;
  readonly policy: Policy | undefined;
  readonly mistakes: readonly Mistake[];
}

const names = ['yaml', 'yml', 'ts', 'mts', 'js', 'mjs'].map((extension) => `codexqa.policy.${extension}`);

/** Undefined where there is none. `approvers` of the configuration are the people it may name. */
export function readPolicy(configFile: string, { approvals }: CodexqaConfig): PolicyFile | undefined {
  const [file, second] = names.map((name) => join(dirname(configFile), name)).filter((path) => existsSync(path));
  if (file === undefined) return undefined;
  if (second !== undefined) {
    const sentence = `expected one policy, saw ${basename(file)} and ${basename(second)}`;
    return { file, policy: undefined, mistakes: [{ path: [], sentence }] };
  }
  const content = contentOf(file);
  if ('mistakes' in content) return { file, policy: undefined, mistakes: content.mistakes };
  const checked = policySchema.safeParse(content.value, { reportInput: true });
  if (!checked.success) return { file, policy: undefined, mistakes: mistakesOf(checked.error.issues) };
  const approvers = Object.entries(approvals?.approvers ?? {}).map(([name, { until }]) => ({ name, until }));
  const today = new Date().toISOString().slice(0, 10);
  return { file, policy: checked.data, mistakes: policyFaults(checked.data, approvers, today) };
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

export function policyInForce(found: PolicyFile | undefined, role: string | undefined): PolicyInForce | undefined {
  const { file, policy } = found ?? {};
  if (file === undefined || policy === undefined) return undefined;
  const [only = ''] = Object.keys(policy.roles);
  return { file, policy, digest: digestOf(canonicalJson(policy)), role: role ?? only };
}

function contentOf(file: string): { readonly value: unknown } | { readonly mistakes: readonly Mistake[] } {
  try {
    if (/\.ya?ml$/.test(file)) {
      const document = parseDocument(readFileSync(file, 'utf8'));
      const mistakes = document.errors.map(({ message }) => ({
        path: [],
        sentence: message.split('\n')[0] ?? message,
      }));
      return mistakes.length > 0 ? { mistakes } : { value: document.toJS() as unknown };
    }
    // loaded only here: every worker reads this module, and few have a policy in TypeScript
    const { createJiti } = createRequire(import.meta.url)('jiti') as typeof import('jiti');
    const loaded = createJiti(import.meta.url, { interopDefault: true })(file) as { default?: unknown };
    return { value: loaded.default ?? loaded };
  } catch (error) {
    return { mistakes: [{ path: [], sentence: error instanceof Error ? error.message : String(error) }] };
  }
}
