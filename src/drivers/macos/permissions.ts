/** Permissions of macOS: asked for by trying, named by who must be granted what, never guessed. */
import type { Probe } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import type { MacBackend, MacPermissions, Permission } from './backend.ts';
import { whyImpossible } from './guard.ts';
import type { MacTools } from './tools.ts';

interface Grant {
  readonly permission: keyof MacPermissions;
  readonly name: string;
  readonly pane: string;
}

const grants: readonly Grant[] = [
  { permission: 'accessibility', name: 'Accessibility', pane: 'Privacy_Accessibility' },
  { permission: 'screenRecording', name: 'Screen & System Audio Recording', pane: 'Privacy_ScreenCapture' },
  { permission: 'eventPosting', name: 'Accessibility (sending events)', pane: 'Privacy_Accessibility' },
];

/** macOS judges the program that started us, not node: granting the wrong one changes nothing. */
export function responsibleProgram(env: NodeJS.ProcessEnv = process.env): string {
  if (env['SSH_CONNECTION'] !== undefined) return 'sshd-keygen-wrapper (this is an ssh session)';
  const known: Readonly<Record<string, string>> = {
    Apple_Terminal: 'Terminal',
    'iTerm.app': 'iTerm',
    vscode: 'Visual Studio Code',
    WarpTerminal: 'Warp',
    ghostty: 'Ghostty',
  };
  const program = env['TERM_PROGRAM'];
  return program === undefined
    ? 'the program that starts codexqa (for a LaunchAgent: node itself)'
    : (known[program] ?? program);
}

function fixOf(grant: Grant): string {
  return (
    `grant "${grant.name}" to ${responsibleProgram()} in System Settings > Privacy & Security, then quit and reopen it; ` +
    `the pane opens with: open "${pageOf(grant)}"`
  );
}

function pageOf({ pane }: Grant): string {
  return `x-apple.systempreferences:com.apple.preference.security?${pane}`;
}

function sentence(verdict: Permission): string {
  switch (verdict) {
    case 'granted':
      return 'granted, and tried';
    case 'denied':
      return 'not granted';
    case 'unusable':
      return 'granted, but it does not work: after an update of the program the grant must be renewed';
  }
}

/** S13: refused before the first action. @throws PERMISSION_MISSING */
export function mustBePermitted(permissions: MacPermissions): void {
  for (const grant of grants) {
    const verdict = permissions[grant.permission];
    if (verdict === 'granted') continue;
    throw new CodexqaError('PERMISSION_MISSING', `macOS permission "${grant.name}": ${sentence(verdict)}`, {
      fix: fixOf(grant),
      facts: { permissions },
    });
  }
}

/** S39: accessibility, screen recording, and notifications where they can be known. */
export async function probeMac(backend: MacBackend, tools: MacTools): Promise<readonly Probe[]> {
  const permissions = await backend.permissions();
  const state = await backend.state();
  const impossible = whyImpossible(state, await tools.lidShut());
  const { width, height, scale } = await tools.screen();
  return [
    ...grants.map((grant): Probe => {
      const verdict = permissions[grant.permission];
      const probe = { name: grant.name, ok: verdict === 'granted', detail: sentence(verdict) };
      return probe.ok ? probe : { ...probe, fix: fixOf(grant), settings: pageOf(grant) };
    }),
    {
      name: 'desktop',
      ok: impossible === undefined,
      detail: impossible ?? `${width}x${height} pixels, scale ${scale}`,
      ...(impossible === undefined
        ? {}
        : { fix: 'log in, unlock the screen, keep the lid open or a display attached' }),
    },
    {
      name: 'secure input',
      ok: !state.secureInput,
      detail: state.secureInput ? 'a program withholds keys from all others' : 'off',
      optional: true,
    },
    { name: 'notifications', ok: true, detail: 'unknown: a process without a bundle cannot ask', optional: true },
  ];
}
