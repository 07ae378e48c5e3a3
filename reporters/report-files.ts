/** Where the reports of a run are, and whether each of them is whole. */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import type { FullConfig } from '@playwright/test/reporter';
import { rootOf } from './test-record.ts';

export interface ReportFile {
  readonly name: string;
  /** What a person opens: a file, or the folder of results. */
  readonly path: string;
}

interface ReportKind {
  /** Options that name the place, in the order they are looked at; environment variables win, as in Playwright. */
  readonly options: readonly string[];
  readonly variables: readonly string[];
  /** Added to a place that is a folder. */
  readonly file: string;
  readonly isWhole: (path: string) => boolean;
}

const kinds: Readonly<Record<string, ReportKind>> = {
  html: {
    options: ['outputFolder'],
    variables: ['PLAYWRIGHT_HTML_OUTPUT_DIR', 'PLAYWRIGHT_HTML_REPORT'],
    file: 'index.html',
    // the data of the report stands after the page, in an element of its own
    isWhole: (path) => /<\/html>[\s\S]*<\/(template|script)>\s*$/.test(text(path)),
  },
  junit: {
    options: ['outputFile', 'outputDir'],
    variables: ['PLAYWRIGHT_JUNIT_OUTPUT_FILE'],
    file: '',
    isWhole: (path) => text(path).trimEnd().endsWith('</testsuites>'),
  },
  json: {
    options: ['outputFile'],
    variables: ['PLAYWRIGHT_JSON_OUTPUT_FILE'],
    file: '',
    isWhole: isJson,
  },
  ctrf: { options: ['outputFile'], variables: [], file: '', isWhole: isJson },
  allure: { options: ['resultsDir'], variables: [], file: '', isWhole: () => true },
};

/** Reports of the run that are made of files, in the order of the configuration. */
export function reportFiles(config: FullConfig): readonly ReportFile[] {
  const folder = rootOf(config);
  return config.reporter.flatMap(([id, options]) => {
    const name = nameOf(id);
    const kind = kinds[name];
    const place = kind === undefined ? undefined : placeOf(kind, (options ?? {}) as Record<string, unknown>);
    return kind === undefined || place === undefined ? [] : [{ name, path: join(resolve(folder, place), kind.file) }];
  });
}

/**
 * Takes away a report that this run has left half written: a half file would be read as a whole one.
 * Returns why it is not whole; undefined when it is.
 */
export function removeIfHalf({ name, path }: ReportFile, startedAt: number): string | undefined {
  if (!existsSync(path)) return 'it is missing';
  if (statSync(path).mtimeMs < startedAt - 1000) return 'it is from an earlier run';
  if (statSync(path).isDirectory() || (kinds[name]?.isWhole(path) ?? true)) return undefined;
  rmSync(path);
  return 'it was only half written and has been removed';
}

/** Ours are named by their file: Playwright puts the path in place of the name. */
function nameOf(id: string): string {
  return basename(id, extname(id));
}

function placeOf({ options: names, variables }: ReportKind, options: Record<string, unknown>): string | undefined {
  const given = [...variables.map((name) => process.env[name]), ...names.map((name) => options[name])];
  return given.find((value): value is string => typeof value === 'string' && value !== '');
}

function text(path: string): string {
  return readFileSync(path, 'utf8');
}

function isJson(path: string): boolean {
  try {
    JSON.parse(text(path));
    return true;
  } catch {
    return false;
  }
}
