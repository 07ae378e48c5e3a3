/** A baseline as it is compared: by the digest in its file as long as that is enough, unpacked when it is not. */
import type { Size } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { type CompareOptions, type Comparison, comparePictures, sameEverywhere } from './compare.ts';
import { digestPixels } from './pixel-digest.ts';
import { fourthByteOf, isOpaque, toBgrx } from './pixels.ts';
import { sizeIn } from './png-chunks.ts';
import { storedDigest } from './png-digest.ts';
import { readPng } from './png-read.ts';
import type { PixelForm } from './png-unfilter.ts';

export class BaselinePicture {
  readonly size: Size;
  readonly notes: readonly string[];
  readonly #source: string;
  readonly #digest: string | undefined;
  /** The file until it is unpacked, then the pixels. */
  #held: { readonly kind: 'file'; readonly bytes: Buffer } | { readonly kind: 'image'; readonly image: RawImage };

  private constructor(
    size: Size,
    source: string,
    held:
      | { readonly file: Buffer; readonly digest: string }
      | { readonly image: RawImage; readonly notes: readonly string[] },
  ) {
    this.size = size;
    this.#source = source;
    if ('image' in held) {
      this.notes = held.notes;
      this.#held = { kind: 'image', image: held.image };
    } else {
      this.notes = [];
      this.#digest = held.digest;
      this.#held = { kind: 'file', bytes: held.file };
    }
  }

  /** A file without a digest to trust is unpacked at once. @throws BASELINE_INVALID */
  static read(file: Buffer, source: string): BaselinePicture {
    const digest = storedDigest(file);
    if (digest !== undefined) return new BaselinePicture(sizeIn(file), source, { file, digest });
    const { image, notes } = readPng(file, source);
    return new BaselinePicture(image, source, { image, notes });
  }

  /** Bytes of memory it takes now. */
  get heldBytes(): number {
    return this.#held.kind === 'file' ? this.#held.bytes.length : this.#held.image.pixels.length;
  }

  compare(actual: RawImage, options: CompareOptions): Comparison {
    if (this.#held.kind === 'file' && digestPixels(actual) === this.#digest) {
      return sameEverywhere(actual, options.masks);
    }
    return comparePictures(this.imageLike(actual), actual, options);
  }

  /** The pixels, in the layout of `other` where they can be: kept that way, because the next capture will have it too. */
  imageLike(other: RawImage): RawImage {
    const form: PixelForm = { layout: other.layout, fourthByte: other.layout === 'rgba' ? 255 : fourthByteOf(other) };
    const held = this.#held;
    const image = held.kind === 'image' ? held.image : readPng(held.bytes, this.#source, { form }).image;
    const fitting = form.layout === 'bgrx' && isOpaque(image) ? (toBgrx(image, form.fourthByte) ?? image) : image;
    this.#held = { kind: 'image', image: fitting };
    return fitting;
  }
}
