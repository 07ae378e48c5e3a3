/** Whether the display shows anything: monitors that save power (DPMS), and the X server's own screen saver, show nothing of a run. */
import type { XConnection } from './x-connection.ts';
import type { PowerExtension, SaverExtension } from './x11-library.ts';

export class DisplayPower {
  readonly #x: XConnection;
  readonly #power: PowerExtension | undefined;
  readonly #saver: SaverExtension | undefined;

  private constructor(x: XConnection, power: PowerExtension | undefined, saver: SaverExtension | undefined) {
    this.#x = x;
    this.#power = power;
    this.#saver = saver;
  }

  /** A server may have neither: then its display counts as on. */
  static async open(x: XConnection): Promise<DisplayPower> {
    const [power, saver] = await Promise.all([
      x.tryAsk<PowerExtension>((done) => x.client.require('dpms', done)),
      x.tryAsk<SaverExtension>((done) => x.client.require('screen-saver', done)),
    ]);
    return new DisplayPower(x, power, saver);
  }

  /** Nothing makes the display dark by itself as long as the connection lasts; a person still can. */
  keepOn(): void {
    this.#saver?.Suspend(1);
  }

  /** @throws SESSION_LOST when the server has gone */
  async isOff(): Promise<boolean> {
    const [power, saver] = [this.#power, this.#saver];
    const [level, state] = await Promise.all([
      power && this.#x.tryAsk<readonly [number, number]>((done) => power.Info(done)),
      saver && this.#x.tryAsk<{ readonly state: number }>((done) => saver.QueryInfo(this.#x.root, done)),
    ]);
    return (level?.[0] ?? 0) !== 0 || (saver !== undefined && state?.state === saver.State.On);
  }
}
