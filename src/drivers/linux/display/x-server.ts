/** The private X server of a session: how Xvfb is started, and what its root window is prepared with. */
import type { SessionOptions } from '../../../contracts/driver.ts';
import type { SessionPaths } from '../session/folder.ts';
import { readyDescriptor } from '../session/helper.ts';
import { xResources } from '../session/toolkit-settings.ts';
import type { XConnection } from './x-connection.ts';
import type { DamageExtension, FixesExtension } from './x11-library.ts';

/** Events of the root window: Qt 5 answers pings to whoever selected `structure`, the others to `substructure`. */
const structure = 0x00020000;
const substructure = 0x00080000;
const propertyChange = 0x00400000;

export function xvfbArguments(
  paths: SessionPaths,
  screen: SessionOptions['screen'],
  xauthority: string,
): readonly string[] {
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

/** A cookie file with one entry that fits every host and every display number (FamilyWild, empty address and number). */
export function xauthorityEntry(cookie: Buffer): Buffer {
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
export async function prepareDisplay(x: XConnection, accessibilityBus: string, scale: number): Promise<void> {
  const { client, root } = x;
  const string = x.atom('STRING');
  const watched = watchDisplay(x);
  // without this property Qt 5 sometimes and Qt 6 always misses the accessibility bus
  client.ChangeProperty(0, root, x.atom('AT_SPI_BUS'), string, 8, Buffer.from(accessibilityBus));
  client.ChangeProperty(0, root, x.atom('RESOURCE_MANAGER'), string, 8, Buffer.from(xResources(scale)));
  // GTK 3 keeps here which visuals suit its windows. The first application of a display has to find out, for which it loads
  // OpenGL and LLVM (60 ms of 160); told beforehand, it loads them only when it draws with them.
  if (x.alphaVisual !== undefined) {
    client.ChangeProperty(0, root, x.atom('GDK_VISUALS'), x.atom('INTEGER'), 32, [x.rootVisual, x.alphaVisual]);
  }
  client.ChangeKeyboardControl({ autoRepeatMode: 0 });
  const fixes = await x.ask<FixesExtension>((done) => client.require('fixes', done));
  fixes.HideCursor(root);
  await Promise.all([watched, x.sync()]);
}

/** Its events and its damage, and nothing that would change it: all that is done to a display that is not ours. */
export async function watchDisplay(x: XConnection): Promise<void> {
  const { client, root } = x;
  client.ChangeWindowAttributes(root, { eventMask: structure | substructure | propertyChange });
  const damage = await x.ask<DamageExtension>((done) => client.require('damage', done));
  damage.Create(client.AllocID(), root, damage.ReportLevel.RawRectangles);
  await x.sync();
}

/** The display must have been prepared: its events tell when the window manager is up. */
export async function waitForWindowManager(x: XConnection): Promise<void> {
  const check = x.atom('_NET_SUPPORTING_WM_CHECK');
  const appeared = new Promise<void>((resolve) => {
    const stop = x.onEvent((event) => {
      if (event.name !== 'PropertyNotify' || event.wid !== x.root || event.atom !== check) return;
      stop();
      resolve();
    });
  });
  if ((await x.numbers(x.root, '_NET_SUPPORTING_WM_CHECK')).length > 0) return;
  await appeared;
}
