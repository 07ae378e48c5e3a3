/** Does somebody watch this machine? Known endpoint agents among its processes, or what the locked profile names (S103). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ask, ask } from './ask-command.ts';
import type { Posture } from './posture.ts';

/** Names of processes as Linux knows them: fifteen characters at most. */
const knownAgents = [
  'falcon-sensor',
  'falcon-sensor-b',
  's1-agent',
  's1-scanner',
  'wdavdaemon',
  'elastic-endpoin',
  'elastic-agent',
  'osqueryd',
  'wazuh-agentd',
  'cbagentd',
  'cbdaemon',
  'ds_agent',
  'xagt',
  'traps_pmd',
  'taniumclient',
  'qualys-cloud-ag',
  'ir_agent',
  'sophos_mcs',
  'sophos_watchdog',
  'ampdaemon',
  'eraagent',
  'falco',
  'tetragon',
] as const;

const nameLength = 15;

export interface MonitoringOptions {
  /** Where `proc` is. */
  readonly root?: string;
  /** Account of the run: what it started itself watches nobody. */
  readonly uid?: number | undefined;
}

/** Any of those that are known. That none of them runs says nothing about others. */
export function knownMonitoring(options: MonitoringOptions = {}): Posture {
  const found = knownAgents.flatMap((name) => running(name, options) ?? []);
  const [first] = found;
  return first === undefined
    ? { state: 'unknown', why: `none of the ${knownAgents.length} agents that are known here runs: name yours` }
    : { state: 'met', why: first };
}

export function monitoringProcess(name: string, options: MonitoringOptions = {}): Posture {
  const found = running(name, options);
  if (found !== undefined) return { state: 'met', why: found };
  if (process.platform !== 'linux' && options.root === undefined) {
    return { state: 'unknown', why: 'only Linux is looked through for processes: name a command' };
  }
  return isVisible(options)
    ? { state: 'missing', why: `no process ${name} of another account runs` }
    : { state: 'unknown', why: 'processes of other accounts cannot be seen here' };
}

export function monitoringUnit(unit: string, asked: Ask = ask): Posture {
  const { text } = asked('systemctl', 'is-active', unit);
  const why = `${unit} is ${text.split('\n')[0] || 'not told'}`;
  if (text === 'active') return { state: 'met', why };
  return { state: /^(inactive|failed|activating|deactivating)$/.test(text) ? 'missing' : 'unknown', why };
}

/** In words; undefined when there is none, or only one that the run's own account has started. */
function running(name: string, { root = '/', uid = process.getuid?.() }: MonitoringOptions): string | undefined {
  const proc = join(root, 'proc');
  if (!existsSync(proc)) return undefined;
  for (const pid of readdirSync(proc).filter((entry) => /^\d+$/.test(entry))) {
    const status = statusOf(join(proc, pid, 'status'));
    const is = /^Name:\t(.*)$/m.exec(status)?.[1];
    const owner = Number(/^Uid:\t(\d+)/m.exec(status)?.[1]);
    const isZombie = /^State:\t[ZX]/m.test(status);
    if (is?.toLowerCase() !== name.slice(0, nameLength).toLowerCase() || isZombie) continue;
    if (owner === 0 || owner !== uid) return `${is} runs as process ${pid}`;
  }
  return undefined;
}

function isVisible({ root = '/' }: MonitoringOptions): boolean {
  return statusOf(join(root, 'proc', '1', 'status')) !== '';
}

/** Processes end while they are looked at. */
function statusOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
