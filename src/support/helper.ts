/** A child process for what may hang or crash, so that the worker does not: methods as messages, each with a time limit. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { CodexqaError, type ErrorCode } from '../contracts/errors.ts';
import { Deadline, withDeadline } from './deadline.ts';

export interface HelperOptions {
  /** Compiled module that calls `serve`. */
  readonly script: string;
  /** What messages call it. */
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly answerWithinMs: number;
  /** Told when it ends without being closed. */
  readonly onLost: (reason: string) => void;
}

interface Request {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string; readonly fix?: string } };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const startWithinMs = 30_000;

export class Helper {
  readonly #child: ChildProcess;
  readonly #options: HelperOptions;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #closed = false;

  private constructor(child: ChildProcess, options: HelperOptions) {
    this.#child = child;
    this.#options = options;
    child.on('message', (answer: Answer) => this.#settle(answer));
    child.on('exit', (code, signal) => {
      const reason = `the ${options.name} process ended with ${signal ?? `exit code ${code}`}`;
      for (const { reject } of this.#waiting.values()) reject(new CodexqaError('SESSION_LOST', reason));
      this.#waiting.clear();
      if (!this.#closed) options.onLost(reason);
    });
  }

  /** @throws DRIVER_UNAVAILABLE without its script, or what the helper could not load; DEADLINE_EXCEEDED */
  static async start(options: HelperOptions): Promise<Helper> {
    const { script, name, env = {} } = options;
    if (!existsSync(script))
      throw new CodexqaError('DRIVER_UNAVAILABLE', `the ${name} ${script} is missing`, { fix: 'npm run build' });
    const child = fork(script, { serialization: 'advanced', env: { ...process.env, ...env }, execArgv: [] });
    const helper = new Helper(child, options);
    const ready = new Promise<unknown>((resolve, reject) => helper.#waiting.set(0, { resolve, reject }));
    try {
      await withDeadline(ready, Deadline.after(startWithinMs), `the start of the ${name}`);
    } catch (error) {
      helper.kill();
      throw error;
    }
    return helper;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @throws DEADLINE_EXCEEDED; the helper goes on with what it was asked */
  async ask(method: string, args: readonly unknown[]): Promise<unknown> {
    const { name, answerWithinMs } = this.#options;
    const id = ++this.#asked;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    if (!this.#child.connected) throw new CodexqaError('SESSION_LOST', `the ${name} process is gone`);
    this.#child.send({ id, method, args } satisfies Request);
    try {
      return await withDeadline(answer, Deadline.after(answerWithinMs), `${method} of the ${name}`);
    } finally {
      this.#waiting.delete(id);
    }
  }

  #settle(answer: Answer): void {
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

  /** Ends it whatever it is doing; nobody is told. */
  kill(): void {
    this.#closed = true;
    this.#child.kill('SIGKILL');
  }
}

/** The other end, in the child: answers with the methods of what `make` makes, and ends with its worker. */
export async function serve(make: () => Promise<object>): Promise<void> {
  // without its worker it has no purpose
  process.on('disconnect', () => process.exit(0));
  const target = await answerOf(0, make);
  process.send?.('result' in target ? ({ id: 0, result: 'ready' } satisfies Answer) : target);
  if (!('result' in target)) return;
  const methods = target.result as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
  process.on('message', ({ id, method, args }: Request) => {
    void answerOf(id, async () => methods[method]?.(...args)).then((reply) => process.send?.(reply));
  });
}

async function answerOf(id: number, work: () => Promise<unknown>): Promise<Answer> {
  try {
    return { id, result: await work() };
  } catch (error) {
    if (!(error instanceof CodexqaError)) return { id, error: { code: 'DRIVER_UNAVAILABLE', message: String(error) } };
    const sentence = error.message.replace(/^[A-Z_]+: /, '').split('\n')[0] ?? '';
    return {
      id,
      error: { code: error.code, message: sentence, ...(error.fix === undefined ? {} : { fix: error.fix }) },
    };
  }
}
