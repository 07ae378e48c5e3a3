/**
 * Merges the sources into what ships. Each module that somebody asks for by its path stays a file of its own, a door; what lies behind the doors is
 * shared out over as few files as there are sets of doors that need it, so that a door loads nothing it does not import. What `import()` loads later
 * stays apart. Reading a hundred small files through Playwright's loader costs each process a tenth of a second.
 */
import { cpSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import fg from 'fast-glob';

/** Packages of many files that every worker needs: they ship inside, with what they need and all licences. */
const inside = ['zod', 'dbus-native'];

/** dbus-native reads descriptions of interfaces with it; nothing here asks for one. */
const neverUsed = /^xml2js$/;

const sources = ['{src,reporters}/**/*.ts', '!**/*.{test,sample}.ts', '!src/visual/kernel/**'];

/** Paths of what was made. */
export async function bundle() {
  await noneKnowsItsPlace();
  const { metafile } = await build({
    entryPoints: await doors(),
    bundle: true,
    splitting: true,
    external: beside(),
    plugins: [{ name: 'never used', setup: leaveOut }],
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    outbase: '.',
    outdir: 'dist',
    // below src, where whoever looks for the caller of this package passes over them
    chunkNames: 'src/[name]-[hash]',
    // for the packages inside that are not ES modules
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'warning',
    metafile: true,
  });
  for (const file of await licences(metafile)) cpSync(file, `dist/licences/${file.replace('node_modules/', '')}`);
  return Object.keys(metafile.outputs);
}

/** Sources that are published, loaded by Playwright or as a process, measured, or tested as they ship. */
async function doors() {
  const { bin, exports } = manifest();
  const published = [...Object.values(bin), ...Object.values(exports).map((given) => given.default ?? given)];
  const paths = [
    ...published.filter((path) => path.endsWith('.js')).map((path) => path.replace(/^(\.\/)?dist\//, '')),
    ...(await namesIn(sources, /\bownModule\(\s*'([^']+)'/g)),
    ...(await namesIn(['{bench,tools,src,specs}/**/*.{mjs,ts}', '!bench/out/**'], /\/dist\/([\w./-]+\.js)'/g)),
  ];
  return [...new Set(paths.map((path) => `${path.replace(/\.js$/, '')}.ts`))];
}

async function namesIn(patterns, mention) {
  const files = await fg(patterns);
  return files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(mention)].map(([, name]) => name));
}

/** Packages that are installed with this one. */
function beside() {
  const { dependencies, peerDependencies } = manifest();
  return Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !inside.includes(name));
}

function manifest() {
  return JSON.parse(readFileSync('package.json', 'utf8'));
}

function leaveOut({ onResolve, onLoad }) {
  onResolve({ filter: neverUsed }, ({ path }) => ({ path, namespace: 'never used' }));
  onLoad({ filter: neverUsed, namespace: 'never used' }, () => ({ contents: '' }));
}

/** Of the packages that went in. */
function licences({ inputs }) {
  const folders = Object.keys(inputs).map((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return fg([...new Set(folders.filter(Boolean))].map((folder) => `${folder}/{LICENSE,LICENCE,COPYING}*`));
}

/** A merged module lies elsewhere than its source: only own-file.ts may know where anything is. */
async function noneKnowsItsPlace() {
  const places = /import\.meta\.(dirname|filename)|new URL\([^)]*import\.meta/;
  const guilty = (await fg(sources)).filter((file) => places.test(readFileSync(file, 'utf8')));
  if (guilty.length > 0)
    throw new Error(`${guilty.join(', ')}: use ownFile() or ownModule() of src/support/own-file.ts`);
}
