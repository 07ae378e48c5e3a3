/** Visual comparison against its peers: raw 1920x1080 captures against a stored baseline, and PNG file against PNG file. */
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { BaselineCache } from '../dist/src/visual/baseline-cache.js';
import { BaselinePicture } from '../dist/src/visual/baseline-picture.js';
import { comparePictures, defaultCompareOptions } from '../dist/src/visual/compare.js';
import { differencePng } from '../dist/src/visual/difference.js';
import { compare, report, rest } from './harness.mjs';
import { loadCorpus } from './visual/corpus.mjs';
import { installPeers, loadPeers } from './visual/peers.mjs';

/** Neither of the two leaves anything behind. */
const undisturbed = () => {};
const options = { ...defaultCompareOptions, threshold: 0.1 };
const out = (who) => `bench/out/visual/diff-${who}.png`;

/** What each case stands for is in issue order: passing, failing, two files. */
export async function bench(wanted) {
  installPeers();
  const corpus = loadCorpus();
  const { peers, stop } = loadPeers();
  const { base } = corpus;
  const yesterday = new Date(Date.now() - 86_400_000);
  utimesSync(base.path, yesterday, yesterday);
  const cases = [];
  const isWanted = (name) => wanted.length === 0 || wanted.includes(name);
  const add = async (name, goal, contestants, { runs = 11, between = rest } = {}) => {
    if (isWanted(name)) cases.push({ ...(await compare(name, contestants, { runs, warmUp: 2, between })), goal });
  };
  const against = (names, actual, withDiff) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        async () => void (await peers[name](base.path, actual.path, withDiff ? out(name) : undefined)),
      ]),
    );

  // raw capture against the baseline already unpacked, against the memory compare of two equal buffers
  const cache = new BaselineCache();
  const twin = Buffer.from(base.raw.pixels);
  const memcmp = () => void Buffer.from(base.raw.pixels.buffer).equals(twin);
  cache.read(base.path, base.path).imageLike(base.raw);
  for (const name of ['identical', 'one-pixel', 'caret']) {
    const actual = { ...corpus[name].raw, pixels: Uint8Array.from(corpus[name].raw.pixels) };
    const ours = () => void cache.read(base.path, base.path).compare(actual, options);
    await add(name, 'memcmp >= 0.67x', { ours, memcmp }, { runs: 101, between: undisturbed });
  }

  const same = { ...base.raw, pixels: Uint8Array.from(base.raw.pixels) };
  await add('pass-digest', 'playwright >= 40x, blazediff >= 5x', {
    ours: () => void BaselinePicture.read(readFileSync(base.path), base.path).compare(same, options),
    ...against(['playwright', 'blazediff-native'], corpus.identical, false),
  });
  await add('pass-cached', 'playwright >= 100x, blazediff >= 10x', {
    ours: () => void cache.read(base.path, base.path).compare(same, options),
    ...against(['playwright', 'blazediff-native'], corpus.identical, false),
  });
  for (const change of ['caret', 'reflow', 'different']) {
    const { raw } = corpus[change];
    const fail = (picture) => {
      const { bands } = picture.compare(raw, options);
      writeFileSync(out('ours'), differencePng(picture.imageLike(raw), bands, []));
    };
    const failing = against(
      ['playwright', 'blazediff-native', 'pixelmatch+pngjs', 'odiff-server'],
      corpus[change],
      true,
    );
    await add(`fail-cached ${change}`, 'playwright >= 5x, blazediff >= 2x', {
      ours: () => fail(cache.read(base.path, base.path)),
      ...failing,
    });
    await add(`fail-cold ${change}`, 'playwright >= 5x, blazediff >= 1.2x', {
      ours: () => fail(BaselinePicture.read(readFileSync(base.path), base.path)),
      ...failing,
    });
  }
  for (const change of ['identical', 'caret', 'reflow']) {
    const two = () => {
      const expected = BaselinePicture.read(readFileSync(base.path), base.path);
      const actual = BaselinePicture.read(readFileSync(corpus[change].path), 'actual').imageLike(base.image);
      const { bands } = expected.compare(actual, options);
      if (bands.length > 0) writeFileSync(out('ours'), differencePng(expected.imageLike(actual), bands, []));
    };
    await add(`two-png ${change}`, 'blazediff >= 1x', {
      ours: two,
      ...against(Object.keys(peers), corpus[change], true),
    });
  }
  const counted = comparePictures(base.image, corpus.reflow.image, options).counted;
  console.log(`counted on reflow: ours ${counted}`);
  for (const [name, peer] of Object.entries(peers))
    console.log(`  ${name} ${(await peer(base.path, corpus.reflow.path, undefined)).trim().split('\n')[0]}`);
  stop();
  report('visual', cases);
}
