/** A screen of 1024x768 and 500 needles in os-autoinst's own files: as many kinds of areas as GNOME's needles have, drawn by Chromium. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readPng } from '../../dist/src/visual/png-read.js';
import { writePng } from '../../dist/src/visual/png-write.js';

const width = 1024;
const height = 768;
const screens = 40;
const page = new URL('./page.html', import.meta.url).href;

/** @returns {{ screen: string, needles: string }} paths of the screen's picture and of the folder */
export function loadCorpus(folder, count = 500) {
  const needles = `${folder}/needles`;
  const screen = `${folder}/screen.png`;
  if (existsSync(screen)) return { screen, needles };
  mkdirSync(needles, { recursive: true });
  const drawn = drawScreens(folder);
  const random = seeded(11);
  for (let n = 0; n < count; n++) writeNeedle(needles, n, drawn, random);
  writeFileSync(screen, writePng(drawn[0]));
  return { screen, needles };
}

/** One in ten is of the screen itself, every second of those a little off: moved, blurred by noise, darker. */
function writeNeedle(folder, n, drawn, random) {
  const own = n % 10 === 0;
  const source = own ? drawn[0] : drawn[1 + (n % (screens - 1))];
  const image = own && n % 20 === 10 ? changed(source, n, random) : source;
  const areas = Array.from({ length: n % 2 === 0 ? 1 : 2 }, () => telling(image, random));
  const json = areas.map((area, index) => ({
    ...area,
    type: 'match',
    ...(index === 0 && n % 3 > 0 ? click(area) : {}),
  }));
  if (n % 5 === 1) json.push({ ...inside(areas[0], random), type: 'exclude' });
  if (n % 7 === 0) json[0].match = 90;
  if (n % 11 === 0) json[0].margin = 100;
  const name = `needle-${String(n).padStart(3, '0')}`;
  writeFileSync(`${folder}/${name}.png`, writePng(image));
  const text = { area: json, tags: [`ENV-DESKTOP-gnome`, `tag-${n % 147}`], properties: [] };
  writeFileSync(`${folder}/${name}.json`, JSON.stringify(text, null, 2));
}

function drawScreens(folder) {
  const shot = `${folder}/screens.png`;
  const { stderr } = spawnSync(
    'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--hide-scrollbars',
      `--window-size=${width},${height * screens}`,
      `--screenshot=${shot}`,
      page,
    ],
    { encoding: 'utf8' },
  );
  if (!existsSync(shot))
    throw new Error(`the benchmark draws its pictures with chromium (apt-get install chromium):\n${stderr}`);
  const { pixels } = readPng(readFileSync(shot), shot).image;
  const size = width * height * 4;
  return Array.from({ length: screens }, (_, n) => ({
    width,
    height,
    layout: 'rgba',
    pixels: pixels.slice(n * size, (n + 1) * size),
  }));
}

/** An area with something in it: text, a border. */
function telling(image, random) {
  for (;;) {
    const area = { width: 40 + random(260), height: 16 + random(74) };
    const placed = { xpos: random(width - area.width), ypos: random(height - area.height), ...area };
    if (contrast(image, placed) > 14) return placed;
  }
}

function contrast({ pixels }, { xpos, ypos, width: columns, height: rows }) {
  let sum = 0;
  let squares = 0;
  for (let y = ypos; y < ypos + rows; y++) {
    for (let x = xpos; x < xpos + columns; x++) {
      const value = pixels[(y * width + x) * 4 + 1];
      sum += value;
      squares += value * value;
    }
  }
  const count = columns * rows;
  return Math.sqrt(squares / count - (sum / count) ** 2);
}

function click(area) {
  return { click_point: { xpos: Math.ceil(area.width / 2), ypos: Math.ceil(area.height / 2) } };
}

function inside({ xpos, ypos, width: columns, height: rows }, random) {
  return { xpos: xpos + random(columns >> 1), ypos: ypos + random(rows >> 1), width: columns >> 2, height: rows >> 2 };
}

function changed(image, n, random) {
  const pixels = Buffer.from(image.pixels);
  const kind = ((n / 20) % 3) | 0;
  const moved = (random(80) - 40) * width + random(80) - 40;
  for (let i = 0; i < pixels.length; i += 4) {
    for (let channel = 0; channel < 3; channel++) {
      const value = image.pixels[(kind === 0 ? (i + moved * 4 + pixels.length) % pixels.length : i) + channel];
      pixels[i + channel] =
        kind === 0 ? value : kind === 1 ? Math.min(255, value + random(9)) : Math.round(value * 0.97);
    }
  }
  return { ...image, pixels };
}

function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return Math.floor((state / 0x7fffffff) * below);
  };
}
