/** `npm run bench -- <name> [case …]`: runs bench/<name>.mjs. */
import { existsSync, readdirSync } from 'node:fs';

const [name, ...wanted] = process.argv.slice(2);
const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.mjs') && !['run.mjs', 'harness.mjs'].includes(file))
  .map((file) => file.slice(0, -4));
if (name === undefined || !existsSync(new URL(`./${name}.mjs`, import.meta.url))) {
  console.error(`Usage: npm run bench -- <name> [case …]\n  names: ${names.join(', ')}`);
  process.exit(2);
}
const { bench } = await import(`./${name}.mjs`);
await bench(wanted);
