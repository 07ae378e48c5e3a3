/** Plays the people of the three templates: starts the run, answers each question as they would, and looks at what came of it. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const program = resolve('node_modules/.bin/codexqa');
const codexqa = async (...args) => (await promisify(execFile)(program, args)).stdout;

/** By action: who says what, and why. */
const words = {
  'publish release 2.4': [['release-manager', 'approve', 'all checks have passed']],
  'file the contract of May': [
    ['release-manager', 'approve', 'read on the screen'],
    ['lawyer', 'approve', 'read on the screen'],
  ],
  'restart the till of incident 17': [['on-call', 'approve', 'nothing was open on it']],
  'restart the till of incident 18': [['on-call', 'deny', 'somebody is counting on it']],
};

for (const file of ['released.txt', 'signed.txt', 'incidents.txt']) rmSync(file, { force: true });
mkdirSync('keys', { recursive: true });
for (const name of ['release-manager', 'lawyer', 'on-call']) {
  writeFileSync(`keys/${name}.pub`, (await codexqa('approvals', 'keygen', `keys/${name}`)).split('\n')[0]);
}

const run = spawn(program, ['test'], { stdio: ['ignore', 'inherit', 'inherit'] });
const ended = new Promise((done) => run.once('close', done));
const answered = new Set();
while (run.exitCode === null && run.signalCode === null) {
  for (const { id, action, state } of JSON.parse(await codexqa('approvals', 'list', '--json'))) {
    if (answered.has(id) || !state.endsWith('left')) continue;
    answered.add(id);
    for (const [name, word, reason] of words[action]) {
      const as = ['--as', name, '--key', `keys/${name}`, '--reason', reason];
      console.log(`${name}: ${(await codexqa('approvals', word, id, ...as)).trim()}`);
    }
  }
  await Promise.race([ended, new Promise((done) => setTimeout(done, 200))]);
}

const code = await ended;
const left = ['released.txt', 'signed.txt', 'incidents.txt'].map((file) => readFileSync(file, 'utf8')).join('');
console.log(left);
const lines = left.trim().split('\n').toSorted();
const wanted = ['17: restarted, by on-call', '18: left for the morning', '2.4, by release-manager'];
const isSigned = /^signed by (release-manager, lawyer|lawyer, release-manager)$/.test(lines[3] ?? '');
const holds = code === 0 && isSigned && wanted.every((line, index) => lines[index] === line);
console.log(holds ? 'The templates hold.' : `The templates do NOT hold: the run ended with ${code}.`);
process.exitCode = holds ? 0 : 1;
