/** Programs of the simulated Mac: the simulated applications, and what macOS brings along. */
import type { RawImage } from '../../contracts/image.ts';
import type { SimulatedMac } from './simulated-mac.sample.ts';
import type { MacProcess, MacTools, PictureOf } from './tools.ts';

/** Of the person's window, in every channel. */
const personsColour = 0x80;

export function simulatedTools(mac: SimulatedMac): MacTools {
  const { desktop } = mac;
  const lastDrawn = new Map<number, RawImage>();

  /** Of the window alone, as screencapture makes it, whatever covers it. */
  async function windowPicture(number: number): Promise<RawImage> {
    const drawn = lastDrawn.get(number);
    if (mac.isCovered && mac.oddities.coveredStopsDrawing === true && drawn !== undefined) return drawn;
    const picture = await desktop.capture({ kind: 'window', windowId: mac.windowNamed(number) });
    lastDrawn.set(number, picture);
    return picture;
  }

  async function screenPicture(of: Exclude<PictureOf, { readonly kind: 'window' }>): Promise<RawImage> {
    const picture = await desktop.capture(of);
    return mac.isCovered ? { ...picture, pixels: picture.pixels.slice().fill(personsColour) } : picture;
  }

  return {
    async start(command, env, _cwd): Promise<MacProcess> {
      Object.defineProperty(desktop, 'home', { value: env['HOME'], configurable: true });
      const runs = desktop.apps().some((each) => each.name === command.name && each.exit === undefined);
      const app = await desktop.launch({ ...command, env });
      if (runs && mac.oddities.singleInstance === true)
        desktop
          .apps()
          .find((each) => each.id === app.id)
          ?.end({ code: 0, signal: null, expected: false });
      const running = desktop.apps().find((each) => each.id === app.id);
      if (mac.oddities.selfActivates === true) mac.frontmostPid = app.pid;
      const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
        const tell = (): void => resolve({ code: app.exit?.code ?? null, signal: app.exit?.signal ?? null });
        if (app.exit !== undefined) tell();
        desktop.onSignal((signal) => {
          if (signal.kind === 'app-exit' && signal.appId === app.id) tell();
        });
      });
      return {
        pid: app.pid,
        ended,
        output: () => app.output(),
        kill: (signal) => {
          if (signal === 'SIGKILL' || running?.hung !== true) running?.end({ code: null, signal, expected: true });
        },
      };
    },
    lastWake: async () => mac.oddities.lastWake ?? 'boot',
    lidShut: async () => mac.oddities.lidShut === true,
    async showSettings(page) {
      mac.pagesShown.push(page);
    },
    picture: (of) => (of.kind === 'window' ? windowPicture(of.id) : screenPicture(of)),
    readPasteboard: () => desktop.clipboard(),
    writePasteboard: (text) => desktop.act({ kind: 'write-clipboard', text }),
    screen: async () => desktop.screen,
    async reactivate(pid) {
      mac.reactivated.push(pid);
      mac.frontmostPid = pid;
    },
    close: async () => undefined,
  };
}
