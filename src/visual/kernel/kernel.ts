/** What ../kernel.wasm exports; ../kernel.ts lays out its memory. */
export * from './judge';
export * from './layout';

/** The first byte that nothing of the kernel itself uses. */
export const freeMemory: usize = __heap_base;
