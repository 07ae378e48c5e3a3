/** Pictures for the visual benchmark: one page in headless Chromium with small and large changes. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { toBgrx } from '../../dist/src/visual/pixels.js';
import { readPng } from '../../dist/src/visual/png-read.js';
import { writeBaselinePng, writePng } from '../../dist/src/visual/png-write.js';

const folder = 'bench/out/visual';
const page = new URL('./page.html', import.meta.url).href;

/** `path` is the stored baseline form, `raw` what a capture gives. */
export function loadCorpus() {
  mkdirSync(folder, { recursive: true });
  const base = picture('base');
  const onePixel = { ...base.image, pixels: Uint8Array.from(base.image.pixels) };
  const at = (540 * base.image.width + 1700) * 4;
  for (let channel = 0; channel < 3; channel++) onePixel.pixels[at + channel] ^= 0x80;
  return {
    base,
    identical: base,
    'one-pixel': saved('one-pixel', onePixel),
    caret: picture('caret'),
    reflow: picture('reflow'),
    different: picture('different'),
  };
}

function picture(name) {
  const shot = `${folder}/${name}.shot.png`;
  if (!existsSync(shot)) {
    const { status, stderr } = spawnSync(
      'chromium',
      [
        '--headless',
        '--no-sandbox',
        '--hide-scrollbars',
        '--window-size=1920,1080',
        `--screenshot=${shot}`,
        `${page}#${name}`,
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0 || !existsSync(shot))
      throw new Error(`the benchmark draws its pictures with chromium (apt-get install chromium):\n${stderr}`);
  }
  return saved(name, readPng(readFileSync(shot), shot).image);
}

function saved(name, image) {
  const path = `${folder}/${name}.png`;
  writeFileSync(path, name === 'base' ? writeBaselinePng(image) : writePng(image));
  return { path, image, raw: toBgrx(image, 0) };
}
