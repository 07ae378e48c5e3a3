/**
 * A person's own mouse and keyboard. XInput 2 names the device of every event, and what this driver sends comes from the XTEST devices:
 * so nothing of ours is ever taken for theirs. What others send by XTEST (x11vnc, xdotool) is not seen as a person's.
 */
import type { PersonInput } from '../../../contracts/presence.ts';
import type { XConnection } from '../display/x-connection.ts';
import type { DeviceExtension } from '../display/x11-library.ts';

type Devices = readonly { readonly deviceId: number; readonly name: string }[];

const deeds: Readonly<Record<string, string>> = {
  XIRawKeyPress: 'a key of',
  XIRawButtonPress: 'a button of',
  XIRawMotion: 'a move of',
  XIRawTouchBegin: 'a touch of',
};
const ownDevice = /\bXTEST (?:pointer|keyboard)$/;

export class PersonWatch {
  readonly #x: XConnection;
  readonly #devices: DeviceExtension;
  readonly #names = new Map<number, string>();
  #last: { readonly at: number; readonly deed: string; readonly device: number } | undefined;

  private constructor(x: XConnection, devices: DeviceExtension) {
    this.#x = x;
    this.#devices = devices;
    x.onEvent(({ name = '', sourceId }) => {
      const deed = deeds[name];
      if (deed !== undefined && sourceId !== undefined) this.#note(deed, sourceId);
    });
  }

  /** Undefined on a server without XInput 2. */
  static async begin(x: XConnection): Promise<PersonWatch | undefined> {
    const devices = await x.tryAsk<DeviceExtension>((done) => x.client.require('xinput', done));
    if (devices === undefined) return undefined;
    const watch = new PersonWatch(x, devices);
    await watch.#learn(devices.AllDevices);
    // of the masters only: each event is told once, with the device it came from
    devices.XISelectEvents(x.root, {
      deviceId: devices.AllMasterDevices,
      mask: ['RawKeyPress', 'RawButtonPress', 'RawMotion', 'RawTouchBegin'],
    });
    await x.sync();
    return watch;
  }

  /** @throws SESSION_LOST */
  async last(): Promise<PersonInput | undefined> {
    // events come in order: whatever happened before this question has arrived with its answer
    await this.#x.sync();
    const last = this.#last;
    if (last === undefined) return undefined;
    if (!this.#names.has(last.device)) {
      await this.#learn(last.device);
      if (this.#isOwn(last.device)) this.#last = undefined;
    }
    if (this.#last === undefined) return undefined;
    return { at: last.at, evidence: `${last.deed} "${this.#names.get(last.device) ?? `device ${last.device}`}"` };
  }

  #note(deed: string, device: number): void {
    if (!this.#isOwn(device)) this.#last = { at: Date.now(), deed, device };
  }

  #isOwn(device: number): boolean {
    return ownDevice.test(this.#names.get(device) ?? '');
  }

  /** A device that has been plugged in since has no name yet; one that was pulled out again never gets one. */
  async #learn(id: number): Promise<void> {
    const known = await this.#x.tryAsk<Devices>((done) => this.#devices.XIQueryDevice(id, done));
    for (const { deviceId, name } of known ?? []) this.#names.set(deviceId, name);
  }
}
