/** The simulated driver keeps the driver contract, and the list notices drivers that do not. */
import { expect, test } from '@playwright/test';
import type { AppCommand, Capability, DesktopDriver, DriverSession } from '../../contracts/driver.ts';
import { createSimulatedDriver } from '../simulated/driver.ts';
import { SimulatedSession } from '../simulated/session.ts';
import { type ConformanceResult, conformanceChecks, type Fixture, runCheck, runConformance } from './conformance.ts';

const app: AppCommand = { name: 'form', command: 'form', args: [], env: {} };

const fixture: Fixture = {
  app,
  async breakSession(session) {
    if (session instanceof SimulatedSession) session.lose('the display was switched off');
  },
};

for (const check of conformanceChecks) {
  test(check.name, async () => {
    const { status, detail } = await runCheck(check, createSimulatedDriver(), fixture);
    expect({ status, detail }).toEqual({ status: 'ok', detail: '' });
  });
}

test('names are unique: reports and users tell checks apart by them', () => {
  const names = conformanceChecks.map((check) => check.name);
  expect(new Set(names).size).toBe(names.length);
});

test('a run over one reused session passes too and reports each check once', async () => {
  const results = await collect(createSimulatedDriver(), fixture);
  expect(results.map((result) => result.name)).toEqual(conformanceChecks.map((check) => check.name));
  expect(results.filter((result) => result.status !== 'ok')).toEqual([]);
});

test('checks without their capability are skipped, with the reason', async () => {
  const without: readonly Capability[] = ['clipboard'];
  const results = await collect(createSimulatedDriver({ without }), fixture);
  const skipped = results.filter((result) => result.status === 'skipped');
  expect(skipped).toHaveLength(4);
  expect(new Set(skipped.map((result) => result.detail))).toEqual(new Set(['the driver has no clipboard']));
  expect(results.filter((result) => result.status === 'failed')).toEqual([]);
});

/** Drivers with one defect each, and a check that must notice it. */
const defects: readonly {
  readonly defect: string;
  readonly spoil: (session: DriverSession) => void;
  readonly noticedBy: string;
}[] = [
  {
    defect: 'clicks that never arrive',
    spoil: (session) => swallow(session, 'click'),
    noticedBy: 'a click presses a button once',
  },
  {
    defect: 'typed text that loses its first character',
    spoil(session) {
      const act = session.act.bind(session);
      session.act = (each) => act(each.kind === 'type' ? { ...each, text: each.text.slice(1) } : each);
    },
    noticedBy: 'typed Unicode arrives exactly',
  },
  {
    defect: 'readings from a memory',
    spoil(session) {
      const read = session.read.bind(session);
      const remembered = new Map<string, ReturnType<DriverSession['read']>>();
      session.read = (ids) => {
        const key = ids.join();
        const known = remembered.get(key) ?? read(ids);
        remembered.set(key, known);
        return known;
      };
    },
    noticedBy: 'readings are live: text, value and states follow at once',
  },
  {
    defect: 'no signals',
    spoil(session) {
      session.onSignal = () => () => {};
    },
    noticedBy: 'changes of the tree are signalled',
  },
  {
    defect: 'the same picture for ever',
    spoil(session) {
      const first = session.capture({ kind: 'screen' });
      session.capture = () => first;
    },
    noticedBy: 'a picture shows what an action changed',
  },
  {
    defect: 'a home that outlives the reset',
    spoil(session) {
      const { home } = session;
      Object.defineProperty(session, 'home', { value: home });
    },
    noticedBy: 'reset ends applications and gives a new, empty home',
  },
  {
    defect: 'windows that ignore their orders',
    spoil: (session) => swallow(session, 'window'),
    noticedBy: 'windows move and take a size',
  },
];

for (const { defect, spoil, noticedBy } of defects) {
  test(`a driver with ${defect} fails "${noticedBy}"`, async () => {
    const healthy = createSimulatedDriver();
    const driver: DesktopDriver = {
      ...healthy,
      async open(options) {
        const session = await healthy.open(options);
        spoil(session);
        return session;
      },
    };
    const check = conformanceChecks.find((each) => each.name === noticedBy);
    if (check === undefined) throw new Error(`no check is named "${noticedBy}"`);
    const { status, detail } = await runCheck(check, driver, { ...fixture, timeoutMs: 150 });
    expect(status).toBe('failed');
    expect(detail).toContain('EXPECTATION_FAILED: ');
  });
}

function swallow(session: DriverSession, kind: string): void {
  const act = session.act.bind(session);
  session.act = async (each) => (each.kind === kind ? undefined : act(each));
}

async function collect(driver: DesktopDriver, given: Fixture): Promise<readonly ConformanceResult[]> {
  const results: ConformanceResult[] = [];
  for await (const result of runConformance(driver, given)) results.push(result);
  return results;
}
