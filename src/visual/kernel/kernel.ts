/** What ../kernel.wasm exports; ../kernel.ts lays out its memory. */
export * from './census';
export * from './digest';
export { greys, smooth } from './grey';
export { judge } from './judge';
export * from './layout';
export { foundError, foundX, foundY, measure, seek } from './needle';
export * from './pale';
export * from './unfilter';

/** The first byte that nothing of the kernel itself uses. */
export const freeMemory: usize = __heap_base;
