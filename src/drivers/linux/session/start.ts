/** Starts what a session stands on, all at once: buses, accessibility registry, and its own display and window manager unless it works on the visible one. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionOptions } from '../../../contracts/driver.ts';
import { Deadline, withDeadline } from '../../../support/deadline.ts';
import type { ProgramName } from '../apps/programs.ts';
import type { VisibleDisplay } from '../display/visible-display.ts';
import { windowManagerArguments } from '../display/window-manager.ts';
import type { DisplayAddress, XConnection } from '../display/x-connection.ts';
import {
  prepareDisplay,
  waitForWindowManager,
  watchDisplay,
  xauthorityEntry,
  xvfbArguments,
} from '../display/x-server.ts';
import { type Environment, homeEnvironment, markOf, withoutDesktop } from './app-environment.ts';
import type { BusClient } from './bus.ts';
import { type Bus, startBus } from './bus-daemon.ts';
import { makeHomeFolders, type SessionPaths } from './folder.ts';
import { Helper } from './helper.ts';
import { openServer, type Server } from './own-server.ts';
import { fontSettings } from './toolkit-settings.ts';

/** Generous: eight sessions may start at once on two slow cores. */
const startTimeoutMs = 60_000;

/** Where everything of a session is. */
export interface SessionBase {
  readonly paths: SessionPaths;
  readonly display: DisplayAddress;
  readonly xauthority: string;
  readonly fontSettings: string;
  readonly sessionBus: string;
  readonly accessibilityBus: string;
  readonly setpriv: string;
  /** The display is the person's own. */
  readonly isVisible: boolean;
}

/** What runs once a session has started. */
export interface SessionGround<Parts> {
  readonly base: SessionBase;
  /** The driver's own connection: reading, capturing and acting go through it. */
  readonly x: XConnection;
  readonly buses: readonly BusClient[];
  /** In the order of dependence: each may need those before it. */
  readonly helpers: readonly Helper[];
  readonly parts: Parts;
}

/** Puts the parts of a session together, each as soon as what it stands on answers. */
export interface Furnisher<Parts, Ears> {
  /** The accessibility registry answers; the display may still be starting. */
  readonly listen: (accessibilityBus: string) => Promise<Ears>;
  /** The display answers; the window manager may still be starting. */
  readonly furnish: (x: XConnection, base: SessionBase, listening: Promise<Ears>) => Promise<Parts>;
}

export interface SessionPlan<Parts, Ears> {
  readonly programs: Readonly<Record<ProgramName, string>>;
  readonly paths: SessionPaths;
  readonly screen: SessionOptions['screen'];
  /** The person's own display, in place of a private one. */
  readonly visible: VisibleDisplay | undefined;
  readonly furnisher: Furnisher<Parts, Ears>;
}

/** @throws SESSION_START_FAILED, DEADLINE_EXCEEDED */
export async function startSession<Parts, Ears>(plan: SessionPlan<Parts, Ears>): Promise<SessionGround<Parts>> {
  const deadline = Deadline.after(startTimeoutMs);
  const { programs, paths, screen, visible, furnisher } = plan;
  const { setpriv } = programs;
  const { cookie, fonts, ...files } = writeFiles(paths);
  const { xauthority } = visible ?? files;
  const env: Environment = {
    ...withoutDesktop(process.env),
    ...homeEnvironment(makeHomeFolders(paths.root, 0)),
    ...markOf(paths.id),
    LANG: 'C.UTF-8',
    XAUTHORITY: xauthority,
    FONTCONFIG_FILE: fonts,
  };
  const start = (name: ProgramName, args: readonly string[], more: Environment = {}): Helper =>
    Helper.start({
      name,
      program: programs[name],
      args,
      env: { ...env, ...more },
      setpriv,
      deathSignal: name === 'Xvfb' ? 'TERM' : 'KILL',
    });

  const startServer = (): Helper => start('Xvfb', xvfbArguments(paths, screen, xauthority));
  const opening =
    visible === undefined
      ? openServer(startServer, paths, cookie, deadline)
      : Promise.resolve<Server>({ display: visible });
  // whoever awaits it may fail over something else first
  opening.catch(() => undefined);
  const startingBuses = startBuses({ program: programs['dbus-daemon'], setpriv, env }, paths.root, deadline);
  // loaded while the others start
  const [{ XConnection }, { announceAccessibility, connectBus, waitForOwner }] = await Promise.all([
    import('../display/x-connection.ts'),
    import('./bus.ts'),
  ]);
  // accessibility does not wait for the display, which takes longest
  const accessible = startingBuses.then(async ([session, accessibility]) => {
    const registry = start('at-spi2-registryd', [], {
      DBUS_SESSION_BUS_ADDRESS: session.address,
      AT_SPI_BUS_ADDRESS: accessibility.address,
    });
    const buses = [connectBus(session.address), connectBus(accessibility.address)] as const;
    const registered = waitForOwner(buses[1], 'org.a11y.atspi.Registry', deadline);
    await Promise.all([
      announceAccessibility(buses[0], accessibility.address),
      registry.orDeath(registered, deadline, 'the accessibility registry'),
    ]);
    return { registry, buses };
  });
  const [session, accessibility] = await startingBuses;
  const listening = accessible.then(() => furnisher.listen(accessibility.address));
  // whoever awaits them may fail over the display first
  listening.catch(() => undefined);

  const { display, xvfb } = await opening;
  const guest: Environment = { DISPLAY: `:${display.number}`, DBUS_SESSION_BUS_ADDRESS: session.address };
  const connecting = XConnection.open(display);
  const windowManager = visible === undefined ? start('openbox', windowManagerArguments(paths.root), guest) : undefined;
  const orDeath = <T>(work: Promise<T>, what: string): Promise<T> =>
    xvfb === undefined ? withDeadline(work, deadline, what) : xvfb.orDeath(work, deadline, what);
  const x = await orDeath(connecting, 'the connection to the X display');
  const base: SessionBase = {
    paths,
    display,
    xauthority,
    fontSettings: fonts,
    sessionBus: session.address,
    accessibilityBus: accessibility.address,
    setpriv,
    isVisible: visible !== undefined,
  };
  const prepared = visible === undefined ? prepareDisplay(x, accessibility.address, screen.scale) : watchDisplay(x);
  const furnished = Promise.all([furnisher.furnish(x, base, listening), prepared]);
  const managed = prepared.then(() => waitForWindowManager(x));
  const [{ registry, buses }, [parts]] = await Promise.all([
    accessible,
    orDeath(furnished, 'the session'),
    windowManager === undefined
      ? withDeadline(managed, deadline, 'the window manager of this desktop')
      : windowManager.orDeath(managed, deadline, 'the window manager'),
  ]);
  const helpers = [xvfb, session.helper, accessibility.helper, windowManager, registry].filter(
    (helper) => helper !== undefined,
  );
  return { base, x, buses, helpers, parts };
}

function writeFiles(paths: SessionPaths): {
  readonly cookie: Buffer;
  readonly xauthority: string;
  readonly fonts: string;
} {
  const cookie = randomBytes(16);
  const xauthority = join(paths.root, 'xauthority');
  writeFileSync(xauthority, xauthorityEntry(cookie), { mode: 0o600 });
  const fonts = join(paths.root, 'fonts.conf');
  writeFileSync(fonts, fontSettings());
  return { cookie, xauthority, fonts };
}

function startBuses(
  command: Parameters<typeof startBus>[2],
  root: string,
  deadline: Deadline,
): Promise<readonly [Bus, Bus]> {
  const starting = Promise.all([
    startBus('session', root, command, deadline),
    startBus('accessibility', root, command, deadline),
  ]);
  // whoever awaits them may fail over something else first
  starting.catch(() => undefined);
  return starting;
}
