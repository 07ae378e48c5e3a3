/** UI Automation in Wine, which has none of its own: our stand-in as the class that programs ask COM for. */
import { join } from 'node:path';
import { env, run } from './box.mjs';
import { project } from './project.mjs';

const key = 'HKLM\\Software\\Classes\\CLSID\\{ff48dba4-60ef-4201-aa87-54103eef594e}';

/** For as long as `work` takes. */
export async function withUiaDouble(screen, work) {
  const reg = (...args) => run('wine', ['reg', ...args, '/f'], { env: { ...env, DISPLAY: screen.display } });
  const library = `Z:${join(project, 'apps', 'uia.dll').replaceAll('/', '\\')}`;
  reg('add', `${key}\\InprocServer32`, '/ve', '/t', 'REG_SZ', '/d', library);
  reg('add', `${key}\\InprocServer32`, '/v', 'ThreadingModel', '/t', 'REG_SZ', '/d', 'Both');
  try {
    await work();
  } finally {
    reg('delete', key);
  }
}
