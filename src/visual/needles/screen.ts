/** A screen that templates are looked for in: in the kernel, or in JavaScript where there is none. */
import type { RawImage } from '../../contracts/image.ts';
import { Kernel } from '../kernel.ts';
import { JsScreen } from './screen-js.ts';
import { WasmScreen } from './screen-wasm.ts';
import type { Screen } from './search.ts';

/** Of its own: needles are read (with the other one) while a screen lies in its memory. */
let kernel: Kernel | undefined;

/** The screen lives in the kernel's memory, and only while `work` runs. */
export function onScreen<T>(image: RawImage, work: (screen: Screen) => T): T {
  kernel ??= Kernel.load();
  return work(kernel === undefined ? new JsScreen(image) : new WasmScreen(kernel, image));
}
