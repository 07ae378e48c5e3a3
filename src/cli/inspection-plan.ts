/** Which application `codexqa inspect` starts, and where: from the configuration when it names one, else as a command. */
import { resolve } from 'node:path';
import { defaultSession, type SessionOptions } from '../contracts/driver.ts';
import { CodexqaError } from '../contracts/errors.ts';
import type { DriverName } from '../runner/config-schema.ts';
import type { AppSettings } from '../session/settings.ts';
import { findConfig, readProjects } from './config-file.ts';

export interface InspectionPlan {
  readonly driver: DriverName;
  readonly session: SessionOptions;
  readonly name: string;
  readonly app: AppSettings;
  readonly launchTimeoutMs: number;
  /** Names that the configuration would have known, when this is a command. */
  readonly configured: readonly string[];
}

const unconfigured: Pick<InspectionPlan, 'driver' | 'session' | 'launchTimeoutMs'> = {
  driver: 'auto',
  session: defaultSession,
  launchTimeoutMs: 15_000,
};

/** @throws CONFIG_NOT_FOUND for a file that was named, CONFIG_INVALID */
export async function planInspection(
  name: string,
  args: readonly string[],
  options: { readonly config?: string; readonly driver?: DriverName },
): Promise<InspectionPlan> {
  const projects = await configuredProjects(options.config);
  const project = projects.find(({ apps }) => apps[name] !== undefined) ?? projects[0];
  const known = project?.apps[name];
  const base =
    project === undefined
      ? unconfigured
      : { driver: project.driver, session: project.session, launchTimeoutMs: project.timeouts.launchMs };
  return {
    ...base,
    ...(options.driver === undefined ? {} : { driver: options.driver }),
    name,
    app: known === undefined ? { command: commandFrom(name), args } : { ...known, args: [...known.args, ...args] },
    configured: known === undefined ? projects.flatMap(({ apps }) => Object.keys(apps)) : [],
  };
}

/** A path means what it means in the shell; the application itself starts in the HOME of its session. */
function commandFrom(name: string): string {
  return /[/\\]/.test(name) ? resolve(name) : name;
}

/** No configuration is fine: any command can be inspected. */
async function configuredProjects(config: string | undefined): ReturnType<typeof readProjects> {
  let file: string;
  try {
    file = findConfig(config);
  } catch (error) {
    if (config === undefined && error instanceof CodexqaError && error.code === 'CONFIG_NOT_FOUND') return [];
    throw error;
  }
  return readProjects(file);
}
