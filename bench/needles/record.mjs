/**
 * `node bench/needles/record.mjs`: small screens and needles of every kind, and what os-autoinst says of them, into bench/needles/facts.
 * The unit tests compare with these facts where os-autoinst is not installed.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readPng } from '../../dist/src/visual/png-read.js';
import { writePng } from '../../dist/src/visual/png-write.js';
import { loadCorpus } from './corpus.mjs';
import { judgeWithPeer, peerRoot } from './peer.mjs';

const folder = 'bench/needles/facts';
const width = 240;
const height = 160;

loadCorpus('bench/out/needles');
const shot = 'bench/out/needles/screens.png';
const all = readPng(readFileSync(shot), shot).image;

/** A part of one of the screens that the benchmark draws. */
function cut(screen, x, y, columns = width, rows = height) {
  const pixels = Buffer.alloc(columns * rows * 4);
  for (let row = 0; row < rows; row++) {
    const from = ((screen * 768 + y + row) * all.width + x) * 4;
    all.pixels.copy(pixels, row * columns * 4, from, from + columns * 4);
  }
  return { width: columns, height: rows, pixels, layout: 'rgba' };
}

function changed(image, change) {
  return {
    ...image,
    pixels: image.pixels.map((value, i) => (i % 4 === 3 ? value : Math.max(0, Math.min(255, change(value, i))))),
  };
}

const at = [215, 110];
const own = cut(0, ...at);
const match = (xpos, ypos, columns, rows, more = {}) => ({
  xpos,
  ypos,
  width: columns,
  height: rows,
  type: 'match',
  ...more,
});
const label = match(6, 40, 140, 20);
const needles = {
  same: { image: own, area: [label] },
  'same-two-areas': { image: own, area: [label, match(20, 100, 120, 40, { click_point: { xpos: 10, ypos: 12 } })] },
  'one-of-two-fails': { image: own, area: [label, match(20, 100, 120, 40, { match: 100 })], patch: [30, 110] },
  'moved-near': { image: cut(0, at[0] - 17, at[1] - 9), area: [match(23, 49, 140, 20)] },
  'moved-too-far': { image: cut(0, at[0] - 70, at[1] - 50), area: [match(76, 90, 140, 20)] },
  'moved-far-with-margin': { image: cut(0, at[0] - 70, at[1] - 50), area: [match(76, 90, 140, 20, { margin: 100 })] },
  'narrow-margin': { image: cut(0, at[0] - 17, at[1] - 9), area: [match(23, 49, 140, 20, { margin: 4 })] },
  darker: { image: changed(own, (value) => value * 0.97), area: [label] },
  'darker-lenient': { image: changed(own, (value) => value * 0.95), area: [match(6, 40, 140, 20, { match: 80 })] },
  noisy: { image: changed(own, (value, i) => value + ((i * 7919) % 9) - 4), area: [label] },
  'very-noisy': { image: changed(own, (value, i) => value + ((i * 7919) % 41) - 20), area: [label] },
  'other-colours': { image: changed(own, (value, i) => (i % 4 === 0 ? value - 60 : value)), area: [label] },
  'excluded-change': { image: own, area: [label, { ...match(80, 45, 30, 10), type: 'exclude' }], patch: [85, 47] },
  'change-not-excluded': { image: own, area: [label], patch: [85, 47] },
  'excluded-elsewhere': { image: own, area: [label, { ...match(0, 0, 30, 10), type: 'exclude' }] },
  'other-screen': { image: cut(5, ...at), area: [label] },
  'other-screen-2': { image: cut(0, 70, 480), area: [match(8, 20, 170, 100)] },
  'whole-screen': { image: own, area: [match(0, 0, width, height)] },
  'at-the-corner': { image: own, area: [match(0, 0, 50, 40), match(width - 50, height - 40, 50, 40)] },
  'odd-sizes': { image: own, area: [match(61, 41, 37, 13), match(3, 90, 101, 7)] },
  tiny: { image: own, area: [match(70, 45, 7, 5)] },
  'larger-than-the-screen': { image: cut(0, ...at, 300, 200), area: [match(220, 150, 60, 40)] },
  workaround: { image: own, area: [label], properties: ['workaround'] },
  'default-values': { image: own, area: [{ xpos: 6, ypos: 40, width: 140, height: 20 }] },
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(`${folder}/needles`, { recursive: true });
for (const [name, { image, area, properties = [], patch }] of Object.entries(needles)) {
  const pixels = Buffer.from(image.pixels);
  if (patch !== undefined)
    for (let y = 0; y < 6; y++)
      pixels.fill(0, ((patch[1] + y) * image.width + patch[0]) * 4, ((patch[1] + y) * image.width + patch[0] + 12) * 4);
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255;
  writeFileSync(`${folder}/needles/${name}.png`, writePng({ ...image, pixels }));
  writeFileSync(
    `${folder}/needles/${name}.json`,
    `${JSON.stringify({ area, properties, tags: ['facts', name] }, null, 2)}\n`,
  );
}
writeFileSync(`${folder}/screen.png`, writePng(own));
const root = peerRoot();
const facts = [0, 0.02, 1].map((ratio) => {
  const { found } = judgeWithPeer(root, `${folder}/needles`, `${folder}/screen.png`, { ratio });
  return { ratio, found };
});
writeFileSync(`${folder}/facts.json`, `${JSON.stringify(facts, null, 1)}\n`);
