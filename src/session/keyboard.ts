/** The keyboard of the desktop: keys go to whatever has the focus. */
import type { AccessibleNode } from '../contracts/accessibility.ts';
import type { DriverAct } from '../contracts/act.ts';
import { reveal, type Secret, shown } from '../contracts/secret.ts';
import type { Selector } from '../contracts/selector.ts';
import { AnswerProof } from './answer-proof.ts';
import { parseChord } from './chord.ts';
import { growForest } from './find.ts';
import type { Forest } from './forest.ts';
import { nodeLine } from './near-misses.ts';
import type { Purpose } from './perform.ts';
import { actionWords, type EffectOption, plainTarget } from './purpose.ts';
import type { Stage } from './stage.ts';

const desktop: Selector = { kind: 'root', root: { kind: 'desktop' } };

export class Keyboard {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** A key or chord: `Enter`, `Alt+F4`. What follows is recorded; pass `effect: 'required'` to insist on an effect. */
  press(chord: string, options: EffectOption = {}): Promise<void> {
    return this.#stage.step(`keyboard.press ${chord}`, () => {
      const keys = parseChord(chord, this.#stage.session);
      return this.#send('press', chord, { kind: 'press', chord: keys, address: {} }, options);
    });
  }

  /** Any text; prefer `locator.fill` and `locator.type`, which read it back. */
  type(text: string | Secret, options: EffectOption = {}): Promise<void> {
    return this.#stage.step(`keyboard.type ${shown(text)}`, () =>
      this.#send('type', shown(text), { kind: 'type', text: reveal(text), address: {} }, options),
    );
  }

  async #send(verb: string, shownText: string, act: DriverAct, options: EffectOption): Promise<void> {
    const { session, performer } = this.#stage;
    const [forest, windows] = await Promise.all([growForest(session, desktop, false), session.windows()]);
    const active = windows.find((window) => window.active);
    const node = focusedNode(forest, active?.id);
    const ids = {
      ...(active === undefined ? {} : { windowId: active.id }),
      ...(active?.appId === undefined ? {} : { appId: active.appId }),
    };
    const target = plainTarget(node === undefined ? 'the keyboard focus' : `the focused ${nodeLine(node)}`, ids);
    const purpose: Purpose = { verb, target, shown: shownText };
    const proof = new AnswerProof(this.#stage, {
      what: actionWords(purpose),
      demand: options.effect ?? 'optional',
      scene: {
        appId: active?.appId,
        nodeId: node?.id,
        role: node?.role,
        feedback: new Set(),
        by: 'keyboard',
      },
      reading: node === undefined ? undefined : (await session.read([node.id]))[0],
      windowId: active?.id,
      ignored: [],
      forest,
    });
    await performer.act(purpose, act, proof);
  }
}

function focusedNode(forest: Forest, windowId: string | undefined): AccessibleNode | undefined {
  const focused = [...forest.nodes()].filter((node) => node.states.focused && node.states.visible);
  return focused.findLast((node) => windowId === undefined || forest.windowIdOf(node) === windowId) ?? focused.at(-1);
}
