/** Needles against os-autoinst: one screen of 1024x768 judged against 500 needles, and whether both say the same. */
import { readFileSync } from 'node:fs';
import { judgeNeedles } from '../dist/src/visual/needles/judge-needles.js';
import { readNeedleFolder } from '../dist/src/visual/needles/needle-folder.js';
import { onScreen } from '../dist/src/visual/needles/screen.js';
import { readPng } from '../dist/src/visual/png-read.js';
import { compare, report } from './harness.mjs';
import { loadCorpus } from './needles/corpus.mjs';
import { judgeWithPeer, peerRoot } from './needles/peer.mjs';

export async function bench(wanted) {
  const root = peerRoot();
  const { screen, needles } = loadCorpus('bench/out/needles');
  const picture = readPng(readFileSync(screen), screen).image;
  const known = readNeedleFolder(needles).needles;
  judgeNeedles(picture, known, {});
  const warm = () => judgeWithPeer(root, needles, screen, { runs: 2 }).ms[1];
  const cold = () => judgeWithPeer(root, needles, screen).ms[0];
  const verdicts = (each) => judgeNeedles(picture, each, { need: 'verdict' });
  const cases = [];
  const add = async (name, goal, ours, peer) => {
    if (wanted.length > 0 && !wanted.includes(name)) return;
    cases.push({ ...(await compare(name, { ours, 'os-autoinst': peer }, { runs: 5 })), goal });
  };
  // the second of two runs on both sides: the pictures of the needles are in memory, and nothing else has used the processor since
  const second = (work) => {
    work();
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  };
  await add('needles-500', 'os-autoinst >= 10x', () => second(() => verdicts(known)), warm);
  // with the place of every area that fails, which only a report asks for
  await add('needles-500 placed', '-', () => second(() => judgeNeedles(picture, known, {})), warm);
  // every needle is read from its files first
  await add('needles-500 cold', '-', () => void verdicts(readNeedleFolder(needles).needles), cold);
  sayWhetherEqual(picture, known, judgeWithPeer(root, needles, screen).found);
  report('needles', cases);
}

/** @throws when one verdict differs: then the times above are worth nothing */
function sayWhetherEqual(picture, known, theirs) {
  const ours = judgeNeedles(picture, known, {});
  const quick = new Map(judgeNeedles(picture, known, { need: 'verdict' }).map((each) => [each.needle.name, each.ok]));
  const byName = new Map(ours.map((each) => [each.needle.name, each]));
  const wrong = theirs.filter(({ needle, ok }) => byName.get(needle).ok !== ok || quick.get(needle) !== ok);
  if (theirs.length !== ours.length || wrong.length > 0)
    throw new Error(`other verdicts than os-autoinst's: ${wrong.map(({ needle }) => needle).join(', ')}`);
  const sameOrder = theirs.filter(({ needle }, index) => ours[index].needle.name === needle).length;
  const areas = theirs.flatMap(({ needle, areas: found }) =>
    found.map((their, index) => ({
      their,
      our: byName.get(needle).areas[index],
      area: byName.get(needle).needle.matchAreas()[index],
    })),
  );
  const off = Math.max(...areas.map(({ their, our }) => Math.abs(their.similarity - our.similarity)));
  const elsewhere = areas.filter(({ their, our }) => their.x !== our.place.x || their.y !== our.place.y);
  const worst = Math.max(0, ...elsewhere.map((each) => worseBy(picture, each)));
  console.log(
    [
      `${theirs.length} needles, ${theirs.filter(({ ok }) => ok).length} fit: verdicts equal, ${sameOrder} in the same order`,
      `${areas.length} areas: similarities differ by at most ${off.toExponential(1)}`,
      `${areas.length - elsewhere.length} places equal, ${elsewhere.length} elsewhere but as good: the differences there are the same to ${worst.toExponential(1)} of the area's own energy`,
    ].join('\n'),
  );
}

/** How much more, or less, an area differs from the screen at their place than at ours: their sums are floats, ours are exact. */
function worseBy(picture, { their, our, area }) {
  const { width, height } = area;
  const errorAt = ({ x, y }) =>
    onScreen(picture, (screen) => {
      const within = { x, y, width, height };
      return screen.seek({ template: area.template, within, near: { x, y } }).error;
    });
  const energy = area.template.grey.pixels.reduce((sum, pixel) => sum + pixel * pixel, 0);
  return Math.abs(errorAt(their) - errorAt(our.place)) / energy;
}
