/** Proof of effect on a real web page in Chromium: hovering, focus rings and late paint are no proof, pixels alone can be. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Desktop } from './desktop.ts';
import type { EffectDemand } from './effect.ts';
import { linuxDesktop } from './linux-desktop.sample.ts';

const page = `<!doctype html><title>Effects</title>
<style>button { margin: 8px } #hover:hover + p { background: orange }</style>
<button>Dead</button><button title="A help text">Explained</button>
<div><button id=hover>Highlights</button><p>neighbour</p></div>
<button onclick="answer.textContent = 'done'">Answers</button><output id=answer></output>
<button onclick="picture.getContext('2d').fillRect(10, 10, 40, 30)">Paints</button><canvas id=picture width=120 height=60></canvas>
<label>Name <input id=name></label>`;

async function withPage(body: (desktop: Desktop) => Promise<void>): Promise<void> {
  const { session, desktop } = await linuxDesktop({
    settings: { effectTimeoutMs: 5000, actionTimeoutMs: 60_000, launchTimeoutMs: 60_000 },
  });
  writeFileSync(join(session.home, 'page.html'), page);
  try {
    const args = [
      '--no-sandbox',
      '--no-first-run',
      '--force-renderer-accessibility',
      `--user-data-dir=${session.home}/profile`,
    ];
    const app = await desktop.launch({
      command: 'chromium',
      args: [...args, `--app=file://${session.home}/page.html`],
    });
    await app.getByRole('button', { name: 'Dead' }).waitFor();
    await body(desktop);
  } finally {
    await session.close();
  }
}

test('a page answers by its tree or its pixels; hovering and focus are no answer', async () => {
  await withPage(async (desktop) => {
    const seen: string[] = [];
    const click = async (name: string, demand: EffectDemand): Promise<string | undefined> => {
      await desktop.getByRole('button', { name }).click({ effect: demand });
      const effect = desktop.records().at(-1)?.effect;
      seen.push(`${name}: ${effect?.verdict} ${effect?.evidence.join('; ')}`);
      return effect?.verdict;
    };
    await desktop.getByRole('button', { name: 'Answers' }).click();
    await desktop.getByLabel('Name').fill('Ada Lovelace');
    for (const name of ['Dead', 'Highlights', 'Explained', 'Dead'])
      expect(await click(name, 'optional'), seen.join('\n')).not.toBe('confirmed');
    await desktop.stage.session.capture({ kind: 'screen' });
    expect(await click('Paints', 'required')).not.toBe('no-effect');
    const dead = desktop.getByRole('button', { name: 'Dead' }).click();
    await expect(dead).rejects.toThrow('ACTION_NO_EFFECT');
  });
});
