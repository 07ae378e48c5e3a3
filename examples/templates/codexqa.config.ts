import { readFileSync } from 'node:fs';
import { defineConfig } from 'codexqa';

/** `npm run try` makes the keys; in a real project each person makes their own and hands in the public line. */
const keyOf = (name: string) => ({ key: readFileSync(new URL(`keys/${name}.pub`, import.meta.url), 'utf8').trim() });

export default defineConfig({
  apps: {
    till: { command: 'galculator', package: 'galculator' },
    editor: { command: 'mousepad', args: ['--disable-server'], package: 'mousepad' },
  },
  reporters: ['list'],
  workers: 2,
  approvals: {
    timeoutMs: 600_000,
    approvers: { 'release-manager': keyOf('release-manager'), lawyer: keyOf('lawyer'), 'on-call': keyOf('on-call') },
  },
});
