import { readFileSync } from 'node:fs';
import { defineConfig } from 'codexqa';

/** `npm run night` makes the key; in a real project each approver makes their own and hands in this line. */
const alice = readFileSync(new URL('alice.pub', import.meta.url), 'utf8').trim();

export default defineConfig({
  apps: {
    calculator: { command: 'galculator', package: 'galculator' },
    editor: { command: './apps/editor-with-updates.sh', package: ['mousepad', 'zenity'] },
  },
  reporters: ['list', 'allure'],
  workers: 2,
  retries: 1,
  approvals: { approvers: { alice: { key: alice } } },
  notifications: {
    channels: { phone: { kind: 'webhook', url: { env: 'NIGHT_HOOK' }, secret: { env: 'NIGHT_SECRET' } } },
  },
});
