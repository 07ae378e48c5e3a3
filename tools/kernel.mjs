/**
 * Compiles the pixel kernel (src/visual/kernel, AssemblyScript) to src/visual/kernel.wasm, which is committed: users compile nothing.
 * `--check` compares instead of writing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const source = 'src/visual/kernel/kernel.ts';
const target = 'src/visual/kernel.wasm';

/** The same bytes for the same source: the compiler's version is pinned. */
async function compileKernel() {
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

const bytes = await compileKernel();
if (process.argv.includes('--check')) {
  if (!readFileSync(target).equals(bytes))
    throw new Error(`${target} is not what ${source} gives: npm run build:kernel`);
} else {
  writeFileSync(target, bytes);
}
console.log(`${target}: ${bytes.length} bytes`);
