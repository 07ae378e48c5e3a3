/**
 * `npm run bench -- review`: the review page with 1,000 differences in Debian's chromium: until the list stands and the first pictures
 * are drawn, and how long the longest frame of a scroll through the whole list takes. Needs a built dist/ and chromium.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { EvidenceStore } from '../dist/src/journal/evidence.js';
import { RunFolder } from '../dist/src/journal/run-folder.js';
import { Review } from '../dist/src/review/decide.js';
import { servePage } from '../dist/src/review/page-server.js';
import { writePng } from '../dist/src/visual/png-write.js';
import { median, report, rowAgainst } from './harness.mjs';

const differences = 1000;
const size = { width: 1280, height: 800 };

/** A picture of its own for each: stripes that start elsewhere. */
function picture(seed) {
  const pixels = Buffer.alloc(size.width * size.height * 4, 255);
  for (let y = seed % 40; y < size.height; y += 40) {
    pixels.fill((seed * 7) % 200, y * size.width * 4, Math.min(size.height, y + 8) * size.width * 4);
  }
  return writePng({ ...size, pixels, layout: 'rgba' });
}

/** A run as a night leaves it behind, made by the parts of the product that read it again. */
function nightOf(root) {
  const folder = RunFolder.create(root, { codexqa: 'bench', argv: ['test'] });
  const evidence = new EvidenceStore(folder);
  const keep = (name, contentType, content) => ({ name, contentType, digest: evidence.keep(content) });
  const tests = Array.from({ length: differences }, (_, index) => {
    const facts = {
      baseline: `baselines/linux/${index % 20}.spec.ts/${index}.png`,
      verdict: 'differs',
      subject: 'the screen',
      app: `app ${index % 5}`,
      platform: 'linux',
      size,
      masks: [],
      counted: index * 10,
      ratio: index / 100_000,
      boxes: [{ x: 20, y: 20, width: 60, height: 30, pixels: 100 }],
    };
    const attachments = [
      keep('a-expected.png', 'image/png', picture(index % 10)),
      keep('a-actual.png', 'image/png', picture(index + 11)),
      keep('a-diff.png', 'image/png', picture(index + 23)),
      keep('a-comparison.json', 'application/json', JSON.stringify(facts)),
    ];
    return {
      testId: String(index),
      titlePath: ['group', `test ${index}`],
      project: '',
      file: `specs/${index % 20}.spec.ts`,
      line: 1,
      status: 'failed',
      attempts: [{ attachments }],
    };
  });
  writeFileSync(join(folder.path, 'results.json'), JSON.stringify({ version: 1, runId: folder.runId, tests }));
  return folder;
}

export async function bench() {
  const root = mkdtempSync(join(tmpdir(), 'cqa-review-'));
  const baselines = join(root, 'baselines');
  mkdirSync(baselines);
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const review = new Review({ root, baselines, run: nightOf(root) });
    const server = await servePage(review, { port: 0, by: 'bench', onDecision: () => {} });
    const opened = [];
    const longest = [];
    for (let round = 0; round < 5; round++) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const startedAt = performance.now();
      await page.goto(server.url);
      await page.locator(`#list li:nth-child(${differences})`).waitFor({ state: 'attached' });
      await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
      opened.push(performance.now() - startedAt);
      longest.push(await page.evaluate(scrollThrough));
      await page.close();
    }
    await server.close();
    report('review', [
      { ...rowAgainst('open-1000', median(opened)), goal: '<= 2000 ms' },
      { ...rowAgainst('scroll-1000', median(longest)), goal: 'longest frame, smooth: <= 50 ms' },
    ]);
  } finally {
    await browser.close();
    rmSync(root, { recursive: true });
  }
}

/** In the page: from the top to the end in 60 steps, one a frame; the longest time between two frames. */
async function scrollThrough() {
  const list = document.querySelector('#list');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  let longest = 0;
  let last = await frame();
  for (let step = 1; step <= 60; step++) {
    list.scrollTop = (list.scrollHeight * step) / 60;
    const now = await frame();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}
