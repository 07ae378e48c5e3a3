/**
 * What the macOS driver had to assume, as questions to a Mac; `features` names the rows of `codexqa platform` that an answer would
 * settle. Each gets a way to open a session; what it resolves to is the answer, what it throws is one too.
 */

const textEdit = { name: 'textedit', command: '/System/Applications/TextEdit.app', args: [], env: {} };
const chrome = { name: 'chrome', command: '/Applications/Google Chrome.app', args: ['--no-first-run'], env: {} };

const flat = (nodes) => nodes.flatMap((node) => [node, ...flat(node.children)]);

async function firstWindow(session) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const [window] = await session.windows();
    if (window !== undefined) return window;
    if (Date.now() > deadline) throw new Error('no window within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A session with one application whose window stands. */
function withApp(app, work) {
  return (mac) =>
    mac.withSession(async (session) => {
      const interferences = [];
      session.onSignal((signal) => {
        if (signal.kind === 'interference') interferences.push(signal.interference);
      });
      const { id } = await session.launch(app);
      const window = await firstWindow(session);
      const nodes = async () => flat(await session.tree({ kind: 'app', appId: id }, { fresh: true }));
      return work({ session, window, nodes, appId: id, interferences });
    });
}

const withTextEdit = (work) => withApp(textEdit, work);

async function textOf(session, nodes) {
  const field = (await nodes()).find(({ role }) => role === 'textbox');
  const [reading] = field === undefined ? [] : await session.read([field.id]);
  return reading?.text ?? null;
}

/** A click into the text by its pixels, then keys: what the field holds in the end. */
const typed = (settings) => (mac) =>
  withTextEdit(async ({ session, window: { id, bounds }, nodes, interferences }) => {
    const point = { x: Math.round(bounds.x + bounds.width / 2), y: Math.round(bounds.y + bounds.height / 2) };
    const address = { windowId: id };
    await session.act({ kind: 'click', point, button: 'left', count: 1, modifiers: [], address });
    await session.act({ kind: 'type', text: 'codexqa é 日', address });
    return { text: await textOf(session, nodes), person: (await session.personInput?.()) ?? null, interferences };
  })({ ...mac, withSession: (work) => mac.withSession(work, settings) });

const question = (asks, features, ask) => ({ asks, features, ask });

export const questions = [
  question('what do the probes say?', ['permissions asked for and named (S13, S39)'], ({ driver }) => driver.probe()),
  question(
    'does a directly started application come to the front by itself?',
    ['front, order of windows, pointer and lock watched; FOCUS_STOLEN'],
    withTextEdit(({ interferences }) => interferences),
  ),
  question(
    'how is a window read, and how many elements has it?',
    ['element tree of classic controls', 'scaling above 100 %'],
    withTextEdit(async ({ session, window, nodes }) => {
      const all = await nodes();
      return {
        window,
        screen: session.screen,
        count: all.length,
        roles: [...new Set(all.map((node) => node.nativeRole))],
      };
    }),
  ),
  question(
    'does Chrome show its elements?',
    ['element tree of WPF, WinUI, Qt, Electron'],
    withApp(chrome, async ({ nodes }) => (await nodes()).length),
  ),
  question(
    'are the menus in the tree?',
    ['menus in the tree'],
    withTextEdit(async ({ nodes }) =>
      (await nodes()).filter(({ role }) => role.startsWith('menu')).map(({ name }) => name),
    ),
  ),
  question(
    'does a text stay that is set, not typed?',
    ['set-text, set-value, invoke, focus'],
    withTextEdit(async ({ session, nodes }) => {
      const field = (await nodes()).find(({ role }) => role === 'textbox');
      if (field === undefined) throw new Error('no text field');
      await session.act({ kind: 'set-text', nodeId: field.id, text: 'set' });
      return textOf(session, nodes);
    }),
  ),
  question(
    'do pointer and keys arrive that are addressed to a background window?',
    [
      'background lane, sessions in parallel',
      'pointer, keyboard, any Unicode text',
      "a person's own input told from the run's",
    ],
    typed(),
  ),
  question(
    'do they in the foreground lane?',
    ['foreground lane, one at a time', 'target in front and visible before and after each act (S15)'],
    typed({ lane: 'foreground' }),
  ),
  question(
    'do they through nut.js?',
    ["pointer: 'nut-js': pointer and windows of the foreground lane"],
    typed({ lane: 'foreground', pointer: 'nut-js' }),
  ),
  question(
    'do they through cua-driver?',
    ["driver: 'cua' for Chromium, Electron, Catalyst"],
    typed({ driver: { input: 'cua' } }),
  ),
  question(
    'is a window moved and sized as it is told?',
    ['window control'],
    withTextEdit(async ({ session, window: { id } }) => {
      await session.act({ kind: 'window', windowId: id, change: { kind: 'move', to: { x: 120, y: 90 } } });
      await session.act({ kind: 'window', windowId: id, change: { kind: 'resize', to: { width: 500, height: 400 } } });
      return (await session.windows()).find((window) => window.id === id)?.bounds ?? null;
    }),
  ),
  question(
    'is a window pictured while it is in the background?',
    ['capture of a covered window'],
    withTextEdit(({ session, window }) => sizeOf(session, { kind: 'window', windowId: window.id })),
  ),
  question('is the screen pictured?', ['capture of screen and area'], ({ withSession }) =>
    withSession((session) => sizeOf(session, { kind: 'screen' })),
  ),
  question('does the pasteboard keep a text?', ['clipboard'], ({ withSession }) =>
    withSession(async (session) => {
      await session.act({ kind: 'write-clipboard', text: 'codexqa' });
      return session.clipboard();
    }),
  ),
  question(
    'how does an application end that is asked to?',
    ['starting and ending applications, crashes, exit codes'],
    withTextEdit(({ session, appId }) => session.terminate(appId, { graceMs: 5000 })),
  ),
  question(
    'what is known of lock, sleep, user and display?',
    ['lock, sleep, user switch, display off followed during a run'],
    async ({ driver }) => {
      const watch = await driver.presence();
      const { sources, state } = watch;
      await watch.close();
      return { sources, state };
    },
  ),
];

async function sizeOf(session, target) {
  const { width, height } = await session.capture(target);
  return { width, height };
}

/** Answered by a step of the nightly workflow, which is named by what it runs. */
export const answeredBySteps = {
  'C function prototypes': 'src/drivers/macos',
  'lease of the visible desktop across processes': 'src/support/lease',
  'leases of what one login shares: applications, pasteboard, keyboards, screen': 'src/support/lease',
  "the preflight's throwaway window (S36)": 'cli/main.js preflight',
};

/** Not asked, with the reason. */
export const unasked = {
  'one spec, another program and other pictures per platform': 'the spec names no program of macOS yet',
  'several screens': 'hosted runners have one',
  'applications with other rights than ours (UIPI), lock screen, remote desktop': 'nobody may lock a hosted runner',
};
