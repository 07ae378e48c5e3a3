/** What a run goes by, against the run before it: a change of the configuration or the policy stands in the record. */
import { userInfo } from 'node:os';
import type { FullConfig } from '@playwright/test/reporter';
import type { ConfigurationChanged, WentBy } from '../src/contracts/audit-entry.ts';
import type { RunFolder } from '../src/journal/run-folder.ts';
import { canonicalJson } from '../src/support/canonical-json.ts';

/** Leaves for the next run what this one goes by. Undefined where nothing changed, or nothing was there to compare with. */
export function configurationChange(
  folder: RunFolder,
  configuration: string,
  { projects }: FullConfig,
): ConfigurationChanged | undefined {
  const [policy] = projects.flatMap(({ use }) => policyOf(use) ?? []);
  const to: WentBy = { configuration, ...(policy === undefined ? {} : { policy }) };
  folder.updateHead({ wentBy: to });
  const before = folder.runBefore();
  if (before === undefined || canonicalJson(before.wentBy) === canonicalJson(to)) return undefined;
  const { runId: since, wentBy: from } = before;
  return { kind: 'audit', event: 'configuration-changed', by: userInfo().username, since, from, to };
}

function policyOf(use: object): string | undefined {
  return (use as { codexqa?: { policy?: { digest: string } } }).codexqa?.policy?.digest;
}
