/** One needle: its text, and its pictures once somebody looks for it. */
import { readFileSync } from 'node:fs';
import type { RawImage } from '../../contracts/image.ts';
import { readPng } from '../png-read.ts';
import type { NeedleArea, NeedleText } from './needle-json.ts';
import { type Template, templatesOf } from './template.ts';

/** An area of type match with what it looks like. */
export interface MatchArea extends NeedleArea {
  readonly template: Template;
}

export class Needle {
  /** Of its file, without the ending. */
  readonly name: string;
  /** Path of its picture. */
  readonly picture: string;
  readonly text: NeedleText;
  #matchAreas: readonly MatchArea[] | undefined;

  constructor(name: string, picture: string, text: NeedleText) {
    this.name = name;
    this.picture = picture;
    this.text = text;
  }

  get isWorkaround(): boolean {
    return this.text.properties.includes('workaround');
  }

  hasTags(tags: readonly string[]): boolean {
    return tags.every((tag) => this.text.tags.includes(tag));
  }

  areasOf(type: NeedleArea['type']): readonly NeedleArea[] {
    return this.text.areas.filter((area) => area.type === type);
  }

  /** Read from the file once; only the areas are kept. @throws BASELINE_INVALID for a picture that cannot be read */
  matchAreas(): readonly MatchArea[] {
    this.#matchAreas ??= this.#cut(this.image());
    return this.#matchAreas;
  }

  /** The whole picture, read afresh. @throws BASELINE_INVALID */
  image(): RawImage {
    return readPng(readFileSync(this.picture), this.picture).image;
  }

  #cut(image: RawImage): readonly MatchArea[] {
    const excluded = this.areasOf('exclude');
    return templatesOf(image, this.areasOf('match'), excluded).map(({ area, template }) => ({ ...area, template }));
  }
}
