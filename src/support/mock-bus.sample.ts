/** A private message bus with mocked services on it (python-dbusmock), for tests of what listens to the person's own desktop. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { busConfig } from '../drivers/linux/session/bus-daemon.ts';

export class MockBus {
  readonly address: string;
  readonly #children: ChildProcess[] = [];
  #said = '';

  private constructor(daemon: ChildProcess, address: string) {
    this.#children.push(daemon);
    this.address = address;
  }

  static async open(): Promise<MockBus> {
    const folder = mkdtempSync(join(tmpdir(), 'codexqa-bus-'));
    const config = join(folder, 'bus.conf');
    writeFileSync(config, busConfig('session', 'unix:tmpdir=/tmp'));
    const args = [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address=1'];
    const daemon = spawn('dbus-daemon', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const [address] = (await once(daemon.stdout, 'data')) as [Buffer];
    rmSync(folder, { recursive: true });
    return new MockBus(daemon, address.toString('utf8').trim());
  }

  /** Resolves when the service is there. `name`: what it owns then. */
  async mock(template: string, name: string, parameters: object = {}): Promise<void> {
    const args = ['-m', 'dbusmock', '--template', template, '--parameters', JSON.stringify(parameters)];
    const child = spawn('/usr/bin/python3', args, { env: this.environment, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (data) => (this.#said += String(data)));
    this.#children.push(child);
    await promisify(execFile)('gdbus', ['wait', '--session', '--timeout', '60', name], { env: this.environment });
  }

  /** Calls a method of a mock: `call('org.x', '/org/x', 'org.x.Do', '"text"')`. */
  async call(name: string, path: string, method: string, ...args: readonly string[]): Promise<string> {
    const target = ['--session', '--dest', name, '--object-path', path, '--method', method];
    const { stdout } = await promisify(execFile)('gdbus', ['call', ...target, ...args], { env: this.environment });
    return stdout;
  }

  /** Calls that the mocks have got. */
  get said(): string {
    return this.#said;
  }

  /** Templates of system services go to this bus as well. */
  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      DBUS_SESSION_BUS_ADDRESS: this.address,
      DBUS_SYSTEM_BUS_ADDRESS: this.address,
    };
  }

  close(): void {
    for (const child of this.#children.toReversed()) child.kill('SIGKILL');
  }
}
