/** The worker's side of the agent: the backend's methods as messages, each with a time limit. */
import { Helper } from '../../support/helper.ts';
import { ownModule } from '../../support/own-file.ts';
import type { MacBackend } from './backend.ts';
import { createMacTools, type MacTools } from './tools.ts';

const answerWithinMs = 15_000;
const methods = ['state', 'permissions', 'windows', 'tree', 'read', 'perform', 'set', 'keys', 'pointer'] as const;

export interface AgentOptions {
  /** The fake library of the tests, in place of macOS. */
  readonly library?: string;
  /** Compiled agent; ours unless told. */
  readonly script?: string;
}

/** Only the agent ever loads the libraries. */
export function startAgent(onLost: (reason: string) => void, options: AgentOptions = {}): Promise<Helper> {
  const { library, script = ownModule('src/drivers/macos/agent') } = options;
  const env: Readonly<Record<string, string>> = library === undefined ? {} : { CODEXQA_MAC_LIBRARY: library };
  return Helper.start({ script, name: 'agent', env, answerWithinMs, onLost });
}

export function backendOf(agent: Helper): MacBackend {
  const calls = methods.map((method) => [method, (...args: readonly unknown[]) => agent.ask(method, args)]);
  return { ...Object.fromEntries(calls), close: () => agent.close() } as MacBackend;
}

export async function connectAgent(
  onLost: (reason: string) => void,
): Promise<{ backend: MacBackend; tools: MacTools }> {
  const agent = await startAgent(onLost);
  const tools = await createMacTools(() => agent.ask('display', []) as ReturnType<MacTools['screen']>);
  return { backend: backendOf(agent), tools };
}
