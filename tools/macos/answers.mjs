/**
 * Asks a real Mac what the driver had to assume, and writes the answers down: `node tools/macos/answers.mjs <file.json>`.
 * A question that cannot be asked here is answered with the reason; nothing is claimed.
 */
import { writeFileSync } from 'node:fs';
import { defaultSession } from '../../dist/src/contracts/driver.js';
import { createMacDriver } from '../../dist/src/drivers/macos/driver.js';
import { questions, unasked } from './questions.mjs';

const [file = 'answers.json'] = process.argv.slice(2);

/** `settings`: lane and pointer of the session, and `driver`, what the driver is made with. */
async function withSession(work, { driver = {}, ...session } = {}) {
  const opened = await createMacDriver(driver).open({ ...defaultSession, ...session });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

async function answerOf({ asks, features, ask }) {
  const startedAt = performance.now();
  try {
    const answer = await ask({ driver: createMacDriver(), withSession });
    return { asks, features, answer, ms: Math.round(performance.now() - startedAt) };
  } catch (error) {
    return { asks, features, failed: error instanceof Error ? error.message : String(error) };
  }
}

const answers = {
  os: process.platform,
  node: process.version,
  asked: new Date().toISOString(),
  questions: [],
  unasked,
};
for (const question of questions) answers.questions.push(await answerOf(question));
writeFileSync(file, `${JSON.stringify(answers, null, 2)}\n`);
console.log(JSON.stringify(answers, null, 2));
