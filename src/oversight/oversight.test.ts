import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Answer } from '../contracts/approval.ts';
import type { JournalEntry } from '../contracts/journal.ts';
import { ApprovalFiles } from '../journal/approval-files.ts';
import { signingKey } from '../journal/keys.ts';
import { RunFolder } from '../journal/run-folder.ts';
import { answersAhead, readAhead, signAhead } from './ahead.ts';
import { give, nameOf, possibleYes, refusalOf, settleByAnswers, signedAnswer } from './answers.ts';
import { Asker, askingAlone } from './asker.ts';
import { alice, answerOf, bob, publishing } from './question.sample.ts';
import { findQuestion, type NewRequest, newQuestion } from './question.ts';
import { settled } from './wait.ts';
import { durationText, questionLines } from './words.ts';

function newRun(root: string, resumedFrom?: RunFolder): RunFolder {
  const from = resumedFrom === undefined ? {} : { resumedFrom: resumedFrom.runId };
  return RunFolder.create(root, { codexqa: '0.0.0', argv: ['test'], ...from });
}

function ask(root: string, change: Partial<NewRequest> = {}): ApprovalFiles {
  return newQuestion(newRun(root), publishing(change), Date.now());
}

const refusals: readonly [
  string,
  Partial<NewRequest>,
  (files: ApprovalFiles) => Partial<Answer>,
  RegExp | undefined,
][] = [
  ['a named approver', {}, () => ({}), undefined],
  [
    'a stranger',
    {},
    () => ({ by: 'mallory', proof: { kind: 'account', account: 'mallory' } }),
    /not one of its approvers/,
  ],
  ['a borrowed name', {}, () => ({ proof: { kind: 'account', account: 'mallory' } }), /alice answers with a key/],
  ['a yes to a high risk without a reason', {}, () => ({ reason: 'ok' }), /needs a reason of 8 letters/],
  ['a yes to a low risk without a reason', { risk: 'low' }, () => ({ reason: '' }), undefined],
  ['a no without a reason', { risk: 'low' }, () => ({ decision: 'deny', reason: '' }), /a no needs a reason/],
  ['another screen', {}, () => ({ requestDigest: 'f'.repeat(64) }), /given for another question/],
  [
    'an expired approver',
    { approvers: [{ ...alice, until: '2020-01-01' }] },
    () => ({}),
    /could approve until 2020-01-01/,
  ],
  ['the person who started it', { requester: 'alice' }, () => ({}), /nobody approves their own/],
  [
    'the person who started it, by another name',
    { requester: 'robert' },
    () => ({ by: 'bob', proof: { kind: 'account', account: 'robert' } }),
    /nobody approves their own/,
  ],
  ['a no from the person who started it', { requester: 'alice' }, () => ({ decision: 'deny' }), undefined],
  [
    'the person who started it, where that is allowed',
    { requester: 'alice', selfApproval: true },
    () => ({}),
    undefined,
  ],
  ['anybody where nobody is named', { approvers: [] }, () => ({}), undefined],
];
for (const [title, change, given, refusal] of refusals) {
  test(`an answer of ${title} ${refusal === undefined ? 'counts' : 'does not count'}`, ({}, info) => {
    const files = ask(info.outputPath(), change);
    const reason = refusalOf(files, answerOf(files, given(files)));
    if (refusal === undefined) expect(reason).toBeUndefined();
    else expect(reason).toMatch(refusal);
  });
}

test('a signed answer counts, a changed one or one with another key does not', ({}, info) => {
  const key = signingKey(info.outputPath('alice'), 'approver');
  const other = signingKey(info.outputPath('mallory'), 'approver');
  const files = ask(info.outputPath('project'), { approvers: [{ name: 'alice', key: key.publicKey }] });
  const { proof: _, ...plain } = answerOf(files);
  const signed = signedAnswer(plain, key);
  expect(refusalOf(files, signed)).toBeUndefined();
  expect(refusalOf(files, { ...signed, reason: 'something else' })).toBe('its signature does not fit');
  expect(refusalOf(files, signedAnswer(plain, other))).toBe('its key is not the one of alice');
  expect(refusalOf(files, answerOf(files))).toBe('alice answers with a key');
});

test('two people are needed where two are asked for, and one no ends it', ({}, info) => {
  const files = ask(info.outputPath('yes'), { quorum: 2 });
  const byBob = answerOf(files, { by: 'bob', proof: { kind: 'account', account: 'robert' } });
  expect(give(files, answerOf(files))).toBeUndefined();
  // the same person again, from wherever
  expect(give(files, answerOf(files, { at: Date.now() + 5 }))).toBeUndefined();
  expect(give(files, byBob)).toMatchObject({ outcome: 'approved', by: 'alice, bob' });
  expect(give(files, byBob), 'the same finger twice').toMatchObject({ outcome: 'approved' });
  expect(() => give(files, answerOf(files, { decision: 'deny' }))).toThrow(
    /APPROVAL_REFUSED: .* it is settled: approved/,
  );

  const denied = ask(info.outputPath('no'), { quorum: 2 });
  give(denied, answerOf(denied));
  expect(give(denied, answerOf(denied, { by: 'bob', decision: 'deny', proof: byBob.proof }))?.outcome).toBe('denied');
});

test('an answer that somebody laid into the folder counts only if it holds', ({}, info) => {
  const files = ask(info.outputPath());
  files.answer(answerOf(files, { by: 'mallory' }));
  expect(settleByAnswers(files)).toBeUndefined();
});

test('accounts answer in the name the configuration gives them', ({}, info) => {
  const { request } = ask(info.outputPath());
  expect(nameOf(request, 'robert')).toBe('bob');
  expect(nameOf(request, 'mallory')).toBe('mallory');
  expect(possibleYes(publishing({ requester: 'robert' }), Date.now())).toBe(1);
  expect(possibleYes(publishing({ approvers: [{ ...bob, until: '2020-01-01' }] }), Date.now())).toBe(0);
  expect(possibleYes(publishing({ approvers: [] }), Date.now())).toBeUndefined();
});

test('a question is found again in a resumed run, and not once it is used up', ({}, info) => {
  const first = newRun(info.outputPath());
  const files = newQuestion(first, publishing(), Date.now());
  const second = newRun(info.outputPath(), first);
  const find = (wanted = publishing(), now = Date.now()) => findQuestion([first, second], wanted, now)?.request.id;
  expect(find()).toBe(files.request.id);
  expect(find(publishing({ nth: 2 }))).toBeUndefined();
  expect(find(publishing({ testId: 'test-2' }))).toBeUndefined();
  give(files, answerOf(files));
  expect(find()).toBe(files.request.id);
  expect(files.spend({ how: 'consumed', runId: second.runId, at: Date.now() })).toBe(true);
  expect(files.spend({ how: 'consumed', runId: second.runId, at: Date.now() })).toBe(false);
  expect(find()).toBeUndefined();
});

for (const [title, atMs] of [
  ['older than half a day', -13 * 3_600_000],
  ['of the future, because the clock was set back,', 3_600_000],
] as const) {
  test(`a yes ${title} is not used`, ({}, info) => {
    const folder = newRun(info.outputPath());
    const files = newQuestion(folder, publishing(), Date.now());
    give(files, answerOf(files, { at: Date.now() + atMs }));
    expect(findQuestion([folder], publishing(), Date.now())).toBeUndefined();
    expect(files.spent?.how).toBe('too-old');
  });
}

test('a question whose facts have changed is withdrawn, and its yes counts for nothing', ({}, info) => {
  const folder = newRun(info.outputPath());
  const files = newQuestion(folder, publishing(), Date.now());
  expect(findQuestion([folder], publishing({ evidence: { rows: '13' } }), Date.now())).toBeUndefined();
  expect(files.settlement?.outcome).toBe('cancelled');
  expect(() => give(files, answerOf(files))).toThrow('it is settled: cancelled');
});

test('a no stands for the rest of its run; a resumed run asks anew', ({}, info) => {
  const first = newRun(info.outputPath());
  const files = newQuestion(first, publishing(), Date.now());
  give(files, answerOf(files, { decision: 'deny' }));
  expect(findQuestion([first], publishing(), Date.now())?.request.id).toBe(files.request.id);
  const second = newRun(info.outputPath(), first);
  expect(findQuestion([first, second], publishing(), Date.now())).toBeUndefined();
});

test('the waiting ends with no when its time is over, and is told at half-time', async ({}, info) => {
  const files = ask(info.outputPath());
  let reminders = 0;
  const settlement = await settled(files, {
    timeoutMs: 60,
    alsoWatch: [],
    pass: async () => {},
    escalate: () => void reminders++,
  });
  expect(settlement.outcome).toBe('expired');
  expect(reminders).toBe(1);
  expect(() => give(files, answerOf(files))).toThrow('it is settled: expired by the run');
});

test('an answer wakes the waiting; an abort ends it and leaves the question open', async ({}, info) => {
  const files = ask(info.outputPath('yes'));
  const idle = { timeoutMs: 60_000, alsoWatch: [], pass: async () => {}, escalate: () => {} };
  const waiting = settled(files, idle);
  give(files, answerOf(files));
  expect((await waiting).outcome).toBe('approved');

  const other = ask(info.outputPath('abort'));
  const abort = () => Promise.reject(new Error('aborted'));
  await expect(settled(other, { ...idle, pass: abort })).rejects.toThrow('aborted');
  expect(other.settlement).toBeUndefined();
});

test('a yes signed ahead serves its action, its risk, its time, its label, and so many times', ({}, info) => {
  const key = signingKey(info.outputPath('alice'), 'approver');
  const now = Date.now();
  const statement = {
    version: 1,
    by: 'alice',
    action: 'publish',
    risk: 'high',
    reason: 'the release of May',
    uses: 1,
  } as const;
  const signed = signAhead({ ...statement, from: now - 1000, until: now + 1000 }, key);
  const approvers = [{ name: 'alice', key: key.publicKey }];
  const place = { used: info.outputPath('used'), label: undefined, now };
  const files = ask(info.outputPath('a'), { approvers });
  const taken = (ahead = signed, at = files, where = place) => answersAhead(at, [ahead], where).length;
  expect(taken({ ...signed, statement: { ...signed.statement, uses: 9 } }), 'changed').toBe(0);
  expect(taken(signed, ask(info.outputPath('b'), { approvers, risk: 'critical' })), 'too high a risk').toBe(0);
  expect(taken(signed, ask(info.outputPath('c'), { approvers, action: 'delete' })), 'another action').toBe(0);
  expect(taken(signed, files, { ...place, now: now + 2000 }), 'too late').toBe(0);
  const labelled = signAhead({ ...signed.statement, label: 'job 7' } as never, key);
  expect(taken(labelled, files, place), 'another job').toBe(0);
  expect(taken()).toBe(1);
  expect(taken(), 'the same question may take its own use again').toBe(1);
  expect(taken(signed, ask(info.outputPath('d'), { approvers })), 'used up').toBe(0);
  expect(() => readAhead(join(import.meta.dirname, '..', '..', 'package.json'))).toThrow('APPROVAL_REFUSED');
});

test('three screens that change under the answer end it', async ({}, info) => {
  const folder = newRun(info.outputPath());
  const events: string[] = [];
  const asker = new Asker({
    ...askingAlone,
    folder,
    chain: [folder],
    journal: { append: (entry: JournalEntry) => void (entry.kind === 'approval' && events.push(entry.event)) },
    pass: async () => {
      for (const files of ApprovalFiles.all(folder)) if (files.settlement === undefined) give(files, answerOf(files));
    },
    isStill: (asked, now) => asked.picture === now.picture,
  });
  let shots = 0;
  await expect(asker.obtain(async () => publishing({ picture: String(++shots) }))).rejects.toThrow('APPROVAL_STALE');
  expect(events.filter((event) => event === 'stale')).toHaveLength(3);
  expect(events).not.toContain('consumed');
});

test('a question says all that is needed to decide', ({}, info) => {
  const text = questionLines(ask(info.outputPath(), { quorum: 2 }).request).join('\n');
  for (const part of [
    'publish',
    'high risk',
    'prices › publishes',
    'everybody sees it',
    'rows',
    '12',
    'alice, bob',
    '2 people',
  ]) {
    expect(text).toContain(part);
  }
  expect([400, 90_000, 900_000, 7_200_000].map(durationText)).toEqual(['0.4 s', '90 s', '15 min', '2 h']);
});
