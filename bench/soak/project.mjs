/** A project with codexqa installed as npm would, in a temporary folder: a build that goes on meanwhile does not disturb the soak. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const flow = fileURLToPath(new URL('thirty-lines.flow.ts', import.meta.url));

/** Resolves modules for every project below it. */
export function install() {
  const folder = mkdtempSync(join(tmpdir(), 'cqa-soak-'));
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'codexqa');
  mkdirSync(own, { recursive: true });
  for (const part of ['dist', 'package.json']) cpSync(join(repository, part), join(own, part), { recursive: true });
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(repository, 'node_modules', name), join(modules, name));
  }
  return { folder, codexqa: join(own, 'dist', 'src') };
}

const config = (retries) => `import { defineConfig } from 'codexqa';
export default defineConfig({
  apps: { editor: { command: 'mousepad', args: ['--disable-server'] } },
  reporters: ['line'],
  retries: ${retries},
  workers: 1,
});
`;

export class Project {
  constructor(installation, name, { retries }) {
    this.codexqa = installation.codexqa;
    this.folder = join(installation.folder, name);
    this.page = this.#write('page.txt', '');
    this.witness = this.#write('witness.txt', '');
    this.#write('codexqa.config.ts', config(retries));
    cpSync(flow, join(this.folder, 'specs', 'thirty-lines.spec.ts'));
  }

  get cli() {
    return join(this.codexqa, 'cli', 'main.js');
  }

  get environment() {
    const { PATH, HOME, LANG, TMPDIR, USER } = process.env;
    return { PATH, HOME, LANG, TMPDIR, USER, NO_COLOR: '1', SOAK_PAGE: this.page, SOAK_WITNESS: this.witness };
  }

  pageLines() {
    return readFileSync(this.page, 'utf8').split('\n').filter(Boolean);
  }

  /** What the flow told so far. @returns {{ verb: string, step: number, facts: Record<string, string>, rest: string }[]} */
  told() {
    const whole = readFileSync(this.witness, 'utf8').split('\n').slice(0, -1);
    return whole.map((line) => {
      const [verb, step, ...rest] = line.split(' ');
      const facts = Object.fromEntries(rest.filter((word) => word.includes('=')).map((word) => word.split('=')));
      return { verb, step: Number(step), facts, rest: rest.join(' ') };
    });
  }

  /** Run folders, oldest first. */
  runs() {
    const runs = join(this.folder, '.codexqa', 'runs');
    return existsSync(runs)
      ? readdirSync(runs)
          .sort()
          .map((name) => join(runs, name))
      : [];
  }

  #write(name, text) {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }
}
