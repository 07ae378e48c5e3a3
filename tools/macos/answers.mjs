/**
 * Asks a real Mac what the driver had to assume, and writes the answers down: `node tools/macos/answers.mjs <file.json>`.
 * A question that cannot be asked here is answered with the reason; nothing is claimed.
 */
import { writeFileSync } from 'node:fs';
import { defaultSession } from '../../dist/src/contracts/driver.js';
import { createMacDriver } from '../../dist/src/drivers/macos/driver.js';

const [file = 'answers.json'] = process.argv.slice(2);
const textEdit = { name: 'textedit', command: '/System/Applications/TextEdit.app', args: [], env: {} };
const answers = {
  os: process.platform,
  release: process.release.name,
  node: process.version,
  asked: new Date().toISOString(),
  questions: {},
};

async function ask(question, work) {
  const startedAt = performance.now();
  try {
    answers.questions[question] = { answer: await work(), ms: Math.round(performance.now() - startedAt) };
  } catch (error) {
    answers.questions[question] = { failed: error instanceof Error ? error.message : String(error) };
  }
}

async function withSession(work, options = {}) {
  const session = await createMacDriver(options).open(defaultSession);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

async function firstWindow(session) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const [window] = await session.windows();
    if (window !== undefined) return window;
    if (Date.now() > deadline) throw new Error('no window within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A click into the text by its pixels, then keys: what the field holds in the end. */
function typed(options) {
  return withSession(async (session) => {
    const app = await session.launch(textEdit);
    const { id, bounds } = await firstWindow(session);
    const point = { x: Math.round(bounds.x + bounds.width / 2), y: Math.round(bounds.y + bounds.height / 2) };
    const address = { windowId: id };
    await session.act({ kind: 'click', point, button: 'left', count: 1, modifiers: [], address });
    await session.act({ kind: 'type', text: 'codexqa', address });
    const nodes = flat(await session.tree({ kind: 'app', appId: app.id }, { fresh: true }));
    const field = nodes.find((node) => node.role === 'textbox');
    const [reading] = field === undefined ? [] : await session.read([field.id]);
    return { text: reading?.text ?? null, interferences: session.interferences };
  }, options);
}

const flat = (nodes) => nodes.flatMap((node) => [node, ...flat(node.children)]);

await ask('what do the probes say?', () => createMacDriver().probe());
await ask('does a directly started application come to the front by itself?', () =>
  withSession(async (session) => {
    await session.launch(textEdit);
    await firstWindow(session);
    return session.interferences;
  }),
);
await ask('how is a window read, and how many elements has it?', () =>
  withSession(async (session) => {
    const app = await session.launch(textEdit);
    const window = await firstWindow(session);
    const nodes = flat(await session.tree({ kind: 'app', appId: app.id }, { fresh: true }));
    return { window, count: nodes.length, roles: [...new Set(nodes.map((node) => node.nativeRole))] };
  }),
);
await ask('is a window pictured while it is in the background?', () =>
  withSession(async (session) => {
    await session.launch(textEdit);
    const { id } = await firstWindow(session);
    const { width, height } = await session.capture({ kind: 'window', windowId: id });
    return { width, height };
  }),
);
await ask('do pointer and keys arrive that are addressed to a background window?', () => typed());
await ask('do they through cua-driver?', () => typed({ input: 'cua' }));

writeFileSync(file, `${JSON.stringify(answers, null, 2)}\n`);
console.log(JSON.stringify(answers, null, 2));
