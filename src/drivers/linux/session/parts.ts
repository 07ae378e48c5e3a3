/** What a session is furnished with once display and accessibility answer: input, windows, pictures, clipboard, tree. */
import type { SessionOptions, Signal } from '../../../contracts/driver.ts';
import type { NutJs } from '../../../support/nut-js.ts';
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
import { KeyDelivery } from '../input/key-delivery.ts';
import { Keyboard } from '../input/keyboard.ts';
import { PersonWatch } from '../input/person-watch.ts';
import { Pointer } from '../input/pointer.ts';
import { appRecord } from './folder.ts';
import { Homes } from './homes.ts';
import type { Furnisher, SessionBase } from './start.ts';

export interface SessionParts {
  readonly input: Input;
  readonly keyboard: Keyboard;
  readonly keys: KeyDelivery;
  readonly pointer: Pointer;
  /** Opens while the first application starts. */
  readonly clipboard: Promise<Clipboard>;
  readonly accessibility: AtspiClient;
  readonly framebuffer: Pick<Framebuffer, 'size' | 'capture' | 'close'>;
  /** On the visible display, where a person has mouse and keyboard too. */
  readonly person: PersonWatch | undefined;
  readonly windowPictures: WindowPictures;
  readonly apps: Apps;
  readonly homes: Homes;
  readonly windows: WindowList;
  readonly signals: Signals;
}

export class Furnishing implements Furnisher<SessionParts, AtspiClient> {
  readonly #options: SessionOptions;
  readonly #nut: NutJs | undefined;
  readonly #signals = new Signals();
  #windows: WindowList | undefined;
  #apps: Apps | undefined;

  constructor(options: SessionOptions, nut: NutJs | undefined) {
    this.#options = options;
    this.#nut = nut;
  }

  /** Before there is a display there are no windows and no applications. */
  listen(address: string): Promise<AtspiClient> {
    return AtspiClient.connect({
      address,
      windows: async () => ((await this.#windows?.read()) ?? []).map(geometryOf),
      appIdOf: (pid) => this.#apps?.appIdOf(pid),
      onSignal: (signal) => this.#signals.emit(signal),
      scale: this.#options.screen.scale,
    });
  }

  async furnish(x: XConnection, base: SessionBase, listening: Promise<AtspiClient>): Promise<SessionParts> {
    const options = this.#options;
    const signals = this.#signals;
    const emit = (signal: Signal): void => signals.emit(signal);
    if (options.tooltips === 'hidden') keepTooltipsAway(x);
    const windows = new WindowList(x, new DisplayEvents(x, emit));
    const apps = new Apps(
      { sessionId: base.paths.id, setpriv: base.setpriv, record: appRecord(base.paths), options },
      (app, exit) => emit({ kind: 'app-exit', appId: app.id, exit }),
    );
    this.#windows = windows;
    this.#apps = apps;
    const openingInput = Input.open(x);
    const clipboard = openingInput.then(() => Clipboard.open(base.display, () => emit({ kind: 'clipboard' })));
    // whoever uses it meets the failure
    clipboard.catch(() => undefined);
    const [input, keyboard, windowPictures, accessibility] = await Promise.all([
      openingInput,
      openingInput.then((opened) => Keyboard.open(x, opened)),
      WindowPictures.open(x),
      listening,
    ]);
    const spacing = new ClickSpacing(
      async (nodeId) => (await accessibility.read([nodeId]))[0]?.bounds,
      options.screen.scale,
    );
    const { isVisible } = base;
    const pointer = new Pointer({ x, input, keyboard, spacing, windows, isVisible, nut: this.#nut });
    const framebuffer = base.isVisible ? await RootPicture.open(x) : Framebuffer.open(base.paths.frames);
    if (base.isVisible) (await DisplayPower.open(x)).keepOn();
    const person = base.isVisible ? await PersonWatch.begin(x) : undefined;
    await pointer.park(framebuffer.size);
    return {
      input,
      keyboard,
      keys: new KeyDelivery(x, windows, accessibility),
      pointer,
      clipboard,
      accessibility,
      framebuffer,
      person,
      windowPictures,
      apps,
      homes: new Homes(base.paths.root, options),
      windows,
      signals,
    };
  }
}

function geometryOf(window: DisplayWindow): WindowGeometry {
  const { id, title, pid, rawBounds, shadow } = window;
  return { id, title, pid, content: rawBounds, gtkFrameExtents: shadow };
}
