/** Private message buses: one for the session, one for accessibility, both with nothing that could be started behind our back. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deadline } from '../../../support/deadline.ts';
import { Helper, type HelperCommand, readyDescriptor } from './helper.ts';

/**
 * No `servicedir`: nothing can be started by a message. The default limit of 128 replies per connection ends pipelined
 * reading ("maximum number of pending replies per connection has been reached").
 */
export function busConfig(type: 'session' | 'accessibility', address: string): string {
  const limits = {
    max_incoming_bytes: 1_000_000_000,
    max_outgoing_bytes: 1_000_000_000,
    max_message_size: 1_000_000_000,
    max_replies_per_connection: 50_000,
    max_match_rules_per_connection: 50_000,
    max_names_per_connection: 50_000,
    max_completed_connections: 100_000,
    max_incomplete_connections: 10_000,
    max_connections_per_user: 100_000,
  };
  const limitLines = Object.entries(limits).map(([name, value]) => `  <limit name="${name}">${value}</limit>`);
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>${type}</type>
  <keep_umask/>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
${limitLines.join('\n')}
</busconfig>
`;
}

export interface Bus {
  readonly helper: Helper;
  readonly address: string;
}

export async function startBus(
  type: 'session' | 'accessibility',
  root: string,
  command: Pick<HelperCommand, 'program' | 'setpriv' | 'env'>,
  deadline: Deadline,
): Promise<Bus> {
  const config = join(root, `${type}.conf`);
  writeFileSync(config, busConfig(type, `unix:path=${join(root, `${type}.bus`)}`));
  const helper = Helper.start({
    ...command,
    name: `dbus-daemon (${type} bus)`,
    args: [`--config-file=${config}`, '--nofork', '--nopidfile', `--print-address=${readyDescriptor}`],
    deathSignal: 'KILL',
  });
  return { helper, address: await helper.ready(deadline) };
}
