/** The clipboard of the session; never the person's own. */
import { CodexqaError } from '../contracts/errors.ts';
import { reveal, type Secret, shown } from '../contracts/secret.ts';
import { plainTarget } from './purpose.ts';
import { type Answer, ReadBack } from './read-back.ts';
import type { Stage } from './stage.ts';

export class Clipboard {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** The text on it; empty when there is none. */
  read(): Promise<string> {
    return this.#stage.session.clipboard();
  }

  /** Puts a text on it, and reads it back. @throws TEXT_NOT_ENTERED */
  write(text: string | Secret): Promise<void> {
    const { session, settings, performer } = this.#stage;
    const purpose = { verb: 'write', target: plainTarget('the clipboard'), shown: shown(text) };
    const proof = new ReadBack<void>(session, {
      timeoutMs: settings.effectTimeoutMs,
      ask: async (): Promise<Answer> => {
        const now = await session.clipboard();
        if (now === reveal(text)) return { kind: 'match', evidence: 'the text was read back' };
        return {
          kind: 'differs',
          seen: typeof text === 'string' ? JSON.stringify(now) : `${now.length} other characters`,
        };
      },
      failure: (seen) =>
        new CodexqaError('TEXT_NOT_ENTERED', `write ${shown(text)} on the clipboard: it holds ${seen}`, {
          fix: 'a clipboard manager or another application may have taken it over',
        }),
    });
    return this.#stage.step(`clipboard.write ${shown(text)}`, async () => {
      await performer.act(purpose, { kind: 'write-clipboard', text: reveal(text) }, proof);
    });
  }
}
