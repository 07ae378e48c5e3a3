/** Starts what a session stands on, all at once: display, buses, accessibility registry, window manager; and ends it. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionOptions } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { Deadline } from '../../support/deadline.ts';
import { type Environment, homeEnvironment, markOf, withoutDesktop } from './app-environment.ts';
import { announceAccessibility, type Bus, type BusClient, connectBus, startBus, waitForOwner } from './bus.ts';
import { Helper, readyDescriptor } from './helper.ts';
import { type ProgramName, requirePrograms } from './programs.ts';
import { Reaper } from './reaper.ts';
import { makeHomeFolders, makeSessionFolder, type SessionPaths } from './session-folder.ts';
import { fontSettings, xResources } from './toolkit-settings.ts';
import { windowManagerArguments } from './window-manager.ts';
import { type DisplayAddress, XConnection } from './x-connection.ts';
import type { DamageExtension, FixesExtension } from './x11-library.ts';

/** Of the root window: Qt 5 answers pings to whoever selected `structure`, the other toolkits to `substructure`. */
const structure = 0x00020000;
const substructure = 0x00080000;
const propertyChange = 0x00400000;

/** Generous: eight sessions may start at once on two slow cores. */
const startTimeoutMs = 20_000;
/** One death causes others within some ms: of those seen together, the part that starts first is the reason. */
const chainMs = 40;

export interface SessionBase {
  readonly paths: SessionPaths;
  readonly display: DisplayAddress;
  readonly xauthority: string;
  readonly fontSettings: string;
  readonly sessionBus: string;
  readonly accessibilityBus: string;
  readonly setpriv: string;
}

export class SessionHost {
  readonly base: SessionBase;
  /** The driver's own connection: reading, capturing and acting go through it. */
  readonly x: XConnection;
  readonly #reaper: Reaper;
  readonly #buses: readonly BusClient[];
  readonly #lostListeners = new Set<(error: CodexqaError, reason: string) => void>();
  #loss: CodexqaError | undefined;
  #lossReason: string | undefined;
  #closing: Promise<void> | undefined;

  private constructor(
    parts: { readonly base: SessionBase; readonly x: XConnection; readonly reaper: Reaper },
    buses: readonly BusClient[],
    helpers: readonly Helper[],
  ) {
    this.base = parts.base;
    this.x = parts.x;
    this.#reaper = parts.reaper;
    this.#buses = buses;
    const deaths = new Map<number, string>();
    const ended = (place: number, reason: string): void => {
      deaths.set(place, reason);
      if (deaths.size === 1)
        setTimeout(() => this.#lose(deaths.get(Math.min(...deaths.keys())) ?? reason), chainMs).unref();
    };
    helpers.forEach((helper, place) => void helper.ended.then((reason) => ended(place, reason)));
    void parts.x.ended.then(() => ended(helpers.length, 'the X server closed the connection'));
  }

  /** @throws DRIVER_UNAVAILABLE when a program is missing, SESSION_START_FAILED when one does not come up */
  static async start(screen: SessionOptions['screen']): Promise<SessionHost> {
    const found = requirePrograms();
    const paths = makeSessionFolder();
    const reaper = Reaper.guard(paths);
    try {
      return await startParts(found, paths, screen, (parts, buses, helpers) => {
        return new SessionHost({ ...parts, reaper }, buses, helpers);
      });
    } catch (error) {
      await reaper.reap();
      if (error instanceof CodexqaError && error.code !== 'DEADLINE_EXCEEDED') throw error;
      const seen = error instanceof Error ? error.message : String(error);
      throw new CodexqaError('SESSION_START_FAILED', `the session did not start: ${seen}`, { cause: error });
    }
  }

  /** Why the session cannot go on. */
  get lossReason(): string | undefined {
    return this.#lossReason;
  }

  /** SESSION_LOST once a part of the session has died; every later call must reject with it. */
  get loss(): CodexqaError | undefined {
    return this.#loss;
  }

  /** Called once, when a part of the session dies on its own. */
  onLost(listener: (error: CodexqaError, reason: string) => void): void {
    this.#lostListeners.add(listener);
  }

  /** Ends everything; afterwards no process, socket or folder is left. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#fail('the session has been closed');
    for (const bus of this.#buses) bus.connection.end();
    await this.#reaper.reap();
  }

  #lose(reason: string): void {
    const error = this.#fail(`the desktop session ended: ${reason}`);
    if (error === undefined) return;
    for (const listener of this.#lostListeners) listener(error, reason);
  }

  /** Undefined when it has failed before. */
  #fail(reason: string): CodexqaError | undefined {
    if (this.#loss !== undefined) return undefined;
    this.#lossReason = reason;
    this.#loss = new CodexqaError('SESSION_LOST', reason);
    this.x.fail(this.#loss);
    return this.#loss;
  }
}

type Assemble = (
  parts: { readonly base: SessionBase; readonly x: XConnection },
  buses: readonly BusClient[],
  helpers: readonly Helper[],
) => SessionHost;

async function startParts(
  found: Readonly<Record<ProgramName, string>>,
  paths: SessionPaths,
  screen: SessionOptions['screen'],
  assemble: Assemble,
): Promise<SessionHost> {
  const deadline = Deadline.after(startTimeoutMs);
  const { setpriv } = found;
  const cookie = randomBytes(16);
  const xauthority = join(paths.root, 'xauthority');
  writeFileSync(xauthority, xauthorityEntry(cookie), { mode: 0o600 });
  const fonts = join(paths.root, 'fonts.conf');
  writeFileSync(fonts, fontSettings());
  const env: Environment = {
    ...withoutDesktop(process.env),
    ...homeEnvironment(makeHomeFolders(paths.root, 0)),
    ...markOf(paths.id),
    LANG: 'C.UTF-8',
    XAUTHORITY: xauthority,
    FONTCONFIG_FILE: fonts,
  };

  const xvfb = Helper.start({
    name: 'Xvfb',
    program: found.Xvfb,
    args: xvfbArguments(paths, screen, xauthority),
    env,
    setpriv,
    deathSignal: 'TERM',
  });
  const busCommand = { program: found['dbus-daemon'], setpriv, env };
  const startedBuses = Promise.all([
    startBus('session', paths.root, busCommand, deadline),
    startBus('accessibility', paths.root, busCommand, deadline),
  ]);
  startedBuses.catch(() => undefined);

  const number = Number(await xvfb.ready(deadline));
  writeFileSync(join(paths.root, 'display'), `${number}\n`);
  const display: DisplayAddress = { number, cookie };
  const connected = XConnection.open(display);
  connected.catch(() => undefined);
  const [session, accessibility] = await startedBuses;
  const displayEnv: Environment = { ...env, DISPLAY: `:${number}`, DBUS_SESSION_BUS_ADDRESS: session.address };
  const windowManager = Helper.start({
    name: 'openbox',
    program: found.openbox,
    args: windowManagerArguments(paths.root),
    env: displayEnv,
    setpriv,
    deathSignal: 'KILL',
  });
  const registry = Helper.start({
    name: 'at-spi2-registryd',
    program: found['at-spi2-registryd'],
    args: [],
    env: { ...displayEnv, AT_SPI_BUS_ADDRESS: accessibility.address },
    setpriv,
    deathSignal: 'KILL',
  });
  const x = await xvfb.orDeath(connected, deadline, 'the connection to the X display');
  const buses = [connectBus(session.address), connectBus(accessibility.address)] as const;
  await Promise.all([
    announceAccessibility(buses[0], accessibility.address),
    prepareDisplay(x, accessibility.address, screen.scale),
    registry.orDeath(
      waitForOwner(buses[1], 'org.a11y.atspi.Registry', deadline),
      deadline,
      'the accessibility registry',
    ),
    windowManager.orDeath(waitForWindowManager(x), deadline, 'the window manager'),
  ]);
  const base: SessionBase = {
    paths,
    display,
    xauthority,
    fontSettings: fonts,
    sessionBus: session.address,
    accessibilityBus: accessibility.address,
    setpriv,
  };
  return assemble({ base, x }, buses, [xvfb, busHelper(session), busHelper(accessibility), windowManager, registry]);
}

function busHelper(bus: Bus): Helper {
  return bus.helper;
}

function xvfbArguments(paths: SessionPaths, screen: SessionOptions['screen'], xauthority: string): readonly string[] {
  const width = Math.round(screen.width * screen.scale);
  const height = Math.round(screen.height * screen.scale);
  return [
    ['-displayfd', String(readyDescriptor)],
    ['-screen', '0', `${width}x${height}x24`],
    ['-dpi', '96'],
    ['-fbdir', paths.frames],
    ['-auth', xauthority],
    ['-nolisten', 'tcp'],
    // the server would forget properties and key maps whenever its last client leaves
    ['-noreset'],
  ].flat();
}

/** One entry that fits every host and every display number (FamilyWild, empty address and number). */
function xauthorityEntry(cookie: Buffer): Buffer {
  const familyWild = 0xffff;
  const counted = (data: Buffer): Buffer => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(data.length);
    return Buffer.concat([length, data]);
  };
  const family = Buffer.alloc(2);
  family.writeUInt16BE(familyWild);
  const nothing = counted(Buffer.alloc(0));
  return Buffer.concat([family, nothing, nothing, counted(Buffer.from('MIT-MAGIC-COOKIE-1')), counted(cookie)]);
}

/** Root window properties, events, damage, and a cursor that is never in a picture. */
async function prepareDisplay(x: XConnection, accessibilityBus: string, scale: number): Promise<void> {
  const { client, root } = x;
  const string = x.atom('STRING');
  // without this property Qt 5 sometimes and Qt 6 always misses the accessibility bus
  client.ChangeProperty(0, root, x.atom('AT_SPI_BUS'), string, 8, Buffer.from(accessibilityBus));
  client.ChangeProperty(0, root, x.atom('RESOURCE_MANAGER'), string, 8, Buffer.from(xResources(scale)));
  client.ChangeKeyboardControl({ autoRepeatMode: 0 });
  const [damage, fixes] = await Promise.all([
    x.ask<DamageExtension>((done) => client.require('damage', done)),
    x.ask<FixesExtension>((done) => client.require('fixes', done)),
  ]);
  damage.Create(client.AllocID(), root, damage.ReportLevel.RawRectangles);
  fixes.HideCursor(root);
  await x.sync();
}

async function waitForWindowManager(x: XConnection): Promise<void> {
  const check = x.atom('_NET_SUPPORTING_WM_CHECK');
  const appeared = new Promise<void>((resolve) => {
    const stop = x.onEvent((event) => {
      if (event.name !== 'PropertyNotify' || event.wid !== x.root || event.atom !== check) return;
      stop();
      resolve();
    });
  });
  x.client.ChangeWindowAttributes(x.root, { eventMask: structure | substructure | propertyChange });
  if ((await x.numbers(x.root, '_NET_SUPPORTING_WM_CHECK')).length > 0) return;
  await appeared;
}
