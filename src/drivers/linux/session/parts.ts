/** What a session is furnished with once display and accessibility answer: input, windows, pictures, clipboard, tree. */
import type { SessionOptions, Signal } from '../../../contracts/driver.ts';
import { Signals } from '../../../support/signals.ts';
import { Apps } from '../apps/apps.ts';
import { AtspiClient, type WindowGeometry } from '../atspi/client.ts';
import { DisplayEvents } from '../display/display-events.ts';
import { DisplayPower } from '../display/display-power.ts';
import { Framebuffer } from '../display/framebuffer.ts';
import { RootPicture } from '../display/root-picture.ts';
import { keepTooltipsAway } from '../display/tooltips.ts';
import { WindowList } from '../display/window-list.ts';
import { WindowPictures } from '../display/window-picture.ts';
import type { DisplayWindow } from '../display/windows.ts';
import type { XConnection } from '../display/x-connection.ts';
import { ClickSpacing } from '../input/click-spacing.ts';
import { Clipboard } from '../input/clipboard.ts';
import { Input } from '../input/input.ts';
import { Keyboard } from '../input/keyboard.ts';
import { PersonWatch } from '../input/person-watch.ts';
import { Pointer } from '../input/pointer.ts';
import { appRecord } from './folder.ts';
import type { SessionBase } from './start.ts';

export interface SessionParts {
  readonly input: Input;
  readonly keyboard: Keyboard;
  readonly pointer: Pointer;
  readonly clipboard: Clipboard;
  readonly accessibility: AtspiClient;
  readonly framebuffer: Pick<Framebuffer, 'size' | 'capture' | 'close'>;
  /** On the visible display, where a person has mouse and keyboard too. */
  readonly person: PersonWatch | undefined;
  readonly windowPictures: WindowPictures;
  readonly apps: Apps;
  readonly windows: WindowList;
  readonly signals: Signals;
}

export async function openParts(x: XConnection, base: SessionBase, options: SessionOptions): Promise<SessionParts> {
  const signals = new Signals();
  const emit = (signal: Signal): void => signals.emit(signal);
  if (options.tooltips === 'hidden') keepTooltipsAway(x);
  const windows = new WindowList(x, new DisplayEvents(x, emit));
  const apps = new Apps(
    { sessionId: base.paths.id, setpriv: base.setpriv, record: appRecord(base.paths), options },
    (app, exit) => emit({ kind: 'app-exit', appId: app.id, exit }),
  );
  const [input, windowPictures, clipboard, accessibility] = await Promise.all([
    Input.open(x),
    WindowPictures.open(x),
    Clipboard.open(base.display, () => emit({ kind: 'clipboard' })),
    AtspiClient.connect({
      address: base.accessibilityBus,
      windows: async () => (await windows.read()).map(geometryOf),
      appIdOf: (pid) => apps.appIdOf(pid),
      onSignal: emit,
      scale: options.screen.scale,
    }),
  ]);
  const keyboard = await Keyboard.open(x, input);
  const spacing = new ClickSpacing(
    async (nodeId) => (await accessibility.read([nodeId]))[0]?.bounds,
    options.screen.scale,
  );
  const pointer = new Pointer(x, input, keyboard, spacing, base.isVisible);
  const framebuffer = base.isVisible ? await RootPicture.open(x) : Framebuffer.open(base.paths.frames);
  if (base.isVisible) (await DisplayPower.open(x)).keepOn();
  const person = base.isVisible ? await PersonWatch.begin(x) : undefined;
  await pointer.park(framebuffer.size);
  return {
    input,
    keyboard,
    pointer,
    clipboard,
    accessibility,
    framebuffer,
    person,
    windowPictures,
    apps,
    windows,
    signals,
  };
}

function geometryOf(window: DisplayWindow): WindowGeometry {
  const { id, title, pid, rawBounds, shadow } = window;
  return { id, title, pid, content: rawBounds, gtkFrameExtents: shadow };
}
