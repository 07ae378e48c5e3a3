/** What must hold once a flow has come to its end, however often it was killed: each oracle looks for itself. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JournalReader } from '../../dist/src/journal/reader.js';
import { RunFolder } from '../../dist/src/journal/run-folder.js';
import { verifyRun } from '../../dist/src/journal/verify.js';
import { isReview, nameOf, steps } from './plan.mjs';
import { processesOf, untilGone } from './processes.mjs';

/** Killed processes may take so long until the last of their children is gone. */
const lastBreathMs = 60_000;

export async function judge(project) {
  const told = project.told();
  const journal = journalOf(project);
  const left = await leftBehind(project, told);
  const lost = lostIn(told, journal.entries);
  const repeated = [...repeatedIn(told), ...doubleLines(project)];
  const findings = [
    ...wrongFile(project),
    ...repeated.map((what) => `repeated: ${what}`),
    ...lost.map((what) => `acknowledged but not in any journal: ${what}`),
    ...left.map((what) => `left behind: ${what}`),
    ...journal.findings,
    ...journal.outcome,
  ];
  const probes = { done: 0, 'not-done': 0 };
  for (const { verb, rest } of told) if (verb === 'probe') probes[rest]++;
  const asked = journal.entries.filter(({ kind, by }) => kind === 'irreversible' && by !== 'step' && by !== 'probe');
  const records = journal.entries.length;
  return { findings, probes, records, counts: { repeated, lost, left, asked, torn: journal.torn } };
}

function wrongFile(project) {
  const wanted = Array.from({ length: steps }, (_, i) => i + 1).filter((step) => !isReview(step));
  const found = project.pageLines();
  const right = wanted.map(nameOf).join('\n') === found.join('\n');
  return right ? [] : [`the file is wrong: ${JSON.stringify(found)}`];
}

function doubleLines(project) {
  const lines = project.pageLines();
  return lines.filter((line, i) => lines.indexOf(line) !== i);
}

/** Begun once more after it was acknowledged. */
function repeatedIn(told) {
  const ended = new Set();
  const repeated = [];
  for (const { verb, step } of told) {
    if (verb === 'end') ended.add(step);
    if (verb === 'begin' && ended.has(step)) repeated.push(nameOf(step));
  }
  return repeated;
}

/** The flow went on behind a step, so its record was acknowledged: one of the journals must have it. */
function lostIn(told, entries) {
  const kept = new Set();
  for (const entry of entries) {
    if (entry.kind === 'checkpoint' && entry.origin === 'recorded') kept.add(entry.name);
    if (entry.kind === 'irreversible' && entry.event === 'outcome') kept.add(entry.name);
  }
  const ended = told.filter(({ verb }) => verb === 'end').map(({ step }) => nameOf(step));
  return [...new Set(ended)].filter((name) => !kept.has(name));
}

/** Every journal of the chain, read by the product's own reader and verified as `codexqa runs verify` does. */
function journalOf(project) {
  const entries = [];
  const findings = [];
  let torn = 0;
  for (const path of project.runs()) {
    const folder = RunFolder.at(path);
    const reader = new JournalReader(folder);
    try {
      for (const { entry } of reader.records()) entries.push(entry);
    } catch (error) {
      findings.push(`unreadable journal: ${error.message}`);
    }
    torn += reader.ends.filter((end) => end.torn !== undefined).length;
    const { findings: found } = verifyRun(folder);
    findings.push(...found.filter(({ weight }) => weight === 'tampered').map(({ sentence }) => `journal: ${sentence}`));
  }
  return { entries, findings, torn, outcome: wrongOutcome(project) };
}

/** What all the runs come to together: one test, passed. */
function wrongOutcome(project) {
  const path = join(project.runs().at(-1) ?? '', 'chain.json');
  if (!existsSync(path)) return project.runs().length > 1 ? [`there is no ${path}`] : [];
  const { counts } = JSON.parse(readFileSync(path, 'utf8'));
  const { passed = 0, flaky = 0, carried = 0, ...others } = counts;
  const wrong = Object.values(others).some((count) => count > 0) || passed + flaky + carried !== 1;
  return wrong ? [`the chain of runs came to ${JSON.stringify(counts)}`] : [];
}

async function leftBehind(project, told) {
  const sessions = [...new Set(told.flatMap(({ facts }) => facts.session ?? []))];
  const left = await untilGone(
    () => [
      ...processesOf([project.folder, ...sessions]).map(({ pid, command }) => `process ${pid} ${command}`),
      ...sessions.filter((session) => existsSync(session)).map((session) => `folder ${session}`),
    ],
    lastBreathMs,
  );
  return left;
}
