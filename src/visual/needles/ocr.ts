/** Reads the OCR areas of a needle that fits, with tesseract, as os-autoinst does: what is read is told, and decides nothing. */
import { type ExecFileException, execFile } from 'node:child_process';
import { CodexqaError } from '../../contracts/errors.ts';
import type { Rect } from '../../contracts/geometry.ts';
import type { RawImage } from '../../contracts/image.ts';
import { newPixels } from '../pixels.ts';
import { writePng } from '../png-write.ts';
import { isInside } from './inside.ts';
import type { Needle } from './needle.ts';

const program = 'tesseract';

/** @throws OCR_NOT_INSTALLED when one of the needles has an OCR area and there is no tesseract */
export async function assertOcr(needles: readonly Needle[]): Promise<void> {
  const needing = needles.find((needle) => needle.areasOf('ocr').length > 0);
  if (needing !== undefined) await tesseract(['--version'], undefined, needing.name);
}

/** Text of each OCR area, in their order. @throws OCR_NOT_INSTALLED */
export function readOcrAreas(screen: RawImage, needle: Needle): Promise<readonly string[]> {
  const areas = needle.areasOf('ocr').filter((area) => isInside(area, screen));
  return Promise.all(areas.map((area) => tesseract(['-', '-', 'quiet'], writePng(cutOut(screen, area)), needle.name)));
}

function tesseract(args: readonly string[], input: Buffer | undefined, needle: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { encoding: 'utf8' }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error.code === 'ENOENT' ? notInstalled(needle, error) : error);
    });
    // a program that is not there takes no input; that it is not there is told above
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function notInstalled(needle: string, cause: ExecFileException): CodexqaError {
  return new CodexqaError('OCR_NOT_INSTALLED', `needle "${needle}" has OCR areas, and there is no ${program} on PATH`, {
    fix: 'install it: apt-get install tesseract-ocr',
    cause,
    facts: { needle },
  });
}

function cutOut(image: RawImage, area: Rect): RawImage {
  const size = { width: area.width, height: area.height };
  const pixels = newPixels(size);
  for (let y = 0; y < area.height; y++) {
    const start = ((area.y + y) * image.width + area.x) * 4;
    pixels.set(image.pixels.subarray(start, start + area.width * 4), y * area.width * 4);
  }
  return { ...size, pixels, layout: image.layout };
}
