/** The questions to a Mac: about all that no Mac has shown, and each can be asked, here of the simulated one. */
import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { platformMatrix } from '../../src/cli/platform-matrix.ts';
import {
  type DesktopDriver,
  type DriverSession,
  defaultSession,
  type SessionOptions,
} from '../../src/contracts/driver.ts';
import { test } from '../../src/drivers/macos/mac-desk.sample.ts';
import { fakeNut } from '../../src/support/nut-js.sample.ts';
import { NutJs } from '../../src/support/nut-js.ts';

interface Mac {
  readonly driver: DesktopDriver;
  withSession<T>(work: (session: DriverSession) => Promise<T>, settings?: Partial<SessionOptions>): Promise<T>;
}

interface Asked {
  readonly questions: readonly {
    readonly asks: string;
    readonly features: readonly string[];
    readonly ask: (mac: Mac) => Promise<unknown>;
  }[];
  readonly answeredBySteps: Readonly<Record<string, string>>;
  readonly unasked: Readonly<Record<string, string>>;
}

/** Plain JavaScript: a Mac runs it as it is. */
const { questions, answeredBySteps, unasked } = (await import(new URL('questions.mjs', import.meta.url).href)) as Asked;

test('all that `codexqa platform` says no Mac has shown is asked of one, or it is said why not', () => {
  const workflow = readFileSync(new URL('../../.github/workflows/macos.yml', import.meta.url), 'utf8');
  for (const step of Object.values(answeredBySteps)) expect(workflow).toContain(step);
  const told = [
    ...questions.flatMap(({ features }) => features),
    ...Object.keys(answeredBySteps),
    ...Object.keys(unasked),
  ];
  const open = platformMatrix.filter(({ macos }) => macos.proof === 'contract' || macos.proof === 'not-run');
  expect([...told].sort()).toEqual(open.map(({ feature }) => feature).sort());
});

for (const { asks, ask } of questions) {
  test(`the simulated Mac answers: ${asks}`, async ({ macWith }) => {
    const { driver } = await macWith({}, () => ({ loadNut: async () => new NutJs(fakeNut().nut) }));
    const mac: Mac = {
      driver,
      async withSession(work, settings) {
        const session = await driver.open({ ...defaultSession, ...settings });
        const launch = session.launch.bind(session);
        session.launch = (app) => launch({ ...app, command: 'editor' });
        try {
          return await work(session);
        } finally {
          await session.close();
        }
      },
    };
    expect(await ask(mac)).toBeDefined();
  });
}
