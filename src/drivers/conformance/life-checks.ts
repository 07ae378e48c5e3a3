/** The contract about life and death: sessions, applications, and what happens when either fails. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppExit, AppHandle } from '../../contracts/driver.ts';
import { type ConformanceCheck, check } from './check.ts';
import { broken, type Desk, expectEqual, expectRefusal, expectTrue } from './desk.ts';

export const lifeChecks: readonly ConformanceCheck[] = [
  check('a session opens empty and closes without a trace', [], async ({ driver, options, fixture }) => {
    const session = await driver.open(options);
    try {
      expectEqual('windows of a new session', (await session.windows()).length, 0);
      expectEqual('applications of a new session', session.apps().length, 0);
      expectEqual('loss of a new session', session.lost() ?? null, null);
      expectTrue('a home that exists', existsSync(session.home), session.home);
    } finally {
      await session.close();
    }
    expectTrue('no home after close', !existsSync(session.home), session.home);
    await session.close();
    await expectRefusal('launching on a closed session', 'SESSION_LOST', () => session.launch(fixture.app));
  }),

  check('the screen has the size that was asked for', [], async ({ session, options }) => {
    const { width, height, scale } = options.screen;
    expectEqual('screen', session.screen, { width: width * scale, height: height * scale, scale });
  }),

  check('a lane that the driver lacks is refused', [], async ({ driver, options }) => {
    const lane = driver.capabilities.has('lane:foreground') ? 'background' : 'foreground';
    if (driver.capabilities.has(`lane:${lane}`)) return;
    await expectRefusal(`opening in the ${lane} lane`, 'CAPABILITY_MISSING', () => driver.open({ ...options, lane }));
  }),

  check('environment, locale and home reach the application', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch({ CODEXQA_CHECK: 'from the launch' });
    await desk.click('button', 'Environment', app);
    const { locale } = desk.options;
    await desk.status(`LANG=${locale} CODEXQA_CHECK=from the launch HOME=${desk.session.home}`, app);
  }),

  check('an application that is not there is a named error', [], async ({ session, fixture }) => {
    const command = 'codexqa-no-such-command';
    await expectRefusal(`launching ${command}`, 'APP_NOT_INSTALLED', () => session.launch({ ...fixture.app, command }));
  }),

  check(
    'a crash is an app-exit signal and APP_CRASHED, with the last output',
    ['pointer', 'accessibility'],
    async (desk) => {
      const app = await desk.launch();
      const exit = await exitAfter(desk, app, 'Crash');
      expectTrue('an unexpected end that is no success', exit.code !== 0 && !exit.expected, exit);
      await lastWords(desk, app, 'fixture: crash requested');
      await expectRefusal('the tree of a crashed application', 'APP_CRASHED', () =>
        desk.session.tree({ kind: 'app', appId: app.id }, { fresh: false }),
      );
      await desk.until('no window of a crashed application', async () =>
        (await desk.session.windows()).some((window) => window.appId === app.id) ? undefined : true,
      );
    },
  ),

  check('an exit code is handed on', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    const exit = await exitAfter(desk, app, 'Exit 3');
    expectEqual('exit', exit, { code: 3, signal: null, expected: false });
    await lastWords(desk, app, 'fixture: leaving with 3');
  }),

  check('a hung application is APP_UNRESPONSIVE and can be ended', ['pointer', 'accessibility'], async (desk) => {
    const app = await desk.launch();
    const status = (await desk.nodes(app)).find((node) => node.role === 'status');
    if (status === undefined) throw broken('the form: expected a status line, saw none');
    await desk.click('button', 'Hang', app);
    await desk.until('APP_UNRESPONSIVE from a reading', () =>
      desk.session.read([status.id]).then(
        () => undefined,
        (error: unknown) => (String(error).includes('APP_UNRESPONSIVE') ? true : Promise.reject(error)),
      ),
    );
    await expectRefusal('a fresh tree of a hung application', 'APP_UNRESPONSIVE', () =>
      desk.session.tree({ kind: 'app', appId: app.id }, { fresh: true }),
    );
    const exit = await desk.session.terminate(app.id, { graceMs: 50 });
    expectEqual('the end was ours', exit.expected, true);
  }),

  check('terminate ends an application and says how', [], async (desk) => {
    const app = await desk.launch();
    const { heard, stop } = desk.listen();
    const exit = await desk.session.terminate(app.id, { graceMs: 2_000 });
    expectEqual('the end was ours', exit.expected, true);
    expectEqual('exit of the handle', app.exit, exit);
    await desk.until('its app-exit signal', () =>
      heard.find((signal) => signal.kind === 'app-exit' && signal.appId === app.id),
    );
    stop();
    await desk.until('no window left', async () => ((await desk.session.windows()).length === 0 ? true : undefined));
  }),

  check('reset ends applications and gives a new, empty home', [], async (desk) => {
    const { session } = desk;
    const app = await desk.launch();
    const before = session.home;
    writeFileSync(join(before, 'left-behind'), 'x');
    await session.reset();
    expectEqual('the end was ours', app.exit?.expected, true);
    expectEqual('applications after reset', session.apps().length, 0);
    await desk.until('no window after reset', async () => ((await session.windows()).length === 0 ? true : undefined));
    expectTrue('another home', session.home !== before && existsSync(session.home), session.home);
    expectEqual('files in the new home', readdirSync(session.home), []);
    await desk.launch();
  }),

  check(
    'a lost session is one signal and SESSION_LOST everywhere',
    [],
    async (desk) => {
      const { session, fixture } = desk;
      await desk.launch();
      const { heard, stop } = desk.listen();
      await fixture.breakSession?.(session);
      await desk.until('a session-lost signal', () => heard.find((signal) => signal.kind === 'session-lost'));
      stop();
      expectEqual('session-lost signals', heard.filter((signal) => signal.kind === 'session-lost').length, 1);
      expectTrue('a reason', (session.lost() ?? '') !== '', session.lost());
      const point = { x: 1, y: 1 };
      const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['tree', () => session.tree({ kind: 'desktop' }, { fresh: true })],
        ['read', () => session.read(['any'])],
        ['windows', () => session.windows()],
        ['act', () => session.act({ kind: 'hover', point, address: {} })],
        ['launch', () => session.launch(fixture.app)],
        ['reset', () => session.reset()],
      ];
      for (const [name, call] of calls) await expectRefusal(`${name} of a lost session`, 'SESSION_LOST', call);
    },
    { breaks: true },
  ),
];

async function exitAfter(desk: Desk, app: AppHandle, button: string): Promise<AppExit> {
  const { heard, stop } = desk.listen();
  await desk.click('button', button, app);
  await desk.until(`the app-exit signal of ${app.id}`, () =>
    heard.find((signal) => signal.kind === 'app-exit' && signal.appId === app.id),
  );
  stop();
  return desk.until('the exit of the handle', () => app.exit);
}

/** They may arrive after the end. */
async function lastWords(desk: Desk, app: AppHandle, words: string): Promise<void> {
  await desk.until(`its last words in the output: ${words}`, () => app.output().includes(words) || undefined);
}
