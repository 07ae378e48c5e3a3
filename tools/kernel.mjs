/** Compiles the pixel kernel (src/visual/kernel, AssemblyScript) to src/visual/kernel.wasm, which is committed: users compile nothing. */
import { writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const source = 'src/visual/kernel/kernel.ts';
const target = 'src/visual/kernel.wasm';

/** The same bytes for the same source: the compiler's version is pinned. @returns {Promise<Uint8Array>} */
export async function compileKernel() {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      source,
      '--outFile',
      'kernel.wasm',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd,bulk-memory',
      '--initialMemory',
      '1',
    ],
    { writeFile: (name, contents) => files.set(name, contents) },
  );
  if (error) throw new Error(`the kernel does not compile:\n${stderr.toString()}`, { cause: error });
  return files.get('kernel.wasm');
}

if (process.argv[1] === import.meta.filename) {
  const bytes = await compileKernel();
  writeFileSync(target, bytes);
  console.log(`${target}: ${bytes.length} bytes`);
}
