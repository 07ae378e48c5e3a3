/** The helper process: owns every call into UI Automation, so that a window that hangs there holds up nobody else. */
import { serve } from '../../../support/helper.ts';
import { UiaBackend } from './backend.ts';
import { Com } from './com.ts';

await serve(async () => {
  const library = process.env['CODEXQA_UIA_LIBRARY'];
  return new UiaBackend(await Com.load(library === undefined ? {} : { library }));
});
