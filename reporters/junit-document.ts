/** Results as JUnit XML of a dialect. None of them has properties of a test case, so these go into its output, as `[[PROPERTY|name=value]]`. */
import { hostname } from 'node:os';
import { annotationTypes, effectsText } from '../src/contracts/annotation.ts';
import type { EffectiveAttempt, EffectiveResults, EffectiveTest } from '../src/journal/effective-results.ts';
import { addEffects, countStatuses } from '../src/journal/results.ts';
import { blames } from './blame.ts';
import { type DialectTraits, dialectTraits, type JunitDialect } from './junit-dialects.ts';
import { notRunReason } from './test-record.ts';
import { cdata, element, xmlDocument } from './xml.ts';

export interface JunitFile {
  /** Undefined for the one file of a dialect that has one. */
  readonly suite: string | undefined;
  readonly content: string;
}

export function junitFiles(results: EffectiveResults, dialect: JunitDialect): readonly JunitFile[] {
  const traits = dialectTraits[dialect];
  const suites = [...bySuite(results.tests)].map(([name, tests], index) => ({
    name,
    xml: suiteElement({ name, tests, id: index, results }, traits),
  }));
  if (traits.isFilePerSuite) return suites.map(({ name, xml }) => ({ suite: name, content: xmlDocument(xml) }));
  const whole = element(
    'testsuites',
    {},
    suites.map(({ xml }) => xml),
  );
  return [{ suite: undefined, content: xmlDocument(whole) }];
}

interface SuiteParts {
  readonly name: string;
  readonly tests: readonly EffectiveTest[];
  readonly id: number;
  readonly results: EffectiveResults;
}

function suiteElement({ name, tests, id, results }: SuiteParts, traits: DialectTraits): string {
  const blamed = tests.map(blameOf);
  const started = Math.min(...tests.flatMap(({ attempts }) => attempts.map(({ startedAt }) => startedAt)));
  const place = {
    timestamp: new Date(Number.isFinite(started) ? started : results.startedAt).toISOString().slice(0, 19),
    hostname: hostname() || 'localhost',
    package: name,
    id,
  };
  return element(
    'testsuite',
    {
      name,
      tests: tests.length,
      failures: blamed.filter((blame) => blame === 'application').length,
      errors: blamed.filter((blame) => blame === 'test').length,
      skipped: tests.filter(isSkipped).length,
      time: seconds(tests.reduce((sum, { durationMs }) => sum + durationMs, 0)),
      ...(traits.hasPlace ? place : {}),
    },
    [
      propertiesOf(tests, results),
      ...tests.map((test) => caseElement(test, name, results, traits)),
      ...(traits.printsInCase ? [] : [printed('system-out', tests), printed('system-err', tests)]),
    ],
  );
}

function propertiesOf(tests: readonly EffectiveTest[], { runIds }: EffectiveResults): string {
  const { carried, flaky } = countStatuses(tests);
  const facts = {
    'codexqa.run': runIds.at(-1) ?? '',
    'codexqa.resumedFrom': runIds.at(-2) ?? '',
    'codexqa.effects': effectsText(addEffects(tests.map(({ effects }) => effects))),
    'codexqa.flaky': flaky === 0 ? '' : flaky,
    'codexqa.carriedOver': carried === 0 ? '' : carried,
  };
  const said = Object.entries(facts).filter(([, value]) => value !== '');
  return element(
    'properties',
    {},
    said.map(([name, value]) => element('property', { name, value })),
  );
}

function caseElement(test: EffectiveTest, suite: string, results: EffectiveResults, traits: DialectTraits): string {
  const { titlePath, durationMs } = test;
  const name = titlePath.join(' › ');
  return element(
    'testcase',
    {
      name: traits.hasTokenNames ? name.replace(/\s+/g, ' ').trim() : name,
      classname: suite,
      time: seconds(durationMs),
    },
    // in this order: Surefire's schema is a sequence
    [...verdictElements(test, results, traits), ...(traits.printsInCase ? outputElements(test) : [])],
  );
}

function verdictElements(test: EffectiveTest, results: EffectiveResults, traits: DialectTraits): readonly string[] {
  switch (test.status) {
    case 'passed':
    case 'carried':
      return [];
    case 'flaky':
      return traits.hasReruns ? flakyElements(test) : [];
    case 'skipped':
    case 'quarantined':
      return [skippedElement(reasonOf(test), traits)];
    case 'not-run':
      return [skippedElement(notRunReason(results.halted), traits)];
    case 'failed':
    case 'interrupted':
      return failureElements(test, traits);
  }
}

/** The first bad attempt is the failure and the later ones are reruns, as Surefire tells it; Ant knows only the last. */
function failureElements(test: EffectiveTest, traits: DialectTraits): readonly string[] {
  const bad = test.attempts.filter(isBad);
  const [first, ...reruns] = traits.hasReruns ? bad : bad.slice(-1);
  const blame = blameOf(test) === 'application' ? 'failure' : 'error';
  const { message, stack } = first === undefined ? { message: test.status, stack: test.status } : wordsOf(first);
  const told = element(blame, { message, type: typeOf(first) }, [cdata(stack)]);
  return [told, ...reruns.map((attempt) => rerunElement('rerun', blame, attempt))];
}

/** Surefire wants failures before errors. */
function flakyElements({ attempts }: EffectiveTest): readonly string[] {
  const bad = attempts.filter(isBad);
  const of = (blame: 'application' | 'test') => bad.filter((attempt) => blames(wordsOf(attempt).message) === blame);
  return [
    ...of('application').map((attempt) => rerunElement('flaky', 'failure', attempt)),
    ...of('test').map((attempt) => rerunElement('flaky', 'error', attempt)),
  ];
}

function rerunElement(kind: 'flaky' | 'rerun', blame: 'failure' | 'error', attempt: EffectiveAttempt): string {
  const { message, stack } = wordsOf(attempt);
  return element(`${kind}${blame === 'failure' ? 'Failure' : 'Error'}`, { message, type: typeOf(attempt) }, [
    element('stackTrace', {}, [cdata(stack)]),
    ...(attempt.stdout === undefined ? [] : [element('system-out', {}, [cdata(attempt.stdout)])]),
    ...(attempt.stderr === undefined ? [] : [element('system-err', {}, [cdata(attempt.stderr)])]),
  ]);
}

function skippedElement(message: string, traits: DialectTraits): string {
  // Ant's has no attributes
  return element('skipped', traits.hasReruns ? { message } : {}, []);
}

function outputElements(test: EffectiveTest): readonly string[] {
  const out = [...propertyLines(test), ...attachmentLines(test), test.attempts.at(-1)?.stdout ?? '']
    .filter(Boolean)
    .join('\n');
  const errors = test.attempts.at(-1)?.stderr ?? '';
  return [
    ...(out === '' ? [] : [element('system-out', {}, [cdata(out)])]),
    ...(errors === '' ? [] : [element('system-err', {}, [cdata(errors)])]),
  ];
}

/** What all tests of a suite printed, each under its name, for a dialect that has no other place for it. */
function printed(name: 'system-out' | 'system-err', tests: readonly EffectiveTest[]): string {
  const texts = tests.map((test) => {
    const last = test.attempts.at(-1);
    const lines =
      name === 'system-out'
        ? [...propertyLines(test), ...attachmentLines(test), last?.stdout ?? '']
        : [last?.stderr ?? ''];
    const text = lines.filter(Boolean).join('\n');
    return text === '' ? '' : `${test.titlePath.join(' › ')}\n${text}`;
  });
  return element(name, {}, [cdata(texts.filter(Boolean).join('\n\n'))]);
}

function propertyLines({ annotations, attempts, status, runId, effects }: EffectiveTest): readonly string[] {
  const facts: readonly (readonly [string, string])[] = [
    [annotationTypes.effects, effectsText(effects)],
    ...(attempts.length > 1 ? [['codexqa.attempts', String(attempts.length)] as const] : []),
    ...(status === 'carried' ? [[annotationTypes.carriedOver, runId] as const] : []),
    ...annotations
      .filter(({ type }) => type !== annotationTypes.effects && type !== annotationTypes.carriedOver)
      .map(({ type, description = '' }) => [type, description] as const),
  ];
  return facts.map(([name, value]) => `[[PROPERTY|${name}=${value}]]`);
}

function attachmentLines({ attempts }: EffectiveTest): readonly string[] {
  return (attempts.at(-1)?.attachments ?? []).flatMap(({ path }) =>
    path === undefined ? [] : [`[[ATTACHMENT|${path}]]`],
  );
}

function bySuite(tests: readonly EffectiveTest[]): ReadonlyMap<string, EffectiveTest[]> {
  const suites = new Map<string, EffectiveTest[]>();
  for (const test of tests) {
    const name = test.project === '' ? test.file : `${test.project} › ${test.file}`;
    suites.set(name, [...(suites.get(name) ?? []), test]);
  }
  return suites;
}

/** Undefined for a test that is no failure. */
function blameOf({ status, attempts }: EffectiveTest): 'application' | 'test' | undefined {
  if (status === 'interrupted') return 'test';
  if (status !== 'failed') return undefined;
  const last = attempts.findLast(isBad);
  return last === undefined ? 'test' : blames(wordsOf(last).message);
}

function isSkipped({ status }: EffectiveTest): boolean {
  return status === 'skipped' || status === 'not-run' || status === 'quarantined';
}

function isBad({ status }: EffectiveAttempt): boolean {
  return status !== 'passed' && status !== 'skipped';
}

function reasonOf({ annotations, status, attempts }: EffectiveTest): string {
  if (status === 'quarantined') {
    const words = annotations.find(({ type }) => type === annotationTypes.quarantine)?.description ?? '';
    const last = attempts.findLast(isBad);
    return `failed in quarantine (${words}): ${last === undefined ? '' : wordsOf(last).message}`;
  }
  return annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? 'skipped';
}

function wordsOf({ errors, status }: EffectiveAttempt): { readonly message: string; readonly stack: string } {
  if (errors.length === 0) return { message: status, stack: status };
  return {
    message: errors.map(({ message }) => message).join('\n\n'),
    stack: errors.map(({ stack, message }) => stack ?? message).join('\n\n'),
  };
}

function typeOf(attempt: EffectiveAttempt | undefined): string {
  return attempt?.errors[0]?.code ?? attempt?.status ?? 'interrupted';
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
