/** The agent process: owns every call into macOS, so that a crash or a hang there ends the agent and not the worker. */
import { serve } from '../../support/helper.ts';
import { loadNative } from './native.ts';
import { NativeBackend } from './native-backend.ts';

await serve(async () => {
  const library = process.env['CODEXQA_MAC_LIBRARY'];
  return new NativeBackend(await loadNative(library === undefined ? {} : { library }));
});
