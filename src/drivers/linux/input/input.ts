/** The XTEST extension: presses, releases and moves that applications cannot tell from a person's. */
import type { Point } from '../../../contracts/geometry.ts';
import type { XConnection } from '../display/x-connection.ts';
import type { TestExtension } from '../display/x11-library.ts';

const fake = { keyPress: 2, keyRelease: 3, buttonPress: 4, buttonRelease: 5, motion: 6 } as const;
const heldButtonBits = [
  [1, 0x100],
  [2, 0x200],
  [3, 0x400],
] as const;

export class Input {
  readonly #x: XConnection;
  readonly #test: TestExtension;

  private constructor(x: XConnection, test: TestExtension) {
    this.#x = x;
    this.#test = test;
  }

  static async open(x: XConnection): Promise<Input> {
    return new Input(x, await x.ask<TestExtension>((done) => x.client.require('xtest', done)));
  }

  key(keycode: number, down: boolean): void {
    this.#test.FakeInput(down ? fake.keyPress : fake.keyRelease, keycode, 0, 0, 0, 0);
  }

  button(number: number, down: boolean): void {
    this.#test.FakeInput(down ? fake.buttonPress : fake.buttonRelease, number, 0, 0, 0, 0);
  }

  move(to: Point): void {
    this.#test.FakeInput(fake.motion, 0, 0, 0, Math.round(to.x), Math.round(to.y));
  }

  /** Lets go of whatever is held, whoever pressed it. */
  async releaseAll(): Promise<void> {
    const { client, root } = this.#x;
    const [keys, pointer] = await Promise.all([
      this.#x.ask<Buffer>((done) => client.QueryKeymap(done)),
      this.#x.ask<{ readonly keyMask: number }>((done) => client.QueryPointer(root, done)),
    ]);
    for (let keycode = 0; keycode < 256; keycode += 1) {
      const byte = keys[keycode >> 3] ?? 0;
      if ((byte & (1 << (keycode & 7))) !== 0) this.key(keycode, false);
    }
    for (const [button, bit] of heldButtonBits) {
      if ((pointer.keyMask & bit) !== 0) this.button(button, false);
    }
    await this.#x.sync();
  }
}
