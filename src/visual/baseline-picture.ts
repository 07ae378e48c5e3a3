/** A baseline as it is compared: by the digest in its file as long as that is enough, unpacked when it is not. */
import type { Size } from '../contracts/geometry.ts';
import type { RawImage } from '../contracts/image.ts';
import { type CompareOptions, type Comparison, comparePictures, sameEverywhere } from './compare.ts';
import { digestPixels } from './pixel-digest.ts';
import { fourthByteOf, isOpaque, toBgrx } from './pixels.ts';
import { sizeIn } from './png-chunks.ts';
import { storedDigest } from './png-digest.ts';
import { assertPixels, defaultPngLimits, type PngLimits, readPng } from './png-read.ts';
import { type PixelForm, plainForm } from './png-unfilter.ts';

/** Its size was looked at before. */
const unlimited: PngLimits = { maxPixels: Number.POSITIVE_INFINITY };

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
  static read(file: Buffer, source: string, limits: PngLimits = defaultPngLimits): BaselinePicture {
    const digest = storedDigest(file);
    if (digest !== undefined) {
      assertPixels(sizeIn(file), source, limits);
      return new BaselinePicture(sizeIn(file), source, { file, digest });
    }
    const { image, notes } = readPng(file, source, { limits });
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

  /** The pixels, in whatever layout they are held. */
  get image(): RawImage {
    return this.#held.kind === 'image' ? this.#held.image : this.#unpack(this.#held.bytes, plainForm);
  }

  /** The pixels, in the layout of `other` where they can be: kept that way, because the next capture will have it too. */
  imageLike(other: RawImage): RawImage {
    const form: PixelForm = { layout: other.layout, fourthByte: other.layout === 'rgba' ? 255 : fourthByteOf(other) };
    const image = this.#held.kind === 'image' ? this.#held.image : this.#unpack(this.#held.bytes, form);
    const fitting = form.layout === 'bgrx' && isOpaque(image) ? (toBgrx(image, form.fourthByte) ?? image) : image;
    this.#held = { kind: 'image', image: fitting };
    return fitting;
  }

  #unpack(bytes: Buffer, form: PixelForm): RawImage {
    const { image } = readPng(bytes, this.#source, { form, limits: unlimited });
    this.#held = { kind: 'image', image };
    return image;
  }
}
