/** The homes that the applications of a session live in, one after the other: each reset gives them a new one. */
import type { SessionOptions } from '../../../contracts/driver.ts';
import { type HomeFolders, makeHomeFolders, removeHomeFolders } from './folder.ts';
import { writeToolkitSettings } from './toolkit-settings.ts';

export class Homes {
  readonly #root: string;
  readonly #options: SessionOptions;
  /** 0 is the home of the session's own helpers. */
  #generation = 1;
  #current: HomeFolders;

  constructor(root: string, options: SessionOptions) {
    this.#root = root;
    this.#options = options;
    this.#current = this.#make();
  }

  get current(): HomeFolders {
    return this.#current;
  }

  /** The old one is removed meanwhile. */
  renew(): void {
    const before = this.#generation;
    this.#generation += 1;
    this.#current = this.#make();
    void removeHomeFolders(this.#root, before);
  }

  #make(): HomeFolders {
    const homes = makeHomeFolders(this.#root, this.#generation);
    writeToolkitSettings(homes, this.#options);
    return homes;
  }
}
