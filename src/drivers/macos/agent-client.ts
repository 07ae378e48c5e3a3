/** The worker's side of the agent: the backend's methods as messages, each with a time limit. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CodexqaError, type ErrorCode } from '../../contracts/errors.ts';
import { Deadline, withDeadline } from '../../support/deadline.ts';
import type { AgentAnswer } from './agent.ts';
import type { MacBackend } from './backend.ts';
import { createMacTools, type MacTools } from './tools.ts';

const answerWithinMs = 15_000;
const startWithinMs = 10_000;
const methods = ['state', 'permissions', 'windows', 'tree', 'read', 'perform', 'set', 'keys', 'pointer'] as const;

export interface AgentOptions {
  /** The fake library of the tests, in place of macOS. */
  readonly library?: string;
  /** Compiled agent; beside this file unless told. */
  readonly script?: string;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class Agent {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #closed = false;

  private constructor(child: ChildProcess, onLost: (reason: string) => void) {
    this.#child = child;
    child.on('message', (answer: AgentAnswer) => this.#settle(answer));
    child.on('exit', (code, signal) => {
      const reason = `the agent process ended with ${signal ?? `exit code ${code}`}`;
      for (const { reject } of this.#waiting.values()) reject(new CodexqaError('SESSION_LOST', reason));
      this.#waiting.clear();
      if (!this.#closed) onLost(reason);
    });
  }

  static async start(onLost: (reason: string) => void, options: AgentOptions = {}): Promise<Agent> {
    const script = options.script ?? join(import.meta.dirname, 'agent.js');
    if (!existsSync(script))
      throw new CodexqaError('DRIVER_UNAVAILABLE', `the agent ${script} is missing`, { fix: 'npm run build' });
    const library = options.library === undefined ? {} : { CODEXQA_MAC_LIBRARY: options.library };
    const child = fork(script, { serialization: 'advanced', env: { ...process.env, ...library }, execArgv: [] });
    const agent = new Agent(child, onLost);
    const ready = new Promise<unknown>((resolve, reject) => agent.#waiting.set(0, { resolve, reject }));
    await withDeadline(ready, Deadline.after(startWithinMs), 'the start of the agent');
    return agent;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async ask(method: string, args: readonly unknown[]): Promise<unknown> {
    const id = ++this.#asked;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    if (!this.#child.connected) throw new CodexqaError('SESSION_LOST', 'the agent process is gone');
    this.#child.send({ id, method, args });
    try {
      return await withDeadline(answer, Deadline.after(answerWithinMs), `${method} of the agent`);
    } finally {
      this.#waiting.delete(id);
    }
  }

  #settle(answer: AgentAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('result' in answer) waiting?.resolve(answer.result);
    else {
      const { code, message, fix } = answer.error;
      waiting?.reject(new CodexqaError(code as ErrorCode, message, fix === undefined ? {} : { fix }));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#child.connected) await this.ask('close', []).catch(() => undefined);
    this.#child.kill();
  }

  backend(): MacBackend {
    const calls = methods.map((method) => [method, (...args: readonly unknown[]) => this.ask(method, args)]);
    return { ...Object.fromEntries(calls), close: () => this.close() } as MacBackend;
  }
}

export async function connectAgent(
  onLost: (reason: string) => void,
): Promise<{ backend: MacBackend; tools: MacTools }> {
  const agent = await Agent.start(onLost);
  const tools = await createMacTools(() => agent.ask('display', []) as ReturnType<MacTools['screen']>);
  return { backend: agent.backend(), tools };
}
