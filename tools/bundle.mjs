/**
 * Merges the files of a room in dist/ into one, `room.js`. The files that other rooms import, its doors, stay where they are and hand on what they
 * gave before; what a room loads later by `import()` stays apart. Every worker loads these rooms before its first test, and each
 * file costs it half a millisecond.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';
import fg from 'fast-glob';

const rooms = ['dist/src/session', 'dist/src/drivers/linux'];

/** Whoever may import a file of dist/. */
const users = ['dist/**/*.js', '!dist/**/page/*.js', 'bench/**/*.mjs', '!bench/out/**', '!**/node_modules/**'];

const form = { bundle: true, format: 'esm', platform: 'node', target: 'node20.19', write: false, logLevel: 'warning' };

export async function bundleRooms() {
  const { imports, exportsOf } = await readGraph();
  for (const room of rooms) {
    const isInside = (file) => file.startsWith(`${room}/`);
    const crossed = imports.filter(({ from, to }) => isInside(to) && !isInside(from));
    const doors = [...new Set(crossed.map(({ to }) => to))].map((path) => ({ path, names: exportsOf.get(path) }));
    const files = await merge(room, doors);
    const placed = files.find(({ text }) => text.includes('import.meta'));
    if (placed !== undefined)
      throw new Error(`${placed.path} looks for something by its own place, and has been moved`);
    for (const file of await fg(`${room}/**/*.js`)) rmSync(file);
    for (const { path, text } of files) writeFileSync(path, text);
    for (const [place, { path, names }] of doors.entries()) {
      const from = `./${relative(dirname(path), join(room, 'room.js'))}`;
      writeFileSync(
        path,
        `export { ${names.map((name) => `${inRoom(place, name)} as ${name}`).join(', ')} } from '${from}';\n`,
      );
    }
  }
}

/** Which file imports which, and what each exports, by paths from here. */
async function readGraph() {
  const entryPoints = await fg(users);
  const { metafile } = await build({
    ...form,
    entryPoints,
    packages: 'external',
    splitting: true,
    outdir: '.',
    outbase: '.',
    metafile: true,
    plugins: [{ name: 'this checkout only', setup: ({ onResolve }) => onResolve({ filter: /^\./ }, elsewhere) }],
  });
  return {
    imports: Object.entries(metafile.inputs).flatMap(([from, { imports }]) =>
      imports.filter(({ external }) => !external).map(({ path }) => ({ from, to: path })),
    ),
    exportsOf: new Map(Object.values(metafile.outputs).map(({ entryPoint, exports }) => [entryPoint, exports])),
  };
}

/** Some files of the benchmarks run where the package is installed. */
function elsewhere({ path, resolveDir }) {
  return existsSync(resolve(resolveDir, path)) ? undefined : { path, external: true };
}

/** Two doors may give the same name to different things. */
function inRoom(place, name) {
  return `${name}_${place}`;
}

/** All merged files lie at the top of the room: there one path to another room is right for each. */
async function merge(room, doors) {
  const contents = doors.map(({ path, names }, place) => {
    const given = names.map((name) => `${name} as ${inRoom(place, name)}`).join(', ');
    return `export { ${given} } from './${relative(room, path)}';`;
  });
  const { outputFiles } = await build({
    ...form,
    stdin: { contents: contents.join('\n'), resolveDir: room },
    entryNames: 'room',
    splitting: true,
    outdir: room,
    plugins: [{ name: 'this room only', setup: ({ onResolve }) => onResolve({ filter: /./ }, outside(room)) }],
  });
  return outputFiles;
}

function outside(room) {
  return ({ path, resolveDir, kind }) => {
    if (kind === 'entry-point') return undefined;
    if (!path.startsWith('.')) return { path, external: true };
    const target = resolve(resolveDir, path);
    return target.startsWith(resolve(room) + sep) ? undefined : { path: relative(room, target), external: true };
  };
}
