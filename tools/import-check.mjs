/** Checks the import law and that the checker read every source file there is: a checker that reads fewer must fail. */

import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import fg from 'fast-glob';
import { configuration } from './import-law.mjs';

const expected = await fg(['src/**/*.ts', 'reporters/**/*.ts']);
const { output } = await cruise(
  ['src', 'reporters'],
  { ...configuration.options, ruleSet: { forbidden: configuration.forbidden }, validate: true },
  undefined,
  { tsConfig: extractTSConfig('./tsconfig.json') },
);
const read = new Set(output.modules.map((module) => module.source));
const unread = expected.filter((file) => !read.has(file));
for (const file of unread) console.error(`import law: the checker did not read ${file}`);
for (const { rule, from, to } of output.summary.violations)
  console.error(`import law: ${from} -> ${to} (${rule.name})`);
if (unread.length + output.summary.violations.length > 0) process.exit(1);
console.log(`import law: ${expected.length} files read, no violation`);
