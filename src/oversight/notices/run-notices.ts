/** What is worth telling about a run just now, by the files that it leaves: nothing is told that has been answered meanwhile. */
import { hostname } from 'node:os';
import type { Risk } from '../../contracts/approval.ts';
import type { Notice } from '../../contracts/notification.ts';
import { ApprovalFiles } from '../../journal/approval-files.ts';
import { runsBefore } from '../../journal/chain.ts';
import type { RunFolder, RunHead } from '../../journal/run-folder.ts';
import { workerOn } from '../../journal/run-lock.ts';
import { durationText } from '../words.ts';

/** What nobody was told for so long is no news any more. */
const keepsMs = 12 * 3_600_000;

/** `link`: address of the oversight page. */
export function noticesOf(folder: RunFolder, link: string | undefined, now = Date.now()): readonly Notice[] {
  const questions = [...runsBefore(folder), folder].flatMap((run) => ApprovalFiles.all(run));
  const all = [...questions.flatMap((files) => questionNotice(files, folder, link)), ...runNotices(folder, link)];
  return all.filter(({ at }) => now - at < keepsMs);
}

function questionNotice(files: ApprovalFiles, folder: RunFolder, link: string | undefined): readonly Notice[] {
  const { request, settlement, askings, escalatedAt } = files;
  const asking = askings.findLast(({ runId }) => runId === folder.runId);
  if (asking === undefined) return [];
  const { id, action, risk, consequence, evidence, test } = request;
  const about = { risk, evidence, where: `${test}; ${place(folder)}`, look: lookAt(link, id) };
  if (settlement?.outcome === 'expired') {
    return [
      {
        ...about,
        id: `${id}.expired`,
        topic: 'approval.expired',
        what: `Not done: ${action}`,
        whyNow: `nobody answered in ${durationText(request.timeoutMs)}`,
        consequence: 'the test fails; a resumed run asks again',
        otherwise: 'it stays undone',
        at: settlement.at,
      },
    ];
  }
  if (settlement !== undefined) return [];
  const isReminder = escalatedAt !== undefined;
  return [
    {
      ...about,
      id: isReminder ? `${id}.escalated` : `${id}.asked`,
      topic: isReminder ? 'approval.escalated' : 'approval.asked',
      what: `${isReminder ? 'Still waiting' : 'Asked'}: ${action} (${risk} risk)`,
      whyNow: isReminder ? 'half of its time is over' : 'the run has come to it and waits',
      consequence: `after a yes: ${consequence}`,
      otherwise: `no answer by ${timeText(asking.expiresAt)} means no`,
      at: escalatedAt ?? asking.at,
    },
  ];
}

function runNotices(folder: RunFolder, link: string | undefined): readonly Notice[] {
  const head = folder.readHead();
  const told = endOf(folder, head);
  if (told === undefined) return [];
  const { topic, at, ...words } = told;
  const look = link === undefined ? { command: `npx codexqa runs show ${folder.runId}` } : { url: link };
  return [
    { id: `${folder.runId}.${topic}`, topic: `run.${topic}`, where: place(folder), evidence: {}, look, at, ...words },
  ];
}

type End = Pick<Notice, 'what' | 'whyNow' | 'consequence' | 'otherwise' | 'risk' | 'at' | 'topic'>;

function endOf(folder: RunFolder, head: RunHead): End | undefined {
  const { state, halted, status = '', endedAt = Date.now() } = head;
  const resume = 'it stays as it is until somebody resumes it: npx codexqa resume';
  if (halted !== undefined) {
    const consequence = 'nothing more begins; the rest is not run';
    return {
      topic: 'halted',
      what: 'The run has halted',
      whyNow: halted,
      consequence,
      otherwise: resume,
      risk: 'critical',
      at: endedAt,
    };
  }
  switch (state) {
    case 'done': {
      const risk: Risk = status === 'passed' ? 'low' : 'medium';
      const what = `The run has ${status}`;
      return {
        topic: 'ended',
        what,
        whyNow: countsText(head),
        consequence: 'its reports are there',
        otherwise: 'nothing more happens',
        risk,
        at: endedAt,
      };
    }
    case 'aborted':
      return {
        topic: 'ended',
        what: 'The run was ended',
        whyNow: countsText(head),
        consequence: 'the rest is not run',
        otherwise: resume,
        risk: 'medium',
        at: endedAt,
      };
    default:
      if (workerOn(folder) !== undefined) return undefined;
      return {
        topic: 'broken-off',
        what: 'The run is gone',
        whyNow: 'its processes ended without a word',
        consequence: 'the rest is not run',
        otherwise: resume,
        risk: 'high',
        at: head.startedAt,
      };
  }
}

function countsText({ counts = {} }: RunHead): string {
  const told = Object.entries(counts).flatMap(([status, number]) => (number > 0 ? [`${number} ${status}`] : []));
  return told.join(', ') || 'no test was run';
}

function place({ runId }: RunFolder): string {
  return `run ${runId} on ${hostname()}`;
}

/** The page shows the question; it is answered there, never by the address. */
function lookAt(link: string | undefined, id: string): Notice['look'] {
  if (link === undefined) return { command: `npx codexqa approvals show ${id}` };
  const url = new URL(link);
  url.searchParams.set('question', id);
  return { url: url.href };
}

function timeText(at: number): string {
  return new Date(at).toTimeString().slice(0, 5);
}
