/** What a spec holds for a picture on the screen: found by its looks where an application tells nothing about itself. */

import type { DriverAct } from '../contracts/act.ts';
import type { ActionTarget } from '../contracts/action.ts';
import type { Rect } from '../contracts/geometry.ts';
import type { ImageSearchOptions } from '../contracts/image-search.ts';
import type { SelectorRoot } from '../contracts/selector.ts';
import { AnswerProof } from './answer-proof.ts';
import { demandFor } from './effect.ts';
import { Forest } from './forest.ts';
import { grown } from './frame.ts';
import {
  type ElementAt,
  elementAt,
  type ImageFound,
  ImageLook,
  type ImageQuery,
  imageWords,
  waitForImage,
  waitForNoImage,
} from './image-look.ts';
import type { Purpose } from './perform.ts';
import type { ClickOptions, TimeoutOption } from './point-actions.ts';
import { actionWords } from './purpose.ts';
import { unwatched } from './read-back.ts';
import { actionDeadline, type Stage } from './stage.ts';

export type ImageClickOptions = Omit<ClickOptions, 'position' | 'force'>;

/** Focus rings and shadows are drawn a little outside of what is clicked. */
const ringPx = 6;

export class ImageLocator {
  /** For the expectations; specs do not need it. */
  readonly stage: Stage;
  readonly query: ImageQuery;

  constructor(stage: Stage, query: ImageQuery) {
    this.stage = stage;
    this.query = query;
  }

  /** Zero-based, top to bottom; negative counts from the end. */
  nth(index: number): ImageLocator {
    return new ImageLocator(this.stage, { ...this.query, index });
  }

  first(): ImageLocator {
    return this.nth(0);
  }

  last(): ImageLocator {
    return this.nth(-1);
  }

  /** At its click point, or in the middle of it, once it is there and stands still. @throws LOCATOR_NOT_FOUND, LOCATOR_NOT_UNIQUE, ACTION_NO_EFFECT */
  click(options: ImageClickOptions = {}): Promise<void> {
    return this.stage.step(`click ${this}`, () => this.#click('click', options));
  }

  dblclick(options: Omit<ImageClickOptions, 'clickCount'> = {}): Promise<void> {
    return this.stage.step(`dblclick ${this}`, () => this.#click('dblclick', { ...options, clickCount: 2 }));
  }

  hover(options: TimeoutOption = {}): Promise<void> {
    return this.stage.step(`hover ${this}`, async () => {
      const found = await this.#find(options);
      const act: DriverAct = { kind: 'hover', point: found.click, address: addressOf(found, undefined) };
      const purpose = this.#purpose('hover', found, undefined, '');
      await this.stage.performer.act(purpose, act, unwatched('the pointer only moved'));
      this.stage.pointer.movedTo(found.click, found.place);
    });
  }

  /** On the screen. Waits until it is there. */
  async bounds(options: TimeoutOption = {}): Promise<Rect> {
    return (await this.#find(options)).place;
  }

  /** How many places there are now. Does not wait. */
  async count(): Promise<number> {
    return (await new ImageLook(this.stage, this.query).all()).length;
  }

  /** Does not wait. */
  async isVisible(): Promise<boolean> {
    return (await new ImageLook(this.stage, this.query).one()) !== undefined;
  }

  /** @throws LOCATOR_NOT_FOUND, LOCATOR_NOT_UNIQUE, DEADLINE_EXCEEDED when it does not go away */
  waitFor(options: { readonly state?: 'visible' | 'hidden' | undefined } & TimeoutOption = {}): Promise<void> {
    const { state = 'visible', timeout } = options;
    return this.stage.step(`waitFor ${state} ${this}`, async () => {
      if (state === 'visible') await this.#find(options);
      else await waitForNoImage(this.stage, this.query, actionDeadline(this.stage, timeout));
    });
  }

  toString(): string {
    return imageWords(this.query);
  }

  #find({ timeout }: TimeoutOption): Promise<ImageFound> {
    return waitForImage(this.stage, this.query, actionDeadline(this.stage, timeout));
  }

  /** What is under the click point, where the application tells: it says what an effect is, and whether one is due. */
  async #click(verb: string, options: ImageClickOptions): Promise<void> {
    const { stage } = this;
    const found = await this.#find(options);
    const forest = await this.#forestOf(found);
    const tops = forest.allTops().filter(({ windowId }) => windowId === found.window?.id);
    const element = await elementAt(stage.session, tops, found.click);
    const { button = 'left', clickCount: count = 1, modifiers = [] } = options;
    const address = addressOf(found, element);
    const act: DriverAct = { kind: 'click', point: found.click, button, count, modifiers, address };
    const purpose = this.#purpose(verb, found, element, button === 'left' ? '' : button);
    const proof = this.#proof(purpose, found, element, forest, options);
    await stage.performer.act(purpose, act, proof, async (perform) => {
      if (!stage.pointer.isInside(found.place)) await perform({ kind: 'hover', point: found.click, address });
      stage.pointer.movedTo(found.click, found.place);
    });
  }

  async #forestOf({ window }: ImageFound): Promise<Forest> {
    const { session } = this.stage;
    const appId = window?.appId;
    if (appId === undefined || !session.capabilities.has('accessibility')) return new Forest(new Map());
    const tree = await session.tree({ kind: 'app', appId }, { fresh: false });
    return new Forest(new Map([[`app:${appId}` as const, tree]]));
  }

  #proof(
    purpose: Purpose,
    found: ImageFound,
    element: ElementAt | undefined,
    forest: Forest,
    { effect }: ImageClickOptions,
  ): AnswerProof {
    const { pointer } = this.stage;
    const ignored = [found.place, element?.reading.bounds, pointer.over].filter((rect) => rect !== undefined);
    return new AnswerProof(this.stage, {
      what: actionWords(purpose),
      demand: effect ?? demandFor(element?.node.role, element?.reading.states),
      scene: {
        appId: found.window?.appId,
        nodeId: element?.node.id,
        role: element?.node.role,
        feedback: new Set(),
        by: 'click',
      },
      reading: element?.reading,
      windowId: found.window?.id,
      ignored: ignored.map((rect) => grown(rect, ringPx)),
      forest,
    });
  }

  #purpose(verb: string, { window, click }: ImageFound, element: ElementAt | undefined, shown: string): Purpose {
    const target: ActionTarget = {
      description: String(this),
      ...(window === undefined ? {} : { windowId: window.id }),
      ...(window?.appId === undefined ? {} : { appId: window.appId }),
      ...(element === undefined ? {} : { role: element.node.role, name: element.node.name, nodeId: element.node.id }),
    };
    return { verb, target, shown: [shown, `at ${click.x},${click.y}`].filter(Boolean).join(' ') };
  }
}

/** The image `image` below a root. */
export function imageIn(stage: Stage, root: SelectorRoot, image: string, options: ImageSearchOptions): ImageLocator {
  return new ImageLocator(stage, { image, root, options, index: undefined });
}

function addressOf({ window }: ImageFound, element: ElementAt | undefined) {
  return {
    ...(element === undefined ? {} : { nodeId: element.node.id }),
    ...(window === undefined ? {} : { windowId: window.id }),
  };
}
