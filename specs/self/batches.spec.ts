/** Batches: rows of files and streams, resumed by key, told in every report, in a memory that does not grow. */
import { existsSync } from 'node:fs';
import { configText, expect, type InlineProject, test } from './inline-project.ts';

const head = `
import { appendFileSync, existsSync } from 'node:fs';
import { batch, expect, fromCsv, fromFiles, fromJson, test } from 'codexqa';
const log = (line: string) => appendFileSync('done.txt', line + '\\n');
`;

/** The attachment of this name of the first test of the last run. */
function attached(project: InlineProject, name: string): string {
  const attachments = project.results().tests[0]?.attempts.at(-1)?.attachments ?? [];
  return project.read(attachments.find((attachment) => attachment.name === name)?.path ?? name);
}

test('a CSV: bad rows are named by line and column, failed ones by key, and the others go on', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'prices.csv': '\ufeffid,price,note\nA,1,"two\nlines"\nB,abc,\nC,3\nD,4,x\nE,,\nF,6,"a,b"\n',
    'specs/a.spec.ts': `${head}
test('prices', async () => {
  const items = fromCsv('prices.csv', { columns: { id: String, price: Number } });
  await batch('prices', { items, key: 'id' }, ({ id, price }, { place }) => {
    log(id + ' ' + place);
    expect(price, 'the price of ' + id).not.toBe(4);
  });
});`,
  });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(exitCode).toBe(1);
  expect(project.lines('done.txt')).toEqual(['A prices.csv line 2', 'D prices.csv line 6', 'F prices.csv line 8']);
  expect(stdout).toContain('BATCH_FAILED: 4 rows of 6 failed in batch "prices"; 2 passed');
  expect(stdout).toContain('row prices.csv line 4: it cannot be read: column "price": expected a number, saw "abc"');
  expect(stdout).toContain('row prices.csv line 5: it cannot be read: column "note": there is no such cell');
  expect(stdout).toContain('row prices.csv line 7: it cannot be read: column "price": expected a number, saw an empty');
  expect(stdout).toMatch(/row D \(prices\.csv line 6\): .*the price of D/);
  expect(project.results().tests[0]).toMatchObject({
    status: 'failed',
    batches: [{ name: 'prices', passed: 2, failed: 1, invalid: 3, carried: 0, 'not-run': 0 }],
  });
  expect(attached(project, 'batch-prices.csv').split('\r\n')[1]).toMatch(/^A,prices\.csv line 2,passed,\d+,$/);
  const table = JSON.parse(attached(project, 'batch-prices.json')) as { key: string; status: string }[];
  expect(table.map(({ status }) => status).join()).toBe('passed,invalid,invalid,failed,invalid,passed');
  const rows = project.journal().filter(({ kind }) => kind === 'batch-row');
  expect(rows).toHaveLength(6);
});

test('keys that are there twice name both rows before anything runs', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'a.csv': 'id\n1\n2\n1\n',
    'specs/a.spec.ts': `${head}
test('twice', async () => { await batch('ids', { items: fromCsv('a.csv'), key: 'id' }, ({ id }) => log(id ?? '')); });`,
  });
  const { exitCode, stdout } = await project.codexqa(['test']);
  expect(stdout).toContain('BATCH_KEY_DUPLICATE');
  expect(stdout).toContain('a.csv line 2 and a.csv line 4 have the same key "1"');
  expect(project.lines('done.txt')).toEqual([]);
  expect(exitCode).toBe(2);
});

test('a retry and a resumed run only run rows that have not passed, and rows that changed since', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': configText('retries: 1,'),
    'a.json': JSON.stringify([
      { id: 1, v: 'a' },
      { id: 2, v: 'b' },
      { id: 3, v: 'c' },
    ]),
    'specs/a.spec.ts': `${head}
test('rows', async ({}, info) => {
  await batch('rows', { items: fromJson<{ id: number; v: string }>('a.json'), key: 'id' }, ({ id }) => {
    log(info.retry + ':' + id);
    if (id === 2 && !existsSync('mended')) throw new Error('no');
  });
});`,
  });
  await project.codexqa(['test']);
  expect(project.lines('done.txt')).toEqual(['0:1', '0:2', '0:3', '1:2']);
  expect(project.results().tests[0]?.batches).toEqual([
    { name: 'rows', passed: 0, failed: 1, invalid: 0, carried: 2, 'not-run': 0 },
  ]);
  project.write({
    mended: '',
    'done.txt': '',
    'a.json': JSON.stringify([
      { id: 1, v: 'a' },
      { id: 2, v: 'b' },
      { id: 3, v: 'changed' },
    ]),
  });
  const { exitCode } = await project.codexqa(['resume']);
  expect(project.lines('done.txt')).toEqual(['0:2', '0:3']);
  expect(exitCode).toBe(0);
  // of the spec everything may depend: when it changed every row runs again
  project.write({ 'done.txt': '', 'specs/a.spec.ts': `${project.read('specs/a.spec.ts')}\n// changed` });
  await project.codexqa(['resume']);
  expect(project.lines('done.txt')).toEqual(['0:1', '0:2', '0:3']);
});

test('a batch broken off by kill -9 goes on behind its last row', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `${head}
test('rows', async () => {
  await batch('rows', { items: ['a', 'b', 'c', 'd'] }, (item) => {
    log(item);
    if (item === 'c' && !existsSync('mended')) process.kill(process.pid, 'SIGKILL');
  });
});`,
  });
  await project.codexqa(['test']);
  expect(project.lines('done.txt')).toEqual(['a', 'b', 'c']);
  project.write({ mended: '', 'done.txt': '' });
  const { exitCode } = await project.codexqa(['resume']);
  expect(project.lines('done.txt')).toEqual(['c', 'd']);
  expect(exitCode).toBe(0);
});

test('files, streams, several at a time, stop at the first failure, nothing to do', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'docs/b.txt': 'b',
    'docs/a.txt': 'a',
    'docs/skip.txt': '',
    'lines.jsonl': '{"id":1}\n{"id":\n{"id":3}\n',
    'specs/a.spec.ts': `${head}
test('files', async () => {
  const counts = await batch('files', { items: fromFiles('docs/*.txt', { ignore: ['**/skip.txt'] }) }, ({ name, bytes }) => log(name + ' ' + bytes));
  expect(counts.passed).toBe(2);
});
test('stream', async () => {
  async function* items() { for (let id = 0; id < 6; id++) yield { id }; }
  let most = 0; let now = 0;
  await batch('stream', { items: items(), key: ({ id }) => id, concurrency: 3 }, async () => {
    most = Math.max(most, ++now);
    // each waits for company, not for a while
    for (const until = Date.now() + 20_000; most < 3 && Date.now() < until; ) await new Promise((resolve) => setTimeout(resolve, 5));
    now--;
  });
  expect(most).toBe(3);
});
test('stop', async () => {
  await batch('stop', { items: [1, 2, 3], continueOnError: false }, (item) => { log('stop ' + item); expect.soft(item).toBe(1); });
});
// each failed test takes another worker: what can be told together is
test('in vain', async () => {
  const told = (work: Promise<unknown>) => work.then(() => log('held'), (error: Error) => console.log(error.message));
  await told(batch('lines', { items: fromJson<{ id: number }>('lines.jsonl'), key: 'id' }, ({ id }) => log('line ' + id)));
  await told(batch('none', { items: fromFiles('nothing/*') }, () => {}));
  await told(batch('gone', { items: fromCsv('gone.csv') }, () => {}));
  await told(batch('quote', { items: fromCsv('quote.csv'), key: 'a' }, () => log('never')));
  await told(batch('column', { items: fromCsv('sum.csv', { columns: { sume: Number } }), key: 'sume' }, () => log('never')));
  await told(batch('slow', { items: ['x', 'y'], timeout: 300 }, (item) => item === 'x' ? new Promise(() => {}) : log('after slow')));
});`,
    'sum.csv': 'a,sum\n1,2\n',
    'quote.csv': 'a,sum\n1,"x"y\n2,3\n',
  });
  const { stdout } = await project.codexqa(['test', '--workers', '1']);
  const lines = project.lines('done.txt');
  expect(lines).toEqual(['docs/a.txt 1', 'docs/b.txt 1', 'stop 1', 'stop 2', 'line 1', 'line 3', 'after slow']);
  expect(stdout).toContain('1 row of 3 failed in batch "stop"; 1 passed, 1 not run');
  expect(stdout).toContain('row lines.jsonl line 2: it cannot be read: it is not JSON');
  expect(stdout).toContain('BATCH_EMPTY: batch "none" has no rows');
  expect(stdout).toMatch(/BATCH_FILE_INVALID: the rows of .*gone\.csv cannot be read: there is no such file/);
  expect(stdout).toMatch(/BATCH_FILE_INVALID: .*quote\.csv cannot be read: line 2 has a quote in the wrong place/);
  expect(stdout).toContain('it has no column "sume"; did you mean "sum"?, it has a, sum');
  expect(stdout).toContain('row x took longer than 300 ms');
});

test('progress: a line every so often in a log, one live line on a terminal', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `${head}
test('rows', async () => {
  const items = Array.from({ length: Number(process.env.ROWS) }, (_, id) => id);
  await batch('rows', { items }, () => new Promise((resolve) => setTimeout(resolve, 100)));
});`,
  });
  const log = await project.codexqa(['test'], { env: { ROWS: '120' } });
  expect(log.stderr).toMatch(/^ {2}rows: \d+ of 120 rows, \d\.\d rows\/s, \d+ s left$/m);
  test.skip(!existsSync('/usr/bin/script'), 'needs script, which makes a terminal');
  const inTerminal = ['script', '-qec', `${process.execPath} ${project.cli} test`, '/dev/null'];
  const { stdout } = await project.finish(project.start(inTerminal, { env: { ROWS: '20', TERM: 'xterm' } }));
  expect(stdout).toContain('\r\u001b[2K  rows: ');
  expect(stdout).toMatch(/rows: \d+ of 20 rows/);
  expect(stdout).toContain('1 passed');
});

test('pause and abort take effect between rows that do nothing to the desktop; a resume goes on there', async ({
  project,
}) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `${head}
test('rows', async () => {
  const items = Array.from({ length: 300 }, (_, id) => id);
  await batch('rows', { items }, async (id) => { log(String(id)); if (!existsSync('fast')) await new Promise((resolve) => setTimeout(resolve, 200)); });
});`,
  });
  const running = project.start([process.execPath, project.cli, 'test']);
  await expect.poll(() => project.lines('done.txt').length).toBeGreaterThan(3);
  await project.codexqa(['pause']);
  await expect.poll(() => project.state()).toBe('paused');
  const held = project.lines('done.txt').length;
  await project.codexqa(['runs', 'list']);
  expect(project.lines('done.txt').length - held).toBeLessThanOrEqual(1);
  await project.codexqa(['continue']);
  await expect.poll(() => project.lines('done.txt').length).toBeGreaterThan(held + 1);
  await project.codexqa(['abort']);
  await project.finish(running);
  const before = project.lines('done.txt');
  expect(before.length).toBeLessThan(300);
  project.write({ fast: '' });
  const { exitCode } = await project.codexqa(['resume']);
  expect(exitCode).toBe(0);
  const all = project.lines('done.txt');
  // the row at which the run ended may have run twice, no other
  expect(all.length).toBeLessThanOrEqual(301);
  expect(new Set(all).size).toBe(300);
});

test('10,000 rows take no more memory than 2,000', async ({ project }) => {
  project.write({
    'codexqa.config.ts': configText(),
    'specs/a.spec.ts': `${head}
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const heap = () => { gc(); return process.memoryUsage().heapUsed / 1e6; };
test('rows', async () => {
  function* items() { for (let id = 0; id < 10_000; id++) yield { id, text: 'x'.repeat(2_000) }; }
  let before = 0;
  await batch('rows', { items: items(), key: 'id' }, ({ id }) => {
    if (id === 2_000) before = heap();
    if (id === 9_999) log(String(heap() - before));
  });
});`,
  });
  const { exitCode, stderr } = await project.codexqa(['test', '--reporter=dot']);
  expect(exitCode, stderr).toBe(0);
  const grownMb = Number(project.lines('done.txt')[0]);
  test.info().annotations.push({ type: 'heap growth', description: `${grownMb.toFixed(2)} MB` });
  // 8,000 rows of 2 kB are 16 MB; what is kept of them is their keys
  expect(grownMb).toBeLessThan(4);
  expect(project.results().tests[0]?.batches?.[0]?.passed).toBe(10_000);
});
