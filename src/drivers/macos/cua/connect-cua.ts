/** The worker's side of cua-driver: pointer and keys as messages to its process, each with a time limit. */
import { Helper } from '../../../support/helper.ts';
import { ownModule } from '../../../support/own-file.ts';
import type { BackgroundInput } from '../background-input.ts';
import { telemetryOff } from './cua-module.ts';

/** A text is typed character by character, 16 ms each. */
const answerWithinMs = 60_000;

/** @throws DRIVER_UNAVAILABLE where the package is not installed */
export async function connectCua(
  onLost: (reason: string) => void,
  script = ownModule('src/drivers/macos/cua/cua-agent'),
): Promise<BackgroundInput> {
  const helper = await Helper.start({ script, name: 'cua-driver', env: telemetryOff, answerWithinMs, onLost });
  return {
    pointer: async (window, act) => void (await helper.ask('pointer', [window, act])),
    keys: async (target, act) => void (await helper.ask('keys', [target, act])),
    close: () => helper.close(),
  };
}
