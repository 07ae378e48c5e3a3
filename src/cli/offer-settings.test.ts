/** Whether the settings are opened: asked once, of a person only. */
import { expect, test } from '@playwright/test';
import type { DriverReport } from '../runner/machine.ts';
import { offerSettings } from './offer-settings.ts';

const missing = (name: string) => ({ name, ok: false, detail: 'not granted', settings: `settings:${name}` });
const reports: readonly DriverReport[] = [
  { driver: 'linux', probes: [{ name: 'Xvfb', ok: false, detail: 'missing', fix: 'install it' }], checks: [] },
  { driver: 'macos', probes: [missing('Accessibility'), missing('Screen Recording')], checks: [] },
];

async function offered(answer: string, more: { readonly isAttended?: boolean; readonly of?: typeof reports } = {}) {
  const said: string[] = [];
  await offerSettings(more.of ?? reports, {
    isAttended: more.isAttended ?? true,
    async ask(question) {
      said.push(question);
      return answer;
    },
    async show(driver, page) {
      said.push(`${driver} shows ${page}`);
    },
  });
  return said;
}

const question = 'Open the settings for "Accessibility" now? [Y/n] ';

test('the first that is missing is offered, and Enter opens it', async () => {
  for (const answer of ['', 'y', ' Yes\n']) {
    expect(await offered(answer)).toEqual([question, 'macos shows settings:Accessibility']);
  }
});

test('no is no', async () => {
  for (const answer of ['n', 'no', 'later']) expect(await offered(answer)).toEqual([question]);
});

test('where nobody sits at the terminal nothing is asked and nothing opens', async () => {
  expect(await offered('', { isAttended: false })).toEqual([]);
});

test('what has no page of settings is left to its fix', async () => {
  expect(await offered('', { of: reports.slice(0, 1) })).toEqual([]);
});
