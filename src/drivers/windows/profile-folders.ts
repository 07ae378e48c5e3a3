/** The folders of a Windows profile inside a session's home, made when the first application wants them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The variables that lead to them. */
export function profileFolders(home: string): Readonly<Record<string, string>> {
  const local = join(home, 'AppData', 'Local');
  const folders = { APPDATA: join(home, 'AppData', 'Roaming'), LOCALAPPDATA: local, TEMP: join(local, 'Temp') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  return { HOME: home, USERPROFILE: home, TMP: folders.TEMP, ...folders };
}
