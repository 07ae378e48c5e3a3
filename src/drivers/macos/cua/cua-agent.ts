/** The process that cua-driver lives in: a crash there ends it and not the worker. */
import { serve } from '../../../support/helper.ts';
import { CuaInput } from './cua-input.ts';

await serve(() => CuaInput.load());
