/** What ../kernel.wasm exports; its memory is handed out by ../kernel.ts. */
export * from './judge';
export * from './layout';
