/** The commands by name. Only the one that is asked for is loaded: pictures, pages and tables of the others would cost each run 0.3 s. */
import type { Command } from 'commander';
import type { PersonsWish } from './control-commands.ts';

type Loader = () => Promise<Command>;

const control =
  (wish: PersonsWish): Loader =>
  async () =>
    (await import('./control-commands.ts')).controlCommand(wish);

/** In the order that the help lists them. */
const loaders: Readonly<Record<string, Loader>> = {
  test: async () => (await import('./test-command.ts')).testCommand(),
  init: async () => (await import('./init-command.ts')).initCommand(),
  doctor: async () => (await import('./doctor-command.ts')).doctorCommand(),
  inspect: async () => (await import('./inspect-command.ts')).inspectCommand(),
  'install-deps': async () => (await import('./install-deps-command.ts')).installDepsCommand(),
  'show-report': async () => (await import('./show-report-command.ts')).showReportCommand(),
  platform: async () => (await import('./platform-command.ts')).platformCommand(),
  report: async () => (await import('./report-command.ts')).reportCommand(),
  'merge-reports': async () => (await import('./merge-reports-command.ts')).mergeReportsCommand(),
  resume: async () => (await import('./resume-command.ts')).resumeCommand(),
  pause: control('pause'),
  continue: control('continue'),
  abort: control('abort'),
  approvals: async () => (await import('./approvals-command.ts')).approvalsCommand(),
  plan: async () => (await import('./plan-command.ts')).planCommand(),
  preflight: async () => (await import('./preflight-command.ts')).preflightCommand(),
  'verify-locked': async () => (await import('./verify-locked-command.ts')).verifyLockedCommand(),
  audit: async () => (await import('./audit-command.ts')).auditCommand(),
  notifications: async () => (await import('./notifications-command.ts')).notificationsCommand(),
  oversee: async () => (await import('./oversee-command.ts')).overseeCommand(),
  runs: async () => (await import('./runs-command.ts')).runsCommand(),
  history: async () => (await import('./history-command.ts')).historyCommand(),
  durations: async () => (await import('./durations-command.ts')).durationsCommand(),
  baselines: async () => (await import('./baselines-command.ts')).baselinesCommand(),
  needles: async () => (await import('./needles-command.ts')).needlesCommand(),
  ui: async () => (await import('./ui-command.ts')).uiCommand(),
};

/** The command that the arguments begin with; all of them for a help, a slip of the hand, or none. */
export async function commandsFor([first = '']: readonly string[]): Promise<readonly Command[]> {
  const named = Object.hasOwn(loaders, first) ? loaders[first] : undefined;
  return named === undefined ? Promise.all(Object.values(loaders).map((load) => load())) : [await named()];
}
