/** Reporters by the names of the configuration file, as Playwright loads them. */
import { resolve } from 'node:path';
import type { ReporterDescription } from '@playwright/test';
import { didYouMean } from '../support/near-miss.ts';
import { ownModule } from '../support/own-file.ts';
import type { Mistake } from './config-mistakes.ts';
import type { ReporterConfig } from './config-schema.ts';

/** Where each report goes unless its options say otherwise; relative to the configuration file. */
const defaults: Readonly<Record<string, object>> = {
  list: {},
  line: {},
  dot: {},
  github: {},
  null: {},
  blob: {},
  html: { open: 'never', outputFolder: 'reports/html' },
  json: { outputFile: 'reports/results.json' },
  // Retries and project names belong into JUnit: without them a flaky test looks green and two projects collide.
  junit: { outputFile: 'reports/junit.xml', includeRetries: true, includeProjectInTestName: true },
  ctrf: { outputFile: 'reports/ctrf.json' },
  allure: { resultsDir: 'reports/allure-results' },
};

/** `folder` is where the configuration file stands: Playwright resolves its own reporters' paths from there, we ours. */
export function playwrightReporters(reporters: readonly ReporterConfig[], folder: string): ReporterDescription[] {
  return reporters.map((reporter) => {
    const [name, given = {}] = named(reporter);
    if (name === 'junit' && 'dialect' in given)
      return [ownModule('reporters/junit'), { ...dialectPlace(given.dialect), ...given }];
    const options = { ...defaults[name], ...given };
    if (name === 'ctrf') return [ownModule('reporters/ctrf'), options];
    if (name !== 'allure') return [name, options];
    const { resultsDir } = options as { resultsDir: string };
    return [ownModule('reporters/allure'), { ...options, resultsDir: resolve(folder, resultsDir) }];
  });
}

/** With a `dialect` JUnit is ours, without one Playwright's own; Maven's has a file for each suite. */
function dialectPlace(dialect: unknown): object {
  return dialect === 'surefire' ? { outputDir: 'reports/surefire' } : { outputFile: 'reports/junit.xml' };
}

/** Bare words that are neither a reporter of ours nor a module of the project. */
export function unknownReporters(reporters: readonly ReporterConfig[], require: NodeJS.Require): Mistake[] {
  return reporters.flatMap((reporter, index) => {
    const [name] = named(reporter);
    if (name in defaults || canResolve(require, name)) return [];
    const known = Object.keys(defaults);
    const sentence = `expected ${known.join(', ')} or a module, saw "${name}"${didYouMean(name, known)}`;
    return [{ path: ['reporters', index], sentence }];
  });
}

function named(reporter: ReporterConfig): readonly [name: string, options?: object | undefined] {
  return typeof reporter === 'string' ? [reporter] : reporter;
}

function canResolve(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
