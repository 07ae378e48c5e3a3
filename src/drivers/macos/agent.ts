/** The agent process: owns every call into macOS, so that a crash or a hang there ends the agent and not the worker. */
import { CodexqaError } from '../../contracts/errors.ts';
import { loadNative } from './native.ts';
import { NativeBackend } from './native-backend.ts';

export interface AgentRequest {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type AgentAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string; readonly fix?: string } };

const library = process.env['CODEXQA_MAC_LIBRARY'];
const backend = new NativeBackend(await loadNative(library === undefined ? {} : { library }));
const methods = backend as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

process.on('message', (request: AgentRequest) => {
  void answer(request).then((reply) => process.send?.(reply));
});
// without its worker it has no purpose
process.on('disconnect', () => process.exit(0));
process.send?.({ id: 0, result: 'ready' } satisfies AgentAnswer);

async function answer({ id, method, args }: AgentRequest): Promise<AgentAnswer> {
  try {
    return { id, result: await methods[method]?.call(backend, ...args) };
  } catch (error) {
    if (!(error instanceof CodexqaError)) return { id, error: { code: 'DRIVER_UNAVAILABLE', message: String(error) } };
    const sentence = error.message.replace(/^[A-Z_]+: /, '').split('\n')[0] ?? '';
    const fix = error.fix === undefined ? {} : { fix: error.fix };
    return { id, error: { code: error.code, message: sentence, ...fix } };
  }
}
