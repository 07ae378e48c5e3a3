/** What Allure sorts, groups and recognises tests by: names, identities, labels, links, parameters. */
import { hostname } from 'node:os';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import { type Label, LabelName, type Link, LinkType, type Parameter } from 'allure-js-commons';
import { getFrameworkLabel, getLanguageLabel, md5 } from 'allure-js-commons/sdk/reporter';
import { annotationTypes } from '../src/contracts/annotation.ts';
import { plannedTest } from './test-record.ts';

export interface Metadata {
  readonly name: string;
  readonly fullName: string;
  readonly testCaseId: string;
  /** The same for every retry and every run: this is how Allure finds retries and history. */
  readonly historyId: string;
  readonly titlePath: string[];
  readonly labels: Label[];
  readonly links: Link[];
  readonly parameters: Parameter[];
  readonly description?: string;
}

export function metadataOf(test: TestCase, result: TestResult, root: string, runId: string | undefined): Metadata {
  const { titlePath, project, file } = plannedTest(test, root);
  const fullName = `${file}#${titlePath.join(' › ')}`;
  const testCaseId = md5(fullName);
  const annotations = described(result);
  const description = annotations.find(({ type }) => type === 'description')?.description;
  return {
    name: titlePath.at(-1) ?? test.title,
    fullName,
    testCaseId,
    historyId: `${testCaseId}:${md5(`${project}#${test.repeatEachIndex}`)}`,
    titlePath: [...(project === '' ? [] : [project]), ...file.split('/'), ...titlePath.slice(0, -1)],
    labels: [
      ...suiteLabels(project, file, titlePath.slice(0, -1)),
      getLanguageLabel(),
      getFrameworkLabel('codexqa'),
      { name: LabelName.HOST, value: hostname() },
      { name: LabelName.THREAD, value: `worker-${result.parallelIndex}` },
      ...(runId === undefined ? [] : [{ name: 'codexqa.run', value: runId }]),
      ...test.tags.map((tag) => ({ name: LabelName.TAG, value: tag.replace(/^@/, '') })),
      ...annotations.flatMap(({ type, description: value }) => (labelNames.has(type) ? [{ name: type, value }] : [])),
    ],
    links: annotations.flatMap(linkOf),
    parameters: parametersOf(test, result, project),
    ...(description === undefined ? {} : { description }),
  };
}

/** Annotations of these types are labels of Allure, written like this in a spec: `{ type: 'severity', description: 'critical' }`. */
const labelNames: ReadonlySet<string> = new Set([
  LabelName.OWNER,
  LabelName.SEVERITY,
  LabelName.EPIC,
  LabelName.FEATURE,
  LabelName.STORY,
  LabelName.TAG,
  LabelName.LAYER,
  LabelName.LEAD,
]);
const linkTypes: ReadonlySet<string> = new Set(Object.values(LinkType));
/** Said elsewhere in the result. */
const spokenFor: ReadonlySet<string> = new Set([
  'description',
  'skip',
  'fixme',
  'fail',
  'slow',
  annotationTypes.effects,
]);

function suiteLabels(project: string, file: string, describes: readonly string[]): Label[] {
  return [
    ...(project === '' ? [] : [{ name: LabelName.PARENT_SUITE, value: project }]),
    { name: LabelName.SUITE, value: file },
    ...(describes.length === 0 ? [] : [{ name: LabelName.SUB_SUITE, value: describes.join(' › ') }]),
  ];
}

function linkOf({ type, description }: { readonly type: string; readonly description: string }): readonly Link[] {
  return linkTypes.has(type) ? [{ type, url: description, name: description.replace(/^https?:\/\/[^/]+\//, '') }] : [];
}

/** `excluded` ones do not take part in the identity of the test. */
function parametersOf(test: TestCase, result: TestResult, project: string): Parameter[] {
  const rest = described(result).filter(
    ({ type }) => !labelNames.has(type) && !linkTypes.has(type) && !spokenFor.has(type),
  );
  const effects = described(result).filter(({ type }) => type === annotationTypes.effects);
  return [
    ...(project === '' ? [] : [{ name: 'Project', value: project }]),
    ...(test.repeatEachIndex === 0 ? [] : [{ name: 'Repetition', value: String(test.repeatEachIndex + 1) }]),
    ...effects.map(({ description }) => ({ name: 'Effects', value: description, excluded: true })),
    ...(result.retry === 0 ? [] : [{ name: 'Retry', value: String(result.retry), excluded: true }]),
    ...rest.map(({ type, description }) => ({ name: shortName(type), value: description, excluded: true })),
  ];
}

/** The page cuts names off after some fourteen letters: ours go without their prefix. */
function shortName(type: string): string {
  return type.replace(/^codexqa\./, '');
}

function described({ annotations }: TestResult): readonly { readonly type: string; readonly description: string }[] {
  return annotations.flatMap(({ type, description }) => (description === undefined ? [] : [{ type, description }]));
}
