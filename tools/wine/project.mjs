/** A throw-away project as a Windows user would have it: codexqa packed and installed for win32, our fixtures compiled. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createJiti } from 'jiti';
import { attempt, cache, run } from './box.mjs';

const repository = join(import.meta.dirname, '..', '..');
export const project = join(cache, 'project');

/** What users install who want it; the driver's error message names the same. */
const nut = '@nut-tree/nut-js@npm:@nut-tree-fork/nut-js@4.2.6';
const compiler = 'x86_64-w64-mingw32-gcc';
const flags = ['-O1', '-Wall', '-Werror', '-municode', '-mwindows'];

export async function compileFixtures() {
  const sources = join(repository, 'fixtures', 'apps', 'win32');
  const apps = join(project, 'apps');
  mkdirSync(apps, { recursive: true });
  for (const name of readdirSync(sources).filter((file) => file.endsWith('.c'))) {
    const target = join(apps, name.replace(/\.c$/, '.exe'));
    run(compiler, [...flags, '-o', target, join(sources, name), '-lcomctl32']);
  }
  // the stand-in for UI Automation, which Wine 8 has not
  const facts = join(repository, 'src', 'drivers', 'windows', 'uia', 'uia-facts.sample.ts');
  const { slotHeader } = await createJiti(import.meta.url).import(facts);
  writeFileSync(join(apps, 'uia-slots.h'), slotHeader());
  const double = join(repository, 'fixtures', 'windows', 'uia-double.c');
  run(compiler, ['-O1', '-w', '-shared', `-I${apps}`, '-o', join(apps, 'uia.dll'), double, '-loleaut32', '-luser32']);
  // the stand-in for power settings, of which Wine tells nothing
  const power = join(repository, 'fixtures', 'windows', 'powrprof-double.c');
  run(compiler, ['-O1', '-Wall', '-Werror', '-shared', '-o', join(apps, 'powrprof-double.dll'), power]);
}

/** Packs what `npm publish` would send and installs it with the dependencies that Windows gets. @throws Obstacle */
export function installPackage() {
  const own = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const dependencies = JSON.stringify([own.dependencies, own.devDependencies['@playwright/test'], nut]);
  const stamp = join(project, 'dependencies.json');
  const archive = run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', cache], {
    cwd: repository,
  }).trim();
  const tarball = join(cache, archive.split('\n').at(-1));
  const known = existsSync(stamp) && readFileSync(stamp, 'utf8') === dependencies;
  if (!known) {
    rmSync(join(project, 'node_modules'), { recursive: true, force: true });
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'on-windows', private: true, type: 'module' }));
    const engine = `@playwright/test@${own.devDependencies['@playwright/test']}`;
    const install = ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', '--os=win32', '--cpu=x64'];
    attempt('npm cannot install for Windows', 'npm', [...install, tarball, engine, nut], {
      cwd: project,
      timeout: 300_000,
    });
    writeFileSync(stamp, dependencies);
  } else {
    const target = join(project, 'node_modules', 'codexqa');
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  }
  rmSync(tarball);
}

/** Specs of specs/desktop that hold on Linux and on Windows alike, word for word. */
const shared = ['notes.spec.ts'];

/** Specs, their baselines and the configuration; the baselines go back with `keepBaselines`. */
export function copySpecs() {
  for (const folder of ['specs', 'fixtures', 'baselines', 'driver', 'tools'])
    rmSync(join(project, folder), { recursive: true, force: true });
  const specs = join(project, 'specs', 'desktop');
  cpSync(join(repository, 'tools', 'wine', 'specs'), specs, { recursive: true });
  for (const file of shared) cpSync(join(repository, 'specs', 'desktop', file), join(specs, file));
  for (const file of ['test.ts', 'notes.ts'])
    cpSync(join(repository, 'fixtures', file), join(project, 'fixtures', file));
  cpSync(join(repository, 'tools', 'wine', 'driver'), join(project, 'driver'), { recursive: true });
  const baselines = join(repository, 'baselines', 'win32');
  if (existsSync(baselines)) cpSync(baselines, join(project, 'baselines', 'win32'), { recursive: true });
  const config = join('tools', 'wine', 'codexqa.config.ts');
  cpSync(join(repository, config), join(project, config));
  writeFileSync(join(project, 'codexqa.config.ts'), "export { default } from './tools/wine/codexqa.config.ts';\n");
}

/** After `--update-snapshots`: what Wine rendered becomes what is expected. */
export function keepBaselines() {
  const rendered = join(project, 'baselines', 'win32');
  if (existsSync(rendered)) cpSync(rendered, join(repository, 'baselines', 'win32'), { recursive: true });
}
